export const terrain = {
  badName: 'The name “{{name}}” does not tell a position; N31E109.hgt would. Not imported.',
  tooLarge:
    '{{file}} is larger than a 1″ cell and so no SRTM cell; it was neither read nor imported.',
  noHgtInside: '{{file}} holds no .hgt file. Not imported.',
  damagedArchive: '{{file}} is damaged and cannot be unpacked. Get it again; not imported.',
  wrongSize:
    '{{file}} has {{bytes}} bytes and is no cell of 1201² or 3601² posts (cut short?). Not imported.',
  noData: '{{file}} holds no-data values only. Not imported.',
  missingFile: 'There is no file {{file}}.',
  unsupported: 'The format of {{file}} is not supported yet; .hgt, .hgt.gz and .zip are.',
  noSource: 'There is no elevation source “{{id}}”.',
} as const;
