export const store = {
  newerVersion:
    '{{path}} 由更新版本的程序写成(格式 {{found}},本程序支持到 {{supported}})。文件未改动;请用新版程序打开。',
  corrupt:
    '{{path}} 已损坏,无法读取。文件原样保留,其他线照常可用;请用 sandtable verify 查明位置,或用备份替换后重新打开。',
  cut: '{{path}} 缺少第 {{seq}} 条起的事实,可能被截断或改动。文件原样保留,不再写入;请用备份替换,并用 sandtable verify 核验。',
  tampered:
    '{{path}} 自第 {{seq}} 条事实起与写入时不符。之前的事实核验无误;请保全该文件并对照备份。',
  damagedFact:
    '第 {{seq}} 条事实已损坏({{path}}),未计入态势;其余照常。请用 sandtable verify 核验。',
  readOnly: '{{path}} 不可写。没有写入任何内容;请检查权限,或换一个工作区目录。',
  full: '磁盘已满,未能写入 {{path}}。此前已确认的事实都在;请腾出空间后重试,无需重启。',
  io: '读写 {{path}} 时磁盘出错({{why}})。已确认的事实都在;请检查磁盘后重试。',
  busy: '{{path}} 正被其他程序占用。请稍后重试。',
  locked:
    '工作区 {{path}} 已由另一主机打开(进程 {{pid}},端口 {{port}})。请连接该主机,或先将其关闭。',
  missing: '找不到 {{path}}。没有新建任何内容;请检查路径,或从备份恢复。',
  noParent: '分支「{{line}}」所依据的线「{{parent}}」不在工作区中,无法打开。请恢复该线后重试。',
  cardRebuilt: '{{path}} 已丢失或损坏,已按日志重建。事实未受影响。',
  badLineId: '线的标识「{{line}}」不可用:只能由字母、数字和 . _ - 组成,最长 100 字。',
  lineExists: '线「{{line}}」已存在,未作改动。请换一个标识。',
  badControl:
    '回放速度或时刻无效(速度 {{rate}},时刻 {{at}}),未作改动。速度须在 0.1 至 600 倍之间,可倒放。',
  closed: '该线已关闭,未写入。请重新打开。',
  workerDied: '存储线程 {{worker}} 意外停止({{why}})。已确认的事实都在;请重新打开该线。',
  snapshot: {
    broken: '快照已损坏,未采用;将由日志重新推算。',
    version: '快照由另一版本的程序生成,未采用;将由日志重新推算。',
  },
} as const;
