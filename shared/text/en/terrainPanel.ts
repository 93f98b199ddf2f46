export const terrainPanel = {
  title: 'Terrain',
  schematic: 'Schematic terrain (built in)',
  line: '{{seconds}}″ posts · heights {{datum}}',
  show: 'Show extent',
  import: 'Import elevation files…',
  hint: 'SRTM .hgt (also .zip, .gz) or single-band GeoTIFF. Imported heights go before the schematic ones, finer before coarser.',
  remove: 'Remove',
  removeSure: 'Remove “{{name}}”? The schematic terrain will show here again.',
} as const;
