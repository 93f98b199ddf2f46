export const terrain = {
  badName: 'The name “{{name}}” does not tell a position; N31E109.hgt would. Not imported.',
  tooLarge:
    '{{file}} is larger than a 1″ cell and so no SRTM cell; it was neither read nor imported.',
  noHgtInside: '{{file}} holds no .hgt file. Not imported.',
  damagedArchive: '{{file}} is damaged and cannot be unpacked. Get it again; not imported.',
  wrongSize:
    '{{file}} has {{bytes}} bytes and is no cell of 1201² or 3601² posts (cut short?). Not imported.',
  noData: '{{file}} holds no-data values only, within this area. Not imported.',
  missingFile: 'There is no file {{file}}.',
  unsupported:
    'The format of {{file}} is not supported; .hgt, .hgt.gz, .zip and GeoTIFF (.tif) are.',
  noSource: 'There is no elevation source “{{id}}”.',
  notTiff:
    'The content of {{file}} is no TIFF, only its name says so. Use a real GeoTIFF; not imported.',
  damagedTiff: '{{file}} is damaged or not built to the format. Get it again; not imported.',
  truncatedTiff:
    '{{file}} is incomplete: its data lie beyond its end. Get the whole file; not imported.',
  severalBands:
    '{{file}} has {{bands}} bands; elevation must have one. Export the elevation band; not imported.',
  sampleType:
    'The samples of {{file}} are {{type}}; grey rasters of 16/32-bit integers or 32/64-bit floats are read. Not imported.',
  compression:
    'The compression of {{file}} (code {{compression}}) is not supported; save it plain, LZW or Deflate. Not imported.',
  noCrs:
    '{{file}} names no coordinate system, and none is guessed. Use a file that does; not imported.',
  crsUnsupported:
    'The coordinate system {{crs}} of {{file}} is not supported; convert to EPSG:4326/4490, CGCS2000 Gauss-Krüger, WGS 84 UTM or 3857. Not imported.',
  verticalUnit: 'Heights in {{file}} are in {{unit}}, not metres. Convert them; not imported.',
  noPlace: '{{file}} has no usable georeference (origin and pixel size). Not imported.',
  outsideArea:
    '{{file}} lies outside the area of this product (Chongqing and the Three Gorges). Not imported.',
  tooManyPosts:
    '{{file}} has {{millions}} million posts within this area, too many; cut it or coarsen it. Not imported.',
  blockTooLarge:
    'A strip or tile of {{file}} is too large; save it as a tiled GeoTIFF (256×256). Not imported.',
  threadDied:
    'The terrain thread ended unexpectedly ({{why}}) and is being started again; the map comes back, nothing else is affected.',
  levelDatum:
    'There is no known offset between the datum of the level ({{level}}) and of the ground ({{ground}}); no water was drawn.',
} as const;
