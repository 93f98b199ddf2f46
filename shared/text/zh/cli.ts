export const cli = {
  unknownCommand: '没有命令「{{name}}」。用 --help 查看全部命令。',
  usage: '用法错误:{{why}}',
  badTime:
    '{{option}}「{{given}}」不是时刻。可写 2015-06-24T19:10(北京时间)、2015-06-24T11:10Z、2015-06-24T19:10+08:00,或 UTC 毫秒数(12 至 14 位)。',
  serving:
    '渝应急作战沙盘已就绪({{seconds}} 秒)\n  打开(链接只能打开一个浏览器): {{url}}\n  工作区: {{dataDir}}\n  Ctrl-C 结束',
  enterForLink: '按回车可再得到一个链接(大屏、手机席位)。',
  noBrowser: '未能打开浏览器,请自行打开上面的链接。',
  stopping: '正在保存并结束……',
  stopped: '已结束,全部事实均已落盘。',
  verified: '核验通过:{{facts}} 条事实,{{path}}',
  tampered:
    '核验未通过:自第 {{seq}} 条事实起与哈希链不符,{{path}}。请从备份恢复或保留原件取证,程序未改动任何文件。',
  noHeight: '无资料',
  importing: '导入 {{percent}} %  {{file}}',
  stateAt: '{{line}} 在 {{at}} 的态势({{view}})',
  factsFolded: '由 {{facts}} 条事实归并而成',
  view: { known: '当时所知', actual: '实际情况' },
  noBenches: '此安装不含测速程序(tests/bench);请在源码目录运行。',
  unreadable: '读不了 {{file}}:{{why}}',
  exported: '已写入 {{path}}({{bytes}} 字节)',
  noFeeds: '没有设过数据源。',
  feedChecked: '{{state}}:收到 {{accepted}} 条,拒收 {{rejected}} 条',
} as const;
