export const cli = {
  unknownCommand: 'There is no command “{{name}}”. --help lists them all.',
  usage: 'Wrong usage: {{why}}',
  badTime:
    '{{option}} “{{given}}” is no time. Write 2015-06-24T19:10 (Beijing time), 2015-06-24T11:10Z, 2015-06-24T19:10+08:00, or UTC milliseconds (12 to 14 digits).',
  serving:
    'Sandtable is ready ({{seconds}} s)\n  Open (the link opens one browser): {{url}}\n  Workspace: {{dataDir}}\n  Ctrl-C ends it',
  enterForLink: 'Press Enter for one more link (wall screen, phone).',
  noBrowser: 'No browser could be opened; open the link above yourself.',
  stopping: 'Saving and ending …',
  stopped: 'Ended; every fact is on disk.',
  verified: 'Verified: {{facts}} facts, {{path}}',
  tampered:
    'Not verified: from fact {{seq}} on the journal does not match its hash chain, {{path}}. Restore a backup or keep the file as evidence; nothing was changed.',
  noHeight: 'no data',
  importing: 'importing {{percent}} %  {{file}}',
  stateAt: '{{line}} at {{at}} ({{view}})',
  factsFolded: 'folded from {{facts}} facts',
  view: { known: 'as known then', actual: 'as it was' },
  noBenches: 'This installation has no benches (tests/bench); run it in the source folder.',
  unreadable: 'Cannot read {{file}}: {{why}}',
  exported: 'Written: {{path}} ({{bytes}} bytes)',
  noFeeds: 'No feeds are set up.',
  feedChecked: '{{state}}: {{accepted}} taken, {{rejected}} refused',
} as const;
