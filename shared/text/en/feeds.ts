export const feeds = {
  notJson: 'Not JSON.',
  unknown: 'There is no feed “{{feedId}}”.',
  noConnector: 'There is no kind of feed “{{connector}}”.',
  badConfig: '“{{path}}” of the feed is not acceptable: {{why}}. Not added.',
  http: {
    badUrl: '“{{url}}” is not an http(s) address.',
    badRedirect: 'The server redirects to “{{url}}”, which is not allowed. Not followed.',
    redirects: 'The server redirected more than {{max}} times. No data.',
    otherOrigin: '“{{url}}” is not on the server of the feed itself. Not fetched.',
    status: 'The server answered {{status}}. No data; will try again.',
    timeout: 'No complete answer within {{seconds}} s. Will try again.',
    unreachable: 'The server cannot be reached ({{why}}). Will try again.',
    tooLarge: 'The answer is larger than {{maxBytes}} bytes. Not taken.',
  },
  dir: {
    unreadable:
      'The folder “{{dir}}” cannot be read ({{why}}). Check path and rights; will try again.',
    notMoved:
      'The file “{{file}}” cannot be moved to “{{folder}}” ({{why}}). Its content was taken and will not be doubled; check the rights.',
  },
  xml: {
    tooLarge: 'XML larger than {{maxBytes}} bytes. Not read.',
    encoding: 'Encoding “{{encoding}}” is not known or does not fit the content. Not read.',
    character: 'Contains characters that XML does not allow. Not read.',
    doctype: 'Contains a DOCTYPE or entity definitions. Not read, for safety.',
    depth: 'XML nested deeper than {{max}} levels. Not read.',
    elements: 'More than {{max}} XML elements. Not read.',
    broken: 'XML is incomplete or faulty. Not read. Near: {{near}}',
  },
  cap: {
    notCap: 'Not a CAP warning (root element “{{root}}”).',
    noAlert: 'This entry holds no CAP warning and no link to one.',
    namespace: 'Namespace “{{ns}}” is neither CAP 1.1 nor 1.2. Warning not taken.',
    missing: 'The warning has no {{field}}. Not taken.',
    badField: '{{field}} of the warning cannot be read. Not taken.',
    future: 'The warning was sent in the future. Not taken yet; will be looked at again.',
    timeLeftOut: 'Warning taken, but its time {{field}} cannot be read and was left out.',
    shapeLeftOut:
      'Warning taken, but the {{shape}} of “{{area}}” has bad coordinates and was left out.',
    referenceLeftOut:
      'Warning taken, but its reference “{{reference}}” cannot be read and was left out.',
    otherInfo:
      'Warning taken, but another part of it that says something different (“{{event}}”) was left out; see the original.',
    tooMany: 'Warning taken, but of {{count}} ({{what}}) only the first {{max}} were.',
    linkInFile:
      'The file only links to a warning; links in files of the drop folder are not followed.',
  },
  observation: {
    badField:
      '“{{field}}” of the observation is missing or not acceptable (longitude ±180, latitude ±90, numbers finite). Not taken.',
    future: 'The observation is from the future. Not taken; check the clock of the source.',
    empty: 'Neither position nor reading. Not taken.',
    tooLarge: 'The message is larger than {{maxBytes}} bytes. Not read.',
  },
  json: { depth: 'JSON nested deeper than {{max}} levels. Not read.' },
  stage: {
    form: 'The answer has no lists “stations” and “readings”.',
    tooMany: 'The answer has more than {{stations}} stations or {{readings}} readings. Not taken.',
    badStation: '{{field}} of the station is not acceptable. Not taken.',
    twice: 'The same station id twice; only the first is used.',
    badReading: '{{field}} of the reading is missing or not acceptable. Not taken.',
    unknownStation:
      'Station “{{station}}” is not described (position, datum). Its reading was not taken.',
    future: 'The time of the reading is in the future. Not taken yet; will be looked at again.',
  },
} as const;
