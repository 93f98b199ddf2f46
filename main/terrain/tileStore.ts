import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ProblemError } from '../../shared/kit/result.ts';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Posts at (west + col·stepLon, north − row·stepLat), degrees; row 0 is the north edge. */
export interface Lattice {
  readonly west: number;
  readonly north: number;
  readonly stepLon: number;
  readonly stepLat: number;
  readonly cols: number;
  readonly rows: number;
}

/** What one imported file became: tiles that share their edge posts, and one coarse overview of the whole. */
export interface StoredSource {
  readonly id: string;
  readonly name: string;
  readonly datum: string;
  readonly importedAt: number;
  readonly sha256: string;
  readonly lattice: Lattice;
  readonly post: 'int16' | 'float32';
  readonly folder: string;
  /** Names of the tiles that hold any height, "row_col" in tiles. */
  readonly tiles: readonly string[];
  /** Base posts a side in a post of the overview; 1: there is none and none is needed. */
  readonly every: number;
}

export type Posts = Int16Array | Float32Array;

/** A post without height in a tile of either kind. */
export const NO_POST = -32768;
export const TILE = 1024;
const OVERVIEW_POSTS = 1_000_000;
const MEMORY_BYTES = 128 * 2 ** 20;
const ABANDONED_MS = 24 * 3_600_000;

export function bboxOf(l: Lattice): [number, number, number, number] {
  return [l.west, l.north - (l.rows - 1) * l.stepLat, l.west + (l.cols - 1) * l.stepLon, l.north];
}

export function overviewShape(s: StoredSource): { rows: number; cols: number } {
  return {
    rows: Math.ceil(s.lattice.rows / s.every),
    cols: Math.ceil(s.lattice.cols / s.every),
  };
}

/** Rows and columns of a tile of the lattice: TILE, and one shared with the next. */
export function tileShape(l: Lattice, tr: number, tc: number): { rows: number; cols: number } {
  return {
    rows: Math.min(TILE + 1, l.rows - tr * TILE),
    cols: Math.min(TILE + 1, l.cols - tc * TILE),
  };
}

/** Tiles along a side: the last never holds only the shared edge. */
export const tilesAlong = (posts: number) => Math.max(1, Math.ceil((posts - 1) / TILE));

export interface WriteOptions {
  readonly id: string;
  readonly name: string;
  readonly datum: string;
  readonly now: number;
  readonly sha256: string;
  readonly lattice: Lattice;
  readonly post: StoredSource['post'];
  /** Heights of a part of the lattice, row by row, NaN where there is none. */
  read(row: number, col: number, rows: number, cols: number): Promise<Float32Array>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** Elevation kept on disk in gzipped tiles, a bounded number of bytes of it in memory. */
export async function openTileStore(dir: string) {
  const sources = new Map<string, StoredSource>();
  const memory = new Map<string, Promise<Posts>>();
  const sizes = new Map<string, number>();
  let held = 0;

  for (const name of await readdir(dir).catch(() => [] as string[])) {
    if (!name.endsWith('.json')) continue;
    try {
      const source = JSON.parse(await readFile(join(dir, name), 'utf8')) as StoredSource;
      if (source.lattice && source.folder) sources.set(source.id, source);
    } catch {
      // A half-written description belongs to an import that did not end: its file is not used.
    }
  }

  function forget(key: string): void {
    memory.delete(key);
    held -= sizes.get(key) ?? 0;
    sizes.delete(key);
  }

  /** Posts of a tile ("row_col") or of the "overview". */
  function posts(source: StoredSource, name: string): Promise<Posts> {
    const key = `${source.folder}/${name}`;
    const there = memory.get(key);
    if (there) {
      memory.delete(key);
      memory.set(key, there);
      return there;
    }
    const loading = read(source, name);
    memory.set(key, loading);
    loading.then(
      (made) => {
        if (memory.get(key) !== loading) return;
        sizes.set(key, made.byteLength);
        held += made.byteLength;
        for (const oldest of memory.keys()) {
          if (held <= MEMORY_BYTES || oldest === key) break;
          forget(oldest);
        }
      },
      () => forget(key),
    );
    return loading;
  }

  async function read(source: StoredSource, name: string): Promise<Posts> {
    const raw = await unpack(await readFile(join(dir, source.folder, `${name}.bin.gz`)));
    const copy = raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength);
    return source.post === 'int16' ? new Int16Array(copy) : new Float32Array(copy);
  }

  function toBytes(heights: Float32Array, post: StoredSource['post']): Uint8Array {
    if (post === 'float32')
      return new Uint8Array(heights.buffer, heights.byteOffset, heights.byteLength);
    const out = new Int16Array(heights.length);
    for (let i = 0; i < out.length; i++) {
      const v = heights[i] as number;
      out[i] = Number.isNaN(v) ? NO_POST : Math.round(v);
    }
    return new Uint8Array(out.buffer);
  }

  /** Imports that ended with their process left a folder; it is cleared away a day later. */
  async function clearAbandoned(now: number): Promise<void> {
    for (const name of await readdir(dir)) {
      if (!name.endsWith('.part')) continue;
      const info = await stat(join(dir, name)).catch(() => undefined);
      if (info && now - info.mtimeMs > ABANDONED_MS)
        await rm(join(dir, name), { recursive: true, force: true });
    }
  }

  /**
   * Takes a source in, tile by tile. Until the description is written, last, nothing of it exists; a failure or a
   * cancellation leaves nothing behind. Fails with terrain.noData where no post has a height.
   */
  async function write(o: WriteOptions): Promise<StoredSource> {
    const { lattice } = o;
    await mkdir(dir, { recursive: true });
    await clearAbandoned(o.now);
    const part = join(dir, `${randomUUID()}.part`);
    const every = Math.max(1, Math.ceil(Math.sqrt((lattice.rows * lattice.cols) / OVERVIEW_POSTS)));
    const viewCols = Math.ceil(lattice.cols / every);
    const sums = new Float64Array(every > 1 ? Math.ceil(lattice.rows / every) * viewCols : 0);
    const counts = new Uint32Array(sums.length);
    const tiles: string[] = [];
    try {
      await mkdir(part);
      const down = tilesAlong(lattice.rows);
      const across = tilesAlong(lattice.cols);
      for (let tr = 0; tr < down; tr++)
        for (let tc = 0; tc < across; tc++) {
          o.signal?.throwIfAborted();
          const { rows, cols } = tileShape(lattice, tr, tc);
          const heights = await o.read(tr * TILE, tc * TILE, rows, cols);
          let known = 0;
          for (let r = 0; r < rows; r++)
            for (let c = 0; c < cols; c++) {
              const v = heights[r * cols + c] as number;
              if (Number.isNaN(v)) continue;
              known += 1;
              if (every === 1) continue;
              const at =
                Math.floor((tr * TILE + r) / every) * viewCols +
                Math.floor((tc * TILE + c) / every);
              sums[at] = (sums[at] as number) + v;
              counts[at] = (counts[at] as number) + 1;
            }
          if (known > 0) {
            tiles.push(`${tr}_${tc}`);
            const bytes = await pack(toBytes(heights, o.post), { level: 3 });
            await writeFile(join(part, `${tr}_${tc}.bin.gz`), bytes, { flush: true });
          }
          o.onProgress?.((tr * across + tc + 1) / (down * across));
        }
      if (tiles.length === 0) throw new ProblemError('terrain.noData', { file: o.name });
      if (every > 1) {
        const view = new Float32Array(sums.length);
        for (let i = 0; i < view.length; i++)
          view[i] = counts[i] ? (sums[i] as number) / (counts[i] as number) : Number.NaN;
        await writeFile(join(part, 'overview.bin.gz'), await pack(toBytes(view, o.post)), {
          flush: true,
        });
      }
      const folder = `${o.id}-${o.sha256.slice(0, 8)}`;
      const source: StoredSource = {
        id: o.id,
        name: o.name,
        datum: o.datum,
        importedAt: o.now,
        sha256: o.sha256,
        lattice,
        post: o.post,
        folder,
        tiles,
        every,
      };
      o.signal?.throwIfAborted();
      await rm(join(dir, folder), { recursive: true, force: true });
      await rename(part, join(dir, folder));
      const description = join(dir, `${randomUUID()}.part`);
      await writeFile(description, JSON.stringify(source), { flush: true });
      await rename(description, join(dir, `${o.id}.json`));
      const before = sources.get(o.id);
      sources.set(o.id, source);
      if (before) await drop(before, before.folder !== folder);
      return source;
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  }

  async function drop(source: StoredSource, files: boolean): Promise<void> {
    for (const key of [...memory.keys()]) if (key.startsWith(`${source.folder}/`)) forget(key);
    if (files) await rm(join(dir, source.folder), { recursive: true, force: true });
  }

  return {
    sources,
    posts,
    write,
    /** false where there is no such source. */
    async remove(id: string): Promise<boolean> {
      const source = sources.get(id);
      if (!source) return false;
      sources.delete(id);
      await rm(join(dir, `${id}.json`), { force: true });
      await drop(source, true);
      return true;
    },
    close(): void {
      memory.clear();
      sizes.clear();
      held = 0;
    },
  };
}

export type TileStore = Awaited<ReturnType<typeof openTileStore>>;
