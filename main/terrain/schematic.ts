import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Grid } from '../../shared/geo/grid.ts';

/** The embedded schematic relief: 15″ posts, metres, 1985 datum by intent; see build/bake for its making. */
export async function loadSchematic(assetsDir: string): Promise<Grid> {
  const raw = gunzipSync(await readFile(join(assetsDir, 'terrain', 'schematic.bin.gz')));
  const headerBytes = raw.readUInt32LE(0);
  const header = JSON.parse(raw.subarray(4, 4 + headerBytes).toString('utf8')) as Omit<
    Grid,
    'data'
  >;
  const { cols, rows } = header;
  const data = new Float32Array(cols * rows);
  let at = 4 + headerBytes;
  for (let r = 0; r < rows; r++) {
    let height = 0;
    for (let c = 0; c < cols; c++, at += 2) {
      height += raw.readInt16LE(at);
      data[r * cols + c] = height;
    }
  }
  return { ...header, data };
}
