// Bakes assets/icons/*.png from assets/icons/icon.svg. `node build/bake/icons.ts`
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';

const dir = fileURLToPath(new URL('../../assets/icons', import.meta.url));
const svg = readFileSync(join(dir, 'icon.svg'), 'utf8');

// The packager makes .ico and .icns from the largest; Linux menus take the sizes as they lie.
for (const size of [16, 32, 48, 64, 128, 256, 512, 1024]) {
  const image = new Resvg(svg, {
    fitTo: { mode: 'width', value: size },
    font: { loadSystemFonts: false },
  });
  writeFileSync(join(dir, `${size}x${size}.png`), image.render().asPng());
}
