export const scenario = {
  tooLarge: '想定文件 {{path}} 过大,未读取。',
  notJson: '想定文件 {{path}} 不是有效的 JSON:{{why}}。未开始播放。',
  invalid: '想定文件 {{path}} 的 {{at}} 有误:{{why}}(另有 {{more}} 处)。未开始播放。',
  rule: {
    time: '想定文件 {{path}} 的 {{at}} 有误:「{{id}}」不是时刻(另有 {{more}} 处)。未开始播放。',
    end: '想定文件 {{path}} 的 {{at}} 有误:结束不晚于开始(另有 {{more}} 处)。未开始播放。',
    source: '想定文件 {{path}} 的 {{at}} 有误:没有来源「{{id}}」(另有 {{more}} 处)。未开始播放。',
    outside:
      '想定文件 {{path}} 的 {{at}} 有误:时刻不在开始与结束之间(另有 {{more}} 处)。未开始播放。',
    order: '想定文件 {{path}} 的 {{at}} 有误:早于前一条,次序不对(另有 {{more}} 处)。未开始播放。',
    trueAt: '想定文件 {{path}} 的 {{at}} 有误:发生时刻晚于获知时刻(另有 {{more}} 处)。未开始播放。',
    station: '想定文件 {{path}} 的 {{at}} 有误:没有测站「{{id}}」(另有 {{more}} 处)。未开始播放。',
    reading: '想定文件 {{path}} 的 {{at}} 有误:既无水位也无流量(另有 {{more}} 处)。未开始播放。',
  },
  noIncident: '想定「{{id}}」里没有接报任何事件,无从生成全景图。',
  missing: '找不到想定文件 {{path}}。请检查路径。',
  unknown: '没有想定「{{id}}」。可用的有:{{known}}。也可给出想定文件的路径。',
  unreadable: '想定文件 {{path}} 无法读取:{{why}}。',
  eventRefused: '想定「{{id}}」第 {{n}} 条未被接收:{{why}}。其余继续播放。',
  notRunning: '这条时间线上没有正在播放的想定。',
  ended: '想定已播放完毕。',
  feed: { obs: '想定·现场观测', sim: '模拟·现场观测', cap: '想定·预警', stage: '想定·水位' },
} as const;
