export const terrainPanel = {
  title: '地形',
  schematic: '示意地形(程序自带)',
  line: '间距 {{seconds}}″ · 高程 {{datum}}',
  show: '看范围',
  import: '导入高程文件…',
  hint: 'SRTM .hgt(可为 .zip、.gz)或单波段 GeoTIFF。导入的高程优先于示意地形,分辨率高的优先。',
  remove: '移除',
  removeSure: '移除「{{name}}」?此处会回到示意地形。',
} as const;
