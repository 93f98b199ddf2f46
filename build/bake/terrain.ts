// Bakes assets/terrain/schematic.bin.gz from the control facts: node build/bake/terrain.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type Control, schematicGrid } from './schematic.ts';

const dir = fileURLToPath(new URL('../../assets/terrain/', import.meta.url));
const control = JSON.parse(readFileSync(`${dir}control.json`, 'utf8')) as Control;
const grid = schematicGrid(control);

// Differences along the row compress far better than heights; the reader adds them up again.
const heights = Int16Array.from(grid.data, (v) => Math.round(v));
const deltas = new Int16Array(heights.length);
for (let r = 0; r < grid.rows; r++) {
  let last = 0;
  for (let c = 0; c < grid.cols; c++) {
    const i = r * grid.cols + c;
    const v = heights[i] as number;
    deltas[i] = v - last;
    last = v;
  }
}
const header = Buffer.from(
  JSON.stringify({
    west: grid.west,
    north: grid.north,
    stepLon: grid.stepLon,
    stepLat: grid.stepLat,
    cols: grid.cols,
    rows: grid.rows,
  }),
);
const length = Buffer.alloc(4);
length.writeUInt32LE(header.length);
const packed = gzipSync(Buffer.concat([length, header, Buffer.from(deltas.buffer)]), { level: 9 });
writeFileSync(`${dir}schematic.bin.gz`, packed);
process.stdout.write(`${grid.cols}×${grid.rows}, ${(packed.length / 1e6).toFixed(2)} MB\n`);
