export const feeds = {
  notJson: '不是 JSON',
  unknown: '没有数据源「{{feedId}}」。',
  noConnector: '没有「{{connector}}」这种数据源。',
  badConfig: '数据源设置「{{path}}」不合要求:{{why}}。未添加。',
} as const;
