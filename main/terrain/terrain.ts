import { encode } from 'fast-png';
import { type Contour, contourLevels, contourLines } from '../../shared/geo/contour.ts';
import { inverse, metresPerDegree } from '../../shared/geo/geodesy.ts';
import { bilinear, type Grid, gridBbox } from '../../shared/geo/grid.ts';
import { RELIEF_FORM, type ReliefStyle, shadeRelief } from '../../shared/geo/relief.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { type Problem, ProblemError, problemOf } from '../../shared/kit/result.ts';
import type { HeightDatum, LonLat } from '../../shared/model/common.ts';
import {
  type Bbox,
  elevation,
  groundFacts,
  type Sample,
  SCHEMATIC,
  SCHEMATIC_DATUM,
} from './elevation.ts';
import { importDem } from './importDem.ts';
import { drawRivers, loadRivers } from './rivers.ts';
import { loadSchematic } from './schematic.ts';
import { bboxOf, openTileStore } from './tileStore.ts';
import { type WaterLevels, waterOn } from './water.ts';

export type { Sample } from './elevation.ts';
export type { WaterGrid, WaterLevels } from './water.ts';

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

const TILES_IN_MEMORY = 400;
const TILE_PX = 256;
/** Tiles on a side that share one fill of water, and how many such fills are kept. */
const BLOCK = 4;
const BLOCKS_KEPT = 12;

/** Opens the workspace's elevation: imported sources first, the embedded schematic relief where there is none. */
export async function openTerrain(options: { dir: string; assetsDir: string }) {
  const schematic = await loadSchematic(options.assetsDir);
  const made = `${schematic.sha256}/${RELIEF_FORM}`;
  const rivers = await loadRivers(options.assetsDir);
  const store = await openTileStore(options.dir);
  const { sample, heights, sourceAt } = elevation(store, schematic);
  const area = gridBbox(schematic);
  const onChanged = new Emitter<void>();
  const tiles = new Map<string, Uint8Array>();

  const { version, kind, datum } = groundFacts(
    () => store.sources.values(),
    () => made,
  );
  const imported = (at: LonLat) => sourceAt(at[0], at[1]) !== undefined;
  const lake = waterOn({ heights, datum, imported, version }, rivers, area);

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
    const touches = (b: Bbox) => w < b[2] && w + span > b[0] && n - span < b[3] && n > b[1];
    if (!touches(area) && ![...store.sources.values()].some((s) => touches(bboxOf(s.lattice))))
      return undefined;
    return [w, n - span, w + span, n];
  }

  const waters = new Map<string, Promise<Grid>>();
  /**
   * Filled water of the block of tiles around one, at half their resolution: a fill reaches far beyond a tile, so
   * tiles that are asked for together share it. Shares between posts keep the shore smooth.
   */
  function blockWater(z: number, x: number, y: number, levels: WaterLevels): Promise<Grid> {
    const block = Math.min(BLOCK, 2 ** z);
    const [bx, by] = [Math.floor(x / block), Math.floor(y / block)];
    const key = `${version()}/${z}/${bx}/${by}/${JSON.stringify(levels)}`;
    const there = waters.get(key);
    if (there) return there;
    const span = (180 / 2 ** z) * block;
    const [w, n] = [-180 + bx * span, 90 - by * span];
    const posts = (TILE_PX / 2) * block + 1;
    const made = lake.water([w, n - span, w + span, n], posts, posts, levels);
    waters.set(key, made);
    made.catch(() => waters.delete(key));
    if (waters.size > BLOCKS_KEPT) waters.delete(waters.keys().next().value as string);
    return made;
  }

  /** Water of a tile: filled to the levels, or the natural rivers where no level can be put on this ground. */
  async function waterOfTile(
    at: readonly [z: number, x: number, y: number],
    bbox: Bbox,
    size: number,
    levels: WaterLevels | undefined,
  ): Promise<Float32Array> {
    if (levels)
      try {
        const grid = await blockWater(...at, levels);
        const px = (bbox[2] - bbox[0]) / size;
        const out = new Float32Array(size * size);
        const value = (r: number, c: number) => grid.data[r * grid.cols + c] as number;
        for (let r = 0; r < size; r++)
          for (let c = 0; c < size; c++)
            out[r * size + c] = bilinear(
              value,
              (grid.north - (bbox[3] - (r + 0.5) * px)) / grid.stepLat,
              (bbox[0] + (c + 0.5) * px - grid.west) / grid.stepLon,
              grid.rows,
              grid.cols,
            );
        return out;
      } catch (error) {
        if (!(error instanceof ProblemError && problemOf(error).code === 'terrain.levelDatum'))
          throw error;
      }
    return drawRivers(rivers, bbox, size);
  }

  const changed = () => {
    tiles.clear();
    waters.clear();
    lake.clear();
    onChanged.emit();
  };

  const service = {
    onChanged,
    sample,
    heights,
    version,
    kind,
    datum,
    water: lake.water,
    async sources(): Promise<SourceInfo[]> {
      const imported = [...store.sources.values()].map(
        (s): SourceInfo => ({
          id: s.id,
          name: s.name,
          kind: 'imported',
          bbox: bboxOf(s.lattice),
          resolutionDeg: s.lattice.stepLat,
          datum: s.datum,
          importedAt: s.importedAt,
        }),
      );
      const own: SourceInfo = {
        id: 'schematic',
        name: SCHEMATIC,
        kind: 'schematic',
        datum: SCHEMATIC_DATUM,
        resolutionDeg: schematic.stepLon,
        bbox: area,
      };
      return [...imported, own];
    },
    async removeSource(id: string): Promise<void> {
      if (!(await store.remove(id))) throw new ProblemError('terrain.noSource', { id });
      changed();
    },
    /**
     * Takes elevation files in, one after the other; each file has its own report. `datum` is that of files that name
     * none (.hgt is EGM96 by definition). A cancelled import keeps what was complete and nothing of the file at hand.
     */
    async importFiles(
      paths: readonly string[],
      o: {
        now: number;
        datum?: HeightDatum;
        signal?: AbortSignal;
        onProgress?: (p: { fraction: number; file: string }) => void;
      },
    ): Promise<ImportReport[]> {
      const reports: ImportReport[] = [];
      for (const [i, path] of paths.entries()) {
        if (o.signal?.aborted) break;
        const progress = (f: number) =>
          o.onProgress?.({ fraction: (i + f) / paths.length, file: path });
        progress(0);
        try {
          const { now, datum, signal } = o;
          reports.push(
            await importDem(store, path, { now, area, datum, signal, onProgress: progress }),
          );
        } catch (error) {
          if (o.signal?.aborted) break;
          reports.push({ file: path, problem: problemOf(error) });
        }
      }
      if (!o.signal?.aborted) o.onProgress?.({ fraction: 1, file: paths.at(-1) ?? '' });
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
      // The ground may change while a tile is made: it is remembered under what it was made from.
      const key = `${version()}/h/${level}/${x}/${y}`;
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
      o: {
        style: ReliefStyle;
        levels?: WaterLevels | undefined;
        without?: readonly ('relief' | 'water' | 'contours')[];
      },
    ): Promise<Uint8Array | undefined> {
      const without = new Set(o.without);
      const levels = without.has('water') ? undefined : o.levels;
      const key = `${version()}/r/${o.style}/${z}/${x}/${y}/${[...without].sort()}/${levels ? JSON.stringify(levels) : ''}`;
      const there = tiles.get(key);
      if (there) return there;
      const bbox = tileBbox(z, x, y);
      if (!bbox) return undefined;
      const size = TILE_PX;
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
        contourM: without.has('contours') ? 0 : contourM,
        shading: !without.has('relief'),
        water: without.has('water') ? undefined : await waterOfTile([z, x, y], bbox, size, levels),
        exaggeration: metres > 300 ? 2 : 1.3,
      });
      return remember(
        key,
        encode({ width: size, height: size, data: new Uint8Array(data.buffer), channels: 4 }),
      );
    },
    /**
     * 4 bytes header length (LE), JSON header, Float32 heights, row 0 north; with levels the header says `water: true`
     * and as many Float32 shares of water follow.
     */
    async cutoutBytes(
      bbox: readonly [number, number, number, number],
      cols: number,
      rows: number,
      levels?: WaterLevels,
    ): Promise<Uint8Array> {
      const grid = await heights(bbox, cols, rows);
      const wet = levels ? await lake.water(bbox, cols, rows, levels) : undefined;
      const said = wet
        ? { water: true, levelErrorM: wet.levelErrorM, standingWater: wet.standingWater }
        : {};
      const header = Buffer.from(JSON.stringify({ cols, rows, bbox, ...said }));
      const length = Buffer.alloc(4);
      length.writeUInt32LE(header.length);
      const parts = [length, header, Buffer.from(grid.data.buffer)];
      if (wet) parts.push(Buffer.from(wet.data.buffer));
      return Buffer.concat(parts);
    },
    /** Contour lines of a lattice over the box, at multiples of the interval; at most 4 million posts, 400 levels. */
    async contours(
      bbox: readonly [number, number, number, number],
      cols: number,
      rows: number,
      intervalM: number,
    ): Promise<Contour[]> {
      if (!(cols >= 2 && rows >= 2 && cols * rows <= 4_000_000))
        throw new RangeError('contour lattice');
      const grid = await heights(bbox, cols, rows);
      return contourLines(grid, contourLevels(grid, intervalM));
    },
    /** What `groundFacts` needs in another thread. */
    made,
    placed: () => [...store.sources.values()],
    async close(): Promise<void> {
      tiles.clear();
      store.close();
    },
  };
  return service;
}

export type TerrainService = Awaited<ReturnType<typeof openTerrain>>;
