import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Grid } from '../../shared/geo/grid.ts';

/** The embedded schematic relief: 9″ posts, metres, 1985 datum by intent; see build/bake for its making and form. */
export async function loadSchematic(assetsDir: string): Promise<Grid> {
  const raw = gunzipSync(await readFile(join(assetsDir, 'terrain', 'schematic.bin.gz')));
  const headerBytes = raw.readUInt32LE(0);
  const header = JSON.parse(raw.subarray(4, 4 + headerBytes).toString('utf8')) as Omit<
    Grid,
    'data'
  >;
  const { cols, rows } = header;
  const n = cols * rows;
  const low = new Uint8Array(raw.buffer, raw.byteOffset + 4 + headerBytes, n);
  const high = new Int8Array(raw.buffer, raw.byteOffset + 4 + headerBytes + n, n);
  const data = new Float32Array(n);
  // h = d + w + n − nw: along a row only the sum of the differences need be kept.
  for (let c = 0, sum = 0; c < cols; c++) {
    sum += (low[c] as number) + 256 * (high[c] as number);
    data[c] = sum;
  }
  for (let r = 1, i = cols; r < rows; r++)
    for (let c = 0, sum = 0; c < cols; c++, i++) {
      sum += (low[i] as number) + 256 * (high[i] as number);
      data[i] = (data[i - cols] as number) + sum;
    }
  return { ...header, data };
}
