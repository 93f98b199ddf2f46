import type { Grid } from '../../shared/geo/grid.ts';
import type { LonLat } from '../../shared/model/common.ts';

export type Bbox = readonly [west: number, south: number, east: number, north: number];
export type TerrainKind = 'imported' | 'schematic' | 'mixed';

export interface TerrainName {
  readonly name: string;
  readonly position: LonLat;
  readonly kind: 'seat' | 'town' | 'river' | 'peak' | 'gorge' | 'place';
}

/** What the panorama needs of the terrain. main/host adapts main/terrain to it. */
export interface PanoramaTerrain {
  /** Heights in m on a lattice whose corner posts lie on the corners of the box; NaN where nothing is known. */
  heights(bbox: Bbox, cols: number, rows: number): Promise<Grid>;
  /** Water on the same lattice, 0 … 1; undefined where its extent is not known. */
  water?(bbox: Bbox, cols: number, rows: number): Promise<Grid | undefined>;
  kind(bbox: Bbox): TerrainKind;
  /** Vertical datum of the heights: a key of panorama.datum. */
  datum(bbox: Bbox): string;
  names?(bbox: Bbox): readonly TerrainName[];
}

export interface CutOut {
  readonly bbox: Bbox;
  readonly heights: Grid;
  readonly water: Grid | undefined;
}

/** Rows at a time: the host's thread gets its turn between the strips. */
const STRIP_ROWS = 48;

/**
 * A cut-out of the terrain, taken in strips so that a host with live feeds is never held up for long. `aborted` is
 * asked between strips.
 */
export async function cutOut(
  terrain: PanoramaTerrain,
  bbox: Bbox,
  cols: number,
  rows: number,
  aborted: () => boolean = () => false,
): Promise<CutOut> {
  const [west, south, east, north] = bbox;
  const stepLat = (north - south) / (rows - 1);
  const grid = (): Grid => ({
    west,
    north,
    stepLon: (east - west) / (cols - 1),
    stepLat,
    cols,
    rows,
    data: new Float32Array(cols * rows).fill(Number.NaN),
  });
  const heights = grid();
  let water: Grid | undefined;
  for (let row = 0; row < rows && !aborted(); ) {
    // A lattice needs two rows; a last single row is taken with the strip before.
    const left = rows - row;
    const take = left - STRIP_ROWS === 1 ? left : Math.min(STRIP_ROWS, left);
    const strip: Bbox = [west, north - (row + take - 1) * stepLat, east, north - row * stepLat];
    heights.data.set((await terrain.heights(strip, cols, take)).data, row * cols);
    const wet = await terrain.water?.(strip, cols, take);
    if (wet) {
      water ??= grid();
      water.data.set(wet.data, row * cols);
    }
    row += take;
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  return { bbox, heights, water };
}
