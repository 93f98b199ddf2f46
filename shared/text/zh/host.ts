export const host = {
  command: {
    future: '时间在未来一天以后,请检查输入的时刻。内容未提交。',
    noIncident: '没有事件 {{incidentId}},命令未提交。',
    closed: '事件「{{title}}」已终止,不能再下达。如需继续请另行接报。',
    noOrder: '没有编号 {{orderId}} 的命令,回执未提交。',
  },
  fact: {
    unknownKind: '不认识的事实类型 {{kind}},未写入。',
    invalid: '{{kind}} 的「{{path}}」不合要求:{{why}}。未写入。',
  },
  seat: {
    readOnly: '大屏席位只看不改。请到标绘席或指挥席操作。',
    protocol: '界面与主机版本不同(主机 {{host}},界面 {{seat}}),请刷新页面。',
  },
  session: {
    replaying: '正在复盘回放,不能下达。请先回到实时,或从此处另开推演分支。',
    live: '实时会话不能调整时间,请先进入回放。',
    noLine: '没有线「{{line}}」。',
  },
  wire: {
    portTaken: '端口 {{port}} 已被占用。换一个端口(--port N),或不指定端口由程序自选。',
    portDenied: '没有权限使用端口 {{port}},请换 1024 以上的端口。',
  },
  feedsLost:
    '{{path}} 已损坏,其中的数据源未能恢复,请重新添加。原文件另存为 {{kept}};其他内容不受影响。',
  feedRefused: '数据源「{{name}}」未能恢复:{{why}} 其余数据源照常。',
  journalLost: '日志写入中断,主机停止。已确认的事实都在盘上;请检查磁盘后重新启动。',
  dataDir: {
    readOnly: '工作区 {{dir}} 不可写。请换一个目录(--data DIR)或改权限;没有写入任何内容。',
  },
  levels: {
    bad: '分级标准 {{path}} 不能用:{{why}}。改用内置标准。',
  },
} as const;
