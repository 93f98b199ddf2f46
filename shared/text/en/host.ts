export const host = {
  command: {
    future: 'The time lies more than a day ahead; check it. Nothing was submitted.',
    noIncident: 'There is no incident {{incidentId}}; the command was not submitted.',
    closed:
      'The incident “{{title}}” is closed and takes no more commands. Report a new one to go on.',
    noOrder: 'There is no order {{orderId}}; the acknowledgement was not submitted.',
  },
  fact: {
    unknownKind: 'Unknown kind of fact {{kind}}; not written.',
    invalid: '“{{path}}” of {{kind}} is not acceptable: {{why}}. Not written.',
  },
  seat: {
    readOnly: 'A wall seat only shows. Act from a plotting or command seat.',
    protocol:
      'The window and the host differ in version (host {{host}}, window {{seat}}); reload the page.',
  },
  session: {
    replaying: 'This is a replay; nothing can be issued. Go back to live, or branch off here.',
    live: 'A live session has no time to set; enter the replay first.',
    noLine: 'There is no line “{{line}}”.',
  },
  wire: {
    portTaken:
      'Port {{port}} is taken. Choose another (--port N), or none: the program finds a free one.',
    portDenied: 'Port {{port}} needs rights that this account lacks; choose one above 1024.',
  },
  feedsLost:
    '{{path}} is damaged: the feeds in it could not be taken up, add them again. The file is kept as {{kept}}; nothing else is affected.',
  feedRefused: 'The feed “{{name}}” could not be taken up: {{why}} The other feeds go on.',
  journalLost:
    'Writing the journal failed and the host stopped. All acknowledged facts are on disk; check the disk and start again.',
  dataDir: {
    readOnly:
      'The workspace {{dir}} cannot be written. Choose another folder (--data DIR) or change its rights; nothing was written.',
  },
  levels: {
    bad: 'The grading table {{path}} cannot be used: {{why}}. The built-in table is used instead.',
  },
} as const;
