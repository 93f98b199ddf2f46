export const store = {
  missing: 'There is no journal at {{path}}. Check the path.',
  corrupt:
    'The journal is damaged, or is none: {{path}}. It was not changed; restore a backup, or let sandtable verify tell from which fact it is damaged.',
  tampered:
    'The journal does not match its hash chain: {{path}}. Keep the file and restore a backup.',
  cut: 'The end of the journal is missing: {{path}}. The facts before it are sound.',
  locked:
    'Another program works on this workspace: {{path}}. End it first, or choose another folder with --data.',
  closed: 'The journal is closed; nothing was written.',
  newerVersion:
    '{{path}} was written by a newer version. Update the program first; nothing was changed.',
  readOnly:
    '{{path}} cannot be written. Check its rights or choose another folder; all that was acknowledged is there.',
  full: 'The disk is full; not written: {{path}}. All that was acknowledged is there; it goes on when there is space.',
  busy: 'The journal is busy: {{path}}. Try again shortly.',
  io: 'The disk failed ({{why}}): {{path}}. All that was acknowledged is there; check the disk.',
  badControl: 'These replay settings are not acceptable; nothing changed.',
  badLineId: 'The name of a line may hold letters, digits, dots, underscores and hyphens only.',
  lineExists: 'A line of this name exists.',
  noParent: 'The line that this branch left does not exist; it cannot be opened.',
  workerDied:
    'The journal writer ended unexpectedly. All that was acknowledged is there; start again.',
  damagedFact: 'A fact could not be read and was passed over; check with sandtable verify.',
  cardRebuilt: 'The card of a line was missing or damaged and was rebuilt from its journal.',
} as const;
