export const store = {
  newerVersion:
    '{{path}} was written by a newer program (format {{found}}; this one reads up to {{supported}}). The file was left as it is; open it with the newer program.',
  corrupt:
    '{{path}} is damaged and cannot be read. The file was left as it is and other lines still work; find the place with “sandtable verify”, or put a backup in its place and open it again.',
  cut: '{{path}} lacks its facts from no. {{seq}} on; it may have been cut or altered. The file was left as it is and is no longer written to; put a backup in its place and check that with “sandtable verify”.',
  tampered:
    '{{path}} is not what was written, from fact no. {{seq}} on. The facts before it are sound; secure the file and compare it with a backup.',
  damagedFact:
    'Fact no. {{seq}} is damaged ({{path}}) and was left out of the situation; all others count. Check with “sandtable verify”.',
  readOnly:
    '{{path}} cannot be written to. Nothing was written; check the permissions or choose another workspace folder.',
  full: 'The disk is full: {{path}} could not be written. All facts acknowledged so far are kept; make room and try again, no restart is needed.',
  io: 'The disk failed while {{path}} was read or written ({{why}}). All facts acknowledged so far are kept; check the disk and try again.',
  busy: '{{path}} is in use by another program. Try again in a moment.',
  locked:
    'Workspace {{path}} is open in another host (process {{pid}}, port {{port}}). Connect to that host, or close it first.',
  missing: '{{path}} was not found. Nothing was made; check the path or restore a backup.',
  lostTail:
    '{{path}} ends at fact no. {{head}} although {{written}} had been written: its write-ahead log is damaged, or an older backup was put back. What is there can be used and is gone on from; the damaged log is kept as {{kept}}.',
  noParent:
    'Branch “{{line}}” rests on line “{{parent}}”, which is not in this workspace, so it cannot be opened. Restore that line and try again.',
  cardRebuilt:
    '{{path}} was lost or damaged and was made again from the journal. No fact is affected.',
  badLineId:
    '“{{line}}” cannot be the id of a line: letters, digits and . _ - only, 100 characters at most.',
  lineExists: 'Line “{{line}}” exists already; nothing was changed. Choose another id.',
  badControl:
    'No such replay speed or time (speed {{rate}}, time {{at}}); nothing was changed. The speed is 0.1× to 600×, forwards or backwards.',
  closed: 'The line is closed; nothing was written. Open it again.',
  workerDied:
    'Storage thread {{worker}} stopped unexpectedly ({{why}}). All facts acknowledged so far are kept; open the line again.',
  snapshot: {
    broken: 'A snapshot is damaged and was not used; the situation is worked out from the journal.',
    version:
      'A snapshot comes from another version of the program and was not used; the situation is worked out from the journal.',
  },
} as const;
