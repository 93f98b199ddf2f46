export const terrain = {
  badName: '文件名「{{name}}」看不出位置,应形如 N31E109.hgt。未导入。',
  tooLarge: '{{file}} 超过一个 1″ 图幅的大小,不是 SRTM 图幅;未读取,未导入。',
  noHgtInside: '{{file}} 里没有 .hgt 文件。未导入。',
  damagedArchive: '{{file}} 已损坏,无法解压。请重新获取;未导入。',
  wrongSize: '{{file}} 有 {{bytes}} 字节,不是 1201² 或 3601² 的图幅(可能被截断)。未导入。',
  noData: '{{file}} 全是无数据值。未导入。',
  missingFile: '找不到文件 {{file}}。',
  unsupported: '{{file}} 的格式暂不支持;目前可导入 .hgt、.hgt.gz、.zip。',
  noSource: '没有高程来源「{{id}}」。',
} as const;
