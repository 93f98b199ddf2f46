export const feeds = {
  notJson: 'not JSON',
  unknown: 'There is no feed “{{feedId}}”.',
  noConnector: 'There is no kind of feed “{{connector}}”.',
  badConfig: '“{{path}}” of the feed is not acceptable: {{why}}. Not added.',
} as const;
