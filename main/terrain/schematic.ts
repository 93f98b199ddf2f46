import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import type { Grid } from '../../shared/geo/grid.ts';

/** A grid of whole metres, without holes. */
export interface Schematic extends Omit<Grid, 'data'> {
  readonly data: Int16Array;
  /** Of the packed file. */
  readonly sha256: string;
}

/**
 * The embedded schematic relief: 9″ posts, metres, 1985 datum by intent; see build/bake for its making and form. Read
 * as it is unpacked, straight into its place: it stays in memory, and nothing else of it does.
 */
export async function loadSchematic(assetsDir: string): Promise<Schematic> {
  const path = join(assetsDir, 'terrain', 'schematic.bin.gz');
  const hash = createHash('sha256');
  const packed = createReadStream(path, { highWaterMark: 256 * 1024 });
  packed.on('data', (piece) => hash.update(piece));
  const stream = packed.pipe(createGunzip());
  packed.on('error', (error) => stream.destroy(error));
  let head: Buffer | undefined = Buffer.alloc(0);
  let header: Omit<Grid, 'data'> | undefined;
  let data = new Int16Array(0);
  let at = 0;
  for await (const piece of stream) {
    let bytes = piece as Buffer;
    if (head) {
      head = Buffer.concat([head, bytes]);
      const end: number = head.length < 4 ? Number.POSITIVE_INFINITY : 4 + head.readUInt32LE(0);
      if (head.length < end) continue;
      header = JSON.parse(head.subarray(4, end).toString('utf8')) as Omit<Grid, 'data'>;
      data = new Int16Array(header.cols * header.rows);
      bytes = head.subarray(end);
      head = undefined;
    }
    // First the low bytes of all differences, then their high bytes.
    const n = data.length;
    for (const byte of bytes) {
      if (at < n) data[at] = byte;
      else data[at - n] = (data[at - n] as number) + (byte << 8);
      at += 1;
    }
  }
  if (!header || at !== 2 * data.length) throw new Error(`${path}: not whole`);
  const { cols, rows } = header;
  // h = d + w + n − nw: along a row only the sum of the differences need be kept.
  for (let r = 0, i = 0; r < rows; r++)
    for (let c = 0, sum = 0; c < cols; c++, i++) {
      sum += data[i] as number;
      data[i] = (r === 0 ? 0 : (data[i - cols] as number)) + sum;
    }
  return { ...header, data, sha256: hash.digest('hex') };
}
