import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { encode } from 'fast-png';
import { inverse, metresPerDegree } from '../../shared/geo/geodesy.ts';
import { bilinear, createGrid, type Grid, sampleGrid } from '../../shared/geo/grid.ts';
import { type ReliefStyle, shadeRelief } from '../../shared/geo/relief.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { type Problem, ProblemError, problemOf } from '../../shared/kit/result.ts';
import type { LonLat } from '../../shared/model/common.ts';
import { MAX_HGT_BYTES, readHgt } from './hgt.ts';
import { drawRivers, loadRivers } from './rivers.ts';
import { loadSchematic } from './schematic.ts';

export interface Sample {
  readonly lon: number;
  readonly lat: number;
  /** undefined where nothing is known: never 0. */
  readonly heightM?: number | undefined;
  readonly datum: string;
  readonly source: string;
}

export interface SourceInfo {
  readonly id: string;
  readonly name: string;
  readonly kind: 'schematic' | 'imported';
  readonly bbox: readonly [number, number, number, number];
  readonly resolutionDeg: number;
  readonly datum: string;
  readonly importedAt?: number | undefined;
}

export interface ImportReport {
  readonly file: string;
  readonly sourceId?: string | undefined;
  readonly known?: boolean;
  readonly problem?: Problem | undefined;
}

interface Cell extends SourceInfo {
  readonly n: number;
  readonly sha256: string;
}

const SCHEMATIC = 'schematic 示意';
const CELLS_IN_MEMORY = 6;
const TILES_IN_MEMORY = 400;

/** Opens the workspace's elevation: imported cells first, the embedded schematic relief where there is none. */
export async function openTerrain(options: { dir: string; assetsDir: string }) {
  const { dir } = options;
  const schematic = await loadSchematic(options.assetsDir);
  const rivers = await loadRivers(options.assetsDir);
  const onChanged = new Emitter<void>();
  const cells = new Map<string, Cell>();
  const loaded = new Map<string, Int16Array>();
  const tiles = new Map<string, Uint8Array>();

  for (const name of await readdir(dir).catch(() => [] as string[])) {
    if (!name.endsWith('.json')) continue;
    try {
      const cell = JSON.parse(await readFile(join(dir, name), 'utf8')) as Cell;
      cells.set(cell.id, cell);
    } catch {
      // A half-written description belongs to an import that did not end: its file is not used.
    }
  }

  async function postsOf(cell: Cell): Promise<Int16Array> {
    const there = loaded.get(cell.id);
    if (there) {
      loaded.delete(cell.id);
      loaded.set(cell.id, there);
      return there;
    }
    const raw = gunzipSync(await readFile(join(dir, `${cell.id}.bin.gz`)));
    const posts = new Int16Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.byteLength));
    loaded.set(cell.id, posts);
    if (loaded.size > CELLS_IN_MEMORY) loaded.delete(loaded.keys().next().value as string);
    return posts;
  }

  function cellAt(lon: number, lat: number): Cell | undefined {
    let best: Cell | undefined;
    for (const cell of cells.values()) {
      const [w, s, e, n] = cell.bbox;
      if (lon < w || lon > e || lat < s || lat > n) continue;
      if (!best || cell.resolutionDeg < best.resolutionDeg) best = cell;
    }
    return best;
  }

  const heightIn = (cell: Cell, posts: Int16Array, lon: number, lat: number) =>
    bilinear(
      (r, c) => {
        const v = posts[r * cell.n + c] as number;
        return v === -32768 ? Number.NaN : v;
      },
      (cell.bbox[3] - lat) / cell.resolutionDeg,
      (lon - cell.bbox[0]) / cell.resolutionDeg,
      cell.n,
      cell.n,
    );

  async function sample(points: readonly (readonly [number, number])[]): Promise<Sample[]> {
    const out: Sample[] = [];
    for (const [lon, lat] of points) {
      const cell = cellAt(lon, lat);
      const height = cell ? heightIn(cell, await postsOf(cell), lon, lat) : Number.NaN;
      if (cell && !Number.isNaN(height)) {
        out.push({ lon, lat, heightM: height, datum: cell.datum, source: cell.id });
        continue;
      }
      const rough = sampleGrid(schematic, lon, lat);
      out.push(
        Number.isNaN(rough)
          ? { lon, lat, datum: 'unknown', source: 'none' }
          : { lon, lat, heightM: rough, datum: 'huanghai85', source: SCHEMATIC },
      );
    }
    return out;
  }

  /** Heights on a lattice; imported cells where they lie under it. */
  async function heights(
    bbox: readonly [number, number, number, number],
    cols: number,
    rows: number,
  ): Promise<Grid> {
    const grid = createGrid(bbox, cols, rows);
    const under: { cell: Cell; posts: Int16Array }[] = [];
    for (const cell of cells.values()) {
      const [w, s, e, n] = cell.bbox;
      if (w < bbox[2] && e > bbox[0] && s < bbox[3] && n > bbox[1])
        under.push({ cell, posts: await postsOf(cell) });
    }
    under.sort((a, b) => a.cell.resolutionDeg - b.cell.resolutionDeg);
    for (let r = 0; r < rows; r++) {
      const lat = grid.north - r * grid.stepLat;
      for (let c = 0; c < cols; c++) {
        const lon = grid.west + c * grid.stepLon;
        let v = Number.NaN;
        for (const { cell, posts } of under) {
          const [w, s, e, n] = cell.bbox;
          if (lon < w || lon > e || lat < s || lat > n) continue;
          v = heightIn(cell, posts, lon, lat);
          if (!Number.isNaN(v)) break;
        }
        grid.data[r * cols + c] = Number.isNaN(v) ? sampleGrid(schematic, lon, lat) : v;
      }
    }
    return grid;
  }

  const remember = (key: string, bytes: Uint8Array) => {
    tiles.set(key, bytes);
    if (tiles.size > TILES_IN_MEMORY) tiles.delete(tiles.keys().next().value as string);
    return bytes;
  };

  /** Bounds of a tile of the geographic scheme: level 0 is two tiles wide, one high; row 0 is north. */
  function tileBbox(z: number, x: number, y: number): [number, number, number, number] | undefined {
    const span = 180 / 2 ** z;
    if (x >= 2 ** (z + 1) || y >= 2 ** z) return undefined;
    const w = -180 + x * span;
    const n = 90 - y * span;
    const [sw, ss, se, sn] = [
      schematic.west,
      schematic.north - (schematic.rows - 1) * schematic.stepLat,
      schematic.west + (schematic.cols - 1) * schematic.stepLon,
      schematic.north,
    ];
    const touches = (b: readonly [number, number, number, number]) =>
      w < b[2] && w + span > b[0] && n - span < b[3] && n > b[1];
    if (!touches([sw, ss, se, sn]) && ![...cells.values()].some((cell) => touches(cell.bbox)))
      return undefined;
    return [w, n - span, w + span, n];
  }

  async function importOne(path: string, now: number): Promise<ImportReport> {
    const file = path.split(/[\\/]/).pop() ?? path;
    const info = await stat(path).catch(() => undefined);
    if (!info?.isFile()) throw new ProblemError('terrain.missingFile', { file });
    if (!/\.(hgt|zip|gz)$/i.test(file)) throw new ProblemError('terrain.unsupported', { file });
    if (info.size > MAX_HGT_BYTES + 65_536) throw new ProblemError('terrain.tooLarge', { file });
    const read = readHgt(path, await readFile(path));
    if (!read.ok) throw new ProblemError(read.problem.code, read.problem.params);
    const { name, west, south, n, data } = read.value;
    const bytes = Buffer.from(data.buffer);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const id = `${name}-${n}`;
    if (cells.get(id)?.sha256 === sha256) return { file, sourceId: id, known: true };
    const cell: Cell = {
      id,
      name,
      kind: 'imported',
      bbox: [west, south, west + 1, south + 1],
      resolutionDeg: 1 / (n - 1),
      datum: 'egm96',
      importedAt: now,
      n,
      sha256,
    };
    await mkdir(dir, { recursive: true });
    // The data first, its description last: what has no description does not exist.
    for (const [suffix, content] of [
      ['.bin.gz', gzipSync(bytes)],
      ['.json', Buffer.from(JSON.stringify(cell))],
    ] as const) {
      const part = join(dir, `${randomUUID()}.part`);
      await writeFile(part, content, { flush: true });
      await rename(part, join(dir, `${id}${suffix}`));
    }
    cells.set(id, cell);
    loaded.delete(id);
    return { file, sourceId: id };
  }

  const changed = () => {
    tiles.clear();
    onChanged.emit();
  };

  const service = {
    onChanged,
    sample,
    heights,
    version: () =>
      createHash('sha256')
        .update(
          [...cells.values()]
            .map((c) => c.sha256)
            .sort()
            .join(),
        )
        .digest('hex')
        .slice(0, 12),
    kind(at?: LonLat): 'imported' | 'schematic' | 'mixed' {
      if (at) return cellAt(at[0], at[1]) ? 'imported' : 'schematic';
      return cells.size > 0 ? 'mixed' : 'schematic';
    },
    async sources(): Promise<SourceInfo[]> {
      const imported = [...cells.values()].map(({ n: _n, sha256: _sha, ...info }) => info);
      const own: SourceInfo = {
        id: 'schematic',
        name: SCHEMATIC,
        kind: 'schematic',
        datum: 'huanghai85',
        resolutionDeg: schematic.stepLon,
        bbox: [
          schematic.west,
          schematic.north - (schematic.rows - 1) * schematic.stepLat,
          schematic.west + (schematic.cols - 1) * schematic.stepLon,
          schematic.north,
        ],
      };
      return [...imported, own];
    },
    async removeSource(id: string): Promise<void> {
      if (!cells.delete(id)) throw new ProblemError('terrain.noSource', { id });
      loaded.delete(id);
      await rm(join(dir, `${id}.json`), { force: true });
      await rm(join(dir, `${id}.bin.gz`), { force: true });
      changed();
    },
    async importFiles(
      paths: readonly string[],
      o: {
        now: number;
        signal?: AbortSignal;
        onProgress?: (p: { fraction: number; file: string }) => void;
      },
    ): Promise<ImportReport[]> {
      const reports: ImportReport[] = [];
      for (const [i, path] of paths.entries()) {
        if (o.signal?.aborted) break;
        o.onProgress?.({ fraction: i / paths.length, file: path });
        try {
          reports.push(await importOne(path, o.now));
        } catch (error) {
          reports.push({ file: path, problem: problemOf(error) });
        }
      }
      o.onProgress?.({ fraction: 1, file: paths.at(-1) ?? '' });
      changed();
      return reports;
    },
    async profile(
      line: readonly (readonly [number, number])[],
      n: number,
    ): Promise<(Sample & { distanceM: number })[]> {
      const legs = line.slice(1).map((p, i) => inverse(line[i] as LonLat, p as LonLat).distanceM);
      const total = legs.reduce((a, b) => a + b, 0);
      const points: LonLat[] = [];
      for (let k = 0; k < n; k++) {
        let left = (total * k) / (n - 1);
        let leg = 0;
        while (leg < legs.length - 1 && left > (legs[leg] as number)) left -= legs[leg++] as number;
        const t = (legs[leg] as number) > 0 ? left / (legs[leg] as number) : 0;
        const a = line[leg] as LonLat;
        const b = line[leg + 1] as LonLat;
        points.push([a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t]);
      }
      return (await sample(points)).map((s, k) => ({ ...s, distanceM: (total * k) / (n - 1) }));
    },
    /** 65×65 little-endian Float32 heights, m; corners included, so that neighbours share their edges. */
    async heightmapTile(level: number, x: number, y: number): Promise<Uint8Array | undefined> {
      const key = `h/${level}/${x}/${y}`;
      const there = tiles.get(key);
      if (there) return there;
      const bbox = tileBbox(level, x, y);
      if (!bbox) return undefined;
      const grid = await heights(bbox, 65, 65);
      // Beyond the edge of what is known the ground is level 0: outside the region, marked by the bare-ground colour.
      for (let i = 0; i < grid.data.length; i++)
        if (Number.isNaN(grid.data[i] as number)) grid.data[i] = 0;
      return remember(key, new Uint8Array(grid.data.buffer));
    },
    async reliefTile(
      z: number,
      x: number,
      y: number,
      o: { style: ReliefStyle },
    ): Promise<Uint8Array | undefined> {
      const key = `r/${o.style}/${z}/${x}/${y}`;
      const there = tiles.get(key);
      if (there) return there;
      const bbox = tileBbox(z, x, y);
      if (!bbox) return undefined;
      const size = 256;
      const px = (bbox[2] - bbox[0]) / size;
      const grid = await heights(
        [bbox[0] - px / 2, bbox[1] - px / 2, bbox[2] + px / 2, bbox[3] + px / 2],
        size + 2,
        size + 2,
      );
      const metres = metresPerDegree((bbox[1] + bbox[3]) / 2).lat * px;
      const contourM =
        metres > 500 ? 0 : metres > 120 ? 500 : metres > 40 ? 200 : metres > 15 ? 100 : 50;
      const data = shadeRelief(grid, {
        style: o.style,
        contourM,
        water: drawRivers(rivers, bbox, size),
        exaggeration: metres > 300 ? 2 : 1.3,
      });
      return remember(
        key,
        encode({ width: size, height: size, data: new Uint8Array(data.buffer), channels: 4 }),
      );
    },
    /** 4 bytes header length (LE), JSON header, Float32 heights, row 0 north. */
    async cutoutBytes(
      bbox: readonly [number, number, number, number],
      cols: number,
      rows: number,
    ): Promise<Uint8Array> {
      const grid = await heights(bbox, cols, rows);
      const header = Buffer.from(JSON.stringify({ cols, rows, bbox }));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(header.length);
      return Buffer.concat([length, header, Buffer.from(grid.data.buffer)]);
    },
    async close(): Promise<void> {
      tiles.clear();
      loaded.clear();
    },
  };
  return service;
}

export type TerrainService = Awaited<ReturnType<typeof openTerrain>>;
