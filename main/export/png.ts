import { Resvg } from '@resvg/resvg-js';
import { FONT_FAMILY, fontFiles } from './fonts.ts';

/** Raster of one SVG page, `widthPx` wide, on white. No system font is looked at: the same everywhere. */
export function writePng(page: string, widthPx: number): Buffer {
  const files = fontFiles();
  const image = new Resvg(page, {
    fitTo: { mode: 'width', value: widthPx },
    background: '#ffffff',
    font: {
      fontFiles: [files.regular, files.bold],
      loadSystemFonts: false,
      defaultFontFamily: FONT_FAMILY,
    },
  });
  return image.render().asPng();
}
