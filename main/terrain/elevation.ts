import { createHash } from 'node:crypto';
import { bilinear, createGrid, type Grid } from '../../shared/geo/grid.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { Schematic } from './schematic.ts';
import { smoothAt } from './smooth.ts';
import {
  bboxOf,
  NO_POST,
  overviewShape,
  type Posts,
  type StoredSource,
  TILE,
  type TileStore,
  tileShape,
  tilesAlong,
} from './tileStore.ts';

export type Bbox = readonly [west: number, south: number, east: number, north: number];

export interface Sample {
  readonly lon: number;
  readonly lat: number;
  /** undefined where nothing is known: never 0. */
  readonly heightM?: number | undefined;
  readonly datum: string;
  readonly source: string;
}

export const SCHEMATIC = 'schematic 示意';
export const SCHEMATIC_DATUM = 'huanghai85';

const known = (v: number | undefined) => (v === undefined || v === NO_POST ? Number.NaN : v);
/** Point heights in whole centimetres: more is noise of the arithmetic. */
const centimetres = (v: number) => Math.round(v * 100) / 100;

/** A tile with what is needed of its neighbours: posts beyond its edge, NaN where there are none. */
interface TileView {
  readonly rows: number;
  readonly cols: number;
  height(row: number, col: number): number;
}

type Placed = Pick<StoredSource, 'lattice' | 'importedAt' | 'datum' | 'sha256'>;

/** Finest first; of two as fine, the one imported later. */
function finestFirst<S extends Placed>(sources: Iterable<S>): S[] {
  return [...sources].sort(
    (a, b) => a.lattice.stepLat - b.lattice.stepLat || b.importedAt - a.importedAt,
  );
}

const covers = (s: Placed, lon: number, lat: number) => {
  const [w, south, e, n] = bboxOf(s.lattice);
  return lon >= w && lon <= e && lat >= south && lat <= n;
};

/** The source that comes first at a place; undefined: the schematic relief. */
function sourceAt<S extends Placed>(sources: Iterable<S>, lon: number, lat: number): S | undefined {
  return finestFirst(sources).find((s) => covers(s, lon, lat));
}

/** What is said of the ground without reading any of it: from the descriptions of the sources alone. */
/** `made`: which schematic relief and which drawing of it: pictures of another one must not be kept. */
export function groundFacts(sources: () => Iterable<Placed>, made: () => string) {
  return {
    /** Changes whenever the ground does. */
    version: () =>
      createHash('sha256')
        .update([made(), ...[...sources()].map((s) => `${s.sha256}${s.datum}`).sort()].join())
        .digest('hex')
        .slice(0, 12),
    /** Of one place, or of the whole: mixed where anything was imported. */
    kind(at?: LonLat): 'imported' | 'schematic' | 'mixed' {
      if (at) return sourceAt(sources(), at[0], at[1]) ? 'imported' : 'schematic';
      return [...sources()].length > 0 ? 'mixed' : 'schematic';
    },
    /** Vertical datum of the ground at a place, as its source says. */
    datum: (at: LonLat): string => sourceAt(sources(), at[0], at[1])?.datum ?? SCHEMATIC_DATUM,
  };
}

/** Heights out of the imported sources, finest first, and the schematic relief where none of them has any. */
export function elevation(store: TileStore, schematic: Schematic) {
  const ordered = () => finestFirst(store.sources.values());

  /** `rowFrom` … `colTo`: the part of the tile that is asked for; only neighbours that it touches are read. */
  async function view(
    source: StoredSource,
    tr: number,
    tc: number,
    [rowFrom, rowTo, colFrom, colTo]: readonly [number, number, number, number],
  ): Promise<TileView> {
    const { rows, cols } = tileShape(source.lattice, tr, tc);
    const posts = await store.posts(source, `${tr}_${tc}`);
    const beside: { posts: Posts; shift: number; right: number; rows: number; cols: number }[] = [];
    for (let dr = -1; dr <= 1; dr++)
      for (let dc = -1; dc <= 1; dc++) {
        if (dr === 0 && dc === 0) continue;
        if ((dr < 0 && rowFrom >= 1) || (dr > 0 && rowTo < rows - 2)) continue;
        if ((dc < 0 && colFrom >= 1) || (dc > 0 && colTo < cols - 2)) continue;
        const name = `${tr + dr}_${tc + dc}`;
        if (!source.tiles.includes(name)) continue;
        beside.push({
          posts: await store.posts(source, name),
          shift: dr * TILE,
          right: dc * TILE,
          ...tileShape(source.lattice, tr + dr, tc + dc),
        });
      }
    const beyond = (r: number, c: number) => {
      for (const t of beside) {
        const [r2, c2] = [r - t.shift, c - t.right];
        if (r2 < 0 || c2 < 0 || r2 >= t.rows || c2 >= t.cols) continue;
        const v = known(t.posts[r2 * t.cols + c2]);
        if (!Number.isNaN(v)) return v;
      }
      return Number.NaN;
    };
    return {
      rows,
      cols,
      height: (row, col) => smoothAt(posts, rows, cols, row, col, NO_POST, beyond),
    };
  }

  async function heightIn(source: StoredSource, lon: number, lat: number): Promise<number> {
    const { lattice: l } = source;
    const row = (l.north - lat) / l.stepLat;
    const col = (lon - l.west) / l.stepLon;
    const tr = Math.max(0, Math.min(tilesAlong(l.rows) - 1, Math.floor(row / TILE)));
    const tc = Math.max(0, Math.min(tilesAlong(l.cols) - 1, Math.floor(col / TILE)));
    if (!source.tiles.includes(`${tr}_${tc}`)) return Number.NaN;
    const [r, c] = [row - tr * TILE, col - tc * TILE];
    const tile = await view(source, tr, tc, [r, r, c, c]);
    return tile.height(r, c);
  }

  const schematicAt = (lon: number, lat: number) =>
    smoothAt(
      schematic.data,
      schematic.rows,
      schematic.cols,
      (schematic.north - lat) / schematic.stepLat,
      (lon - schematic.west) / schematic.stepLon,
    );

  async function sample(points: readonly (readonly [number, number])[]): Promise<Sample[]> {
    const out: Sample[] = [];
    const sources = ordered();
    for (const [lon, lat] of points) {
      let found: Sample | undefined;
      for (const source of sources) {
        if (!covers(source, lon, lat)) continue;
        const heightM = await heightIn(source, lon, lat);
        if (Number.isNaN(heightM)) continue;
        found = {
          lon,
          lat,
          heightM: centimetres(heightM),
          datum: source.datum,
          source: source.id,
        };
        break;
      }
      const rough = found ? Number.NaN : schematicAt(lon, lat);
      out.push(
        found ??
          (Number.isNaN(rough)
            ? { lon, lat, datum: 'unknown', source: 'none' }
            : { lon, lat, heightM: centimetres(rough), datum: SCHEMATIC_DATUM, source: SCHEMATIC }),
      );
    }
    return out;
  }

  /** Fills the posts of the grid that have no height yet from one part of a source. */
  function fill(
    grid: Grid,
    box: Bbox,
    at: (lon: number, lat: number) => number,
    left: { posts: number },
  ): void {
    const c0 = Math.max(0, Math.ceil((box[0] - grid.west) / grid.stepLon - 1e-9));
    const c1 = Math.min(grid.cols - 1, Math.floor((box[2] - grid.west) / grid.stepLon + 1e-9));
    const r0 = Math.max(0, Math.ceil((grid.north - box[3]) / grid.stepLat - 1e-9));
    const r1 = Math.min(grid.rows - 1, Math.floor((grid.north - box[1]) / grid.stepLat + 1e-9));
    for (let r = r0; r <= r1; r++)
      for (let c = c0; c <= c1; c++) {
        const i = r * grid.cols + c;
        if (!Number.isNaN(grid.data[i] as number)) continue;
        const v = at(grid.west + c * grid.stepLon, grid.north - r * grid.stepLat);
        if (Number.isNaN(v)) continue;
        grid.data[i] = v;
        left.posts -= 1;
      }
  }

  async function fillFrom(source: StoredSource, grid: Grid, left: { posts: number }) {
    const { lattice: l } = source;
    const whole = bboxOf(l);
    const reach: Bbox = [
      grid.west,
      grid.north - (grid.rows - 1) * grid.stepLat,
      grid.west + (grid.cols - 1) * grid.stepLon,
      grid.north,
    ];
    if (whole[0] > reach[2] || whole[2] < reach[0] || whole[1] > reach[3] || whole[3] < reach[1])
      return;
    if (source.every > 1 && grid.stepLat >= source.every * l.stepLat * 0.9) {
      const { rows, cols } = overviewShape(source);
      const posts = await store.posts(source, 'overview');
      // A post of the overview is the mean of its base posts and stands in their middle.
      const shift = (source.every - 1) / 2;
      const place = (base: number, n: number) =>
        Math.max(0, Math.min(n - 1, (base - shift) / source.every));
      fill(
        grid,
        whole,
        (lon, lat) =>
          bilinear(
            (r, c) => known(posts[r * cols + c]),
            place((l.north - lat) / l.stepLat, rows),
            place((lon - l.west) / l.stepLon, cols),
            rows,
            cols,
          ),
        left,
      );
      return;
    }
    for (const name of source.tiles) {
      const [tr, tc] = name.split('_').map(Number) as [number, number];
      const { rows, cols } = tileShape(l, tr, tc);
      const north = l.north - tr * TILE * l.stepLat;
      const west = l.west + tc * TILE * l.stepLon;
      const box: Bbox = [
        west,
        north - (rows - 1) * l.stepLat,
        west + (cols - 1) * l.stepLon,
        north,
      ];
      if (box[0] > reach[2] || box[2] < reach[0] || box[1] > reach[3] || box[3] < reach[1])
        continue;
      const tile = await view(source, tr, tc, [
        (north - reach[3]) / l.stepLat,
        (north - reach[1]) / l.stepLat,
        (reach[0] - west) / l.stepLon,
        (reach[2] - west) / l.stepLon,
      ]);
      fill(
        grid,
        box,
        (lon, lat) => tile.height((north - lat) / l.stepLat, (lon - west) / l.stepLon),
        left,
      );
      if (left.posts === 0) return;
    }
  }

  /** Heights in m on a lattice whose corner posts lie on the corners of the box; NaN where nothing is known. */
  async function heights(bbox: Bbox, cols: number, rows: number): Promise<Grid> {
    const grid = createGrid(bbox, cols, rows);
    const left = { posts: grid.data.length };
    for (const source of ordered()) {
      if (left.posts === 0) break;
      await fillFrom(source, grid, left);
    }
    if (left.posts > 0)
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < cols; c++) {
          const i = r * cols + c;
          if (Number.isNaN(grid.data[i] as number))
            grid.data[i] = schematicAt(grid.west + c * grid.stepLon, grid.north - r * grid.stepLat);
        }
    return grid;
  }

  return {
    sample,
    heights,
    sourceAt: (lon: number, lat: number) => sourceAt(store.sources.values(), lon, lat),
  };
}

export type Elevation = ReturnType<typeof elevation>;
