export * from './csv.ts';
export * from './exporters.ts';
export * from './fonts.ts';
export * from './geojson.ts';
export * from './model.ts';
export * from './pdf.ts';
export * from './png.ts';
