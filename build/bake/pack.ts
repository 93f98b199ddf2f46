import { gzipSync } from 'node:zlib';
import type { Grid } from '../../shared/geo/grid.ts';

/**
 * The stored form of the schematic relief: 4 bytes header length (LE), JSON header, then for each post the difference
 * to what its west, north and north-west neighbours make likely (w + n − nw), first all low bytes, then all high
 * bytes, gzipped. Heights are whole metres.
 */
export function packGrid(grid: Grid): Buffer {
  const { cols, rows, data } = grid;
  const n = cols * rows;
  const planes = Buffer.alloc(2 * n);
  const at = (r: number, c: number) => (r < 0 || c < 0 ? 0 : (data[r * cols + c] as number));
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const d = at(r, c) - at(r, c - 1) - at(r - 1, c) + at(r - 1, c - 1);
      const i = r * cols + c;
      planes[i] = d & 0xff;
      planes[n + i] = (d >> 8) & 0xff;
    }
  const { west, north, stepLon, stepLat } = grid;
  const header = Buffer.from(JSON.stringify({ west, north, stepLon, stepLat, cols, rows }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(header.length);
  return gzipSync(Buffer.concat([length, header, planes]), { level: 9 });
}
