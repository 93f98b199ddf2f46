import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { ProblemError } from '../../shared/kit/result.ts';
import type { HeightDatum } from '../../shared/model/common.ts';
import { planLattice } from './demLattice.ts';
import { MAX_HGT_BYTES, readHgt } from './hgt.ts';
import { NO_POST, type TileStore } from './tileStore.ts';

export interface ImportOptions {
  readonly now: number;
  /** West, south, east, north of what the product shows: of a raster only this part is kept. */
  readonly area: readonly [number, number, number, number];
  /** Of heights in a file that names none. */
  readonly datum?: HeightDatum | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

export interface Imported {
  readonly file: string;
  readonly sourceId: string;
  /** The same heights are here already; nothing was written. */
  readonly known?: true;
}

async function importHgt(store: TileStore, path: string, file: string, o: ImportOptions) {
  const read = readHgt(path, await readFile(path));
  if (!read.ok) throw new ProblemError(read.problem.code, read.problem.params);
  const { name, west, south, n, data } = read.value;
  const sha256 = createHash('sha256').update(Buffer.from(data.buffer)).digest('hex');
  const id = `${name}-${n}`;
  if (store.sources.get(id)?.sha256 === sha256) return { file, sourceId: id, known: true } as const;
  const step = 1 / (n - 1);
  await store.write({
    id,
    name,
    datum: 'egm96',
    now: o.now,
    sha256,
    post: 'int16',
    lattice: { west, north: south + 1, stepLon: step, stepLat: step, cols: n, rows: n },
    read: async (row, col, rows, cols) => {
      const out = new Float32Array(rows * cols);
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < cols; c++) {
          const v = data[(row + r) * n + col + c] as number;
          out[r * cols + c] = v === NO_POST ? Number.NaN : v;
        }
      return out;
    },
    signal: o.signal,
    onProgress: o.onProgress,
  });
  return { file, sourceId: id };
}

async function hashOf(path: string, size: number, o: ImportOptions): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    o.signal?.throwIfAborted();
    hash.update(chunk as Buffer);
    done += (chunk as Buffer).length;
    o.onProgress?.((done / size) * HASH_SHARE);
  }
  return hash.digest('hex');
}

/** Share of the work that reading the file once for its checksum makes. */
const HASH_SHARE = 0.1;

async function importTiff(
  store: TileStore,
  path: string,
  file: string,
  size: number,
  o: ImportOptions,
) {
  // The readers of GeoTIFF and its reference systems are large, and most starts import nothing.
  const { openGeoTiff } = await import('./geotiff.ts');
  const raster = await openGeoTiff(path);
  try {
    const { lattice, read, resampled } = planLattice(raster, o.area, file);
    const sha256 = await hashOf(path, size, o);
    const name = file.replace(/\.tiff?$/i, '');
    // What the file says of its datum stands; a datum told at the import counts where it says nothing.
    const datum = raster.datum === 'unknown' ? (o.datum ?? 'unknown') : raster.datum;
    const plain = name.replace(/[^\p{L}\p{N}_-]+/gu, '_').slice(0, 60);
    const id = `${plain}-${sha256.slice(0, 8)}`;
    const there = store.sources.get(id);
    if (there?.sha256 === sha256 && there.datum === datum)
      return { file, sourceId: id, known: true } as const;
    await store.write({
      id,
      name,
      datum,
      now: o.now,
      sha256,
      lattice,
      post: raster.integer && !resampled ? 'int16' : 'float32',
      read,
      signal: o.signal,
      onProgress: (f) => o.onProgress?.(HASH_SHARE + (1 - HASH_SHARE) * f),
    });
    return { file, sourceId: id };
  } finally {
    await raster.close();
  }
}

/** Imports one .hgt (plain, .zip, .gz) or GeoTIFF. Throws ProblemError terrain.*; then nothing was kept. */
export async function importDem(
  store: TileStore,
  path: string,
  o: ImportOptions,
): Promise<Imported> {
  const file = path.split(/[\\/]/).pop() ?? path;
  const info = await stat(path).catch(() => undefined);
  if (!info?.isFile()) throw new ProblemError('terrain.missingFile', { file });
  if (/\.tiff?$/i.test(file)) return importTiff(store, path, file, info.size, o);
  if (!/\.(hgt|zip|gz)$/i.test(file)) throw new ProblemError('terrain.unsupported', { file });
  if (info.size > MAX_HGT_BYTES + 65_536) throw new ProblemError('terrain.tooLarge', { file });
  return importHgt(store, path, file, o);
}
