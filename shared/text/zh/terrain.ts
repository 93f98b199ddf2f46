export const terrain = {
  badName: '文件名「{{name}}」看不出位置,应形如 N31E109.hgt。未导入。',
  tooLarge: '{{file}} 超过一个 1″ 图幅的大小,不是 SRTM 图幅;未读取,未导入。',
  noHgtInside: '{{file}} 里没有 .hgt 文件。未导入。',
  damagedArchive: '{{file}} 已损坏,无法解压。请重新获取;未导入。',
  wrongSize: '{{file}} 有 {{bytes}} 字节,不是 1201² 或 3601² 的图幅(可能被截断)。未导入。',
  noData: '{{file}} 在本区范围内全是无数据值。未导入。',
  missingFile: '找不到文件 {{file}}。',
  unsupported: '{{file}} 的格式不支持;可导入 .hgt、.hgt.gz、.zip 和 GeoTIFF(.tif)。',
  noSource: '没有高程来源「{{id}}」。',
  notTiff: '{{file}} 的内容不是 TIFF,只是扩展名相同。请换成真正的 GeoTIFF;未导入。',
  damagedTiff: '{{file}} 已损坏或结构不合规范。请重新获取;未导入。',
  truncatedTiff: '{{file}} 不完整,数据在文件结尾之后。请重新获取完整文件;未导入。',
  severalBands: '{{file}} 有 {{bands}} 个波段;高程只接受单波段。请先导出高程波段;未导入。',
  sampleType:
    '{{file}} 的像元类型是 {{type}};可接受 16/32 位整数和 32/64 位浮点的单色栅格。未导入。',
  compression:
    '{{file}} 的压缩方式(代码 {{compression}})不支持;请改存为不压缩、LZW 或 Deflate。未导入。',
  noCrs: '{{file}} 没有坐标系信息,不猜测。请用带坐标系的文件;未导入。',
  crsUnsupported:
    '{{file}} 的坐标系 {{crs}} 不支持;请转为 EPSG:4326/4490、CGCS2000 高斯-克吕格、WGS 84 UTM 或 3857。未导入。',
  verticalUnit: '{{file}} 的高程单位是 {{unit}},不是米。请换算成米;未导入。',
  noPlace: '{{file}} 没有可用的地理定位(原点与像元大小)。未导入。',
  outsideArea: '{{file}} 不在本产品的范围(重庆与三峡库区)内。未导入。',
  tooManyPosts: '{{file}} 在本区范围内有 {{millions}} 百万点,过多;请裁剪或降低分辨率。未导入。',
  blockTooLarge: '{{file}} 的单个条带或分块过大;请另存为分块(256×256)的 GeoTIFF。未导入。',
  threadDied: '地形线程意外停止({{why}}),正在重新启动;地图稍后恢复,其余不受影响。',
  levelDatum: '水位基准「{{level}}」与地形基准「{{ground}}」之间没有已知换算;未绘水面。',
} as const;
