import { distanceM, metresPerDegree } from '../../shared/geo/geodesy.ts';
import { bilinear } from '../../shared/geo/grid.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { DemRaster } from './geotiff.ts';
import type { Lattice } from './tileStore.ts';

type Bbox = readonly [number, number, number, number];

/** 360 million posts are the whole area at 1″. */
const MAX_POSTS = 1_200_000_000;
/** Posts between exactly projected ones; in between the projection is as good as straight (below 0.02 pixel). */
const KNOT = 32;

export interface PlannedLattice {
  /** The posts are not the raster's own. */
  readonly resampled: boolean;
  readonly lattice: Lattice;
  read(row: number, col: number, rows: number, cols: number): Promise<Float32Array>;
}

/** Posts that lie as the raster's pixels do, cut to the area. */
function alongPixels(raster: DemRaster, area: Bbox, file: string): PlannedLattice {
  const [sx, , west, , minusSy, north] = raster.affine;
  const sy = -minusSy;
  const c0 = Math.max(0, Math.floor((area[0] - west) / sx));
  const c1 = Math.min(raster.width - 1, Math.ceil((area[2] - west) / sx));
  const r0 = Math.max(0, Math.floor((north - area[3]) / sy));
  const r1 = Math.min(raster.height - 1, Math.ceil((north - area[1]) / sy));
  if (c1 - c0 < 1 || r1 - r0 < 1) throw new ProblemError('terrain.outsideArea', { file });
  return {
    resampled: false,
    lattice: {
      west: west + c0 * sx,
      north: north - r0 * sy,
      stepLon: sx,
      stepLat: sy,
      cols: c1 - c0 + 1,
      rows: r1 - r0 + 1,
    },
    read: (row, col, rows, cols) => raster.read(r0 + row, c0 + col, rows, cols),
  };
}

/** Longitude and latitude posts about as far apart as the raster's pixels, heights bilinear between these. */
function resampled(raster: DemRaster, area: Bbox, file: string): PlannedLattice {
  const [a, b, c, d, e, f] = raster.affine;
  const det = a * e - b * d;
  const toPixel = (lon: number, lat: number): [col: number, row: number] => {
    const [x, y] = raster.crs.forward(lon, lat);
    return [(e * (x - c) - b * (y - f)) / det, (a * (y - f) - d * (x - c)) / det];
  };
  const toLonLat = (col: number, row: number) =>
    raster.crs.inverse(a * col + b * row + c, d * col + e * row + f);

  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const side = 24;
  for (let i = 0; i <= side; i++)
    for (let j = 0; j <= side; j++) {
      const [lon, lat] = toLonLat(
        ((raster.width - 1) * i) / side,
        ((raster.height - 1) * j) / side,
      );
      if (!(Math.abs(lon) <= 360 && Math.abs(lat) <= 90)) continue;
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  west = Math.max(west, area[0]);
  east = Math.min(east, area[2]);
  south = Math.max(south, area[1]);
  north = Math.min(north, area[3]);
  if (!(east > west && north > south)) throw new ProblemError('terrain.outsideArea', { file });

  const middle: [number, number] = [(west + east) / 2, (south + north) / 2];
  const [col, row] = toPixel(...middle);
  const right = toLonLat(col + 1, row);
  const below = toLonLat(col, row + 1);
  const pixelM = Math.sqrt(distanceM(middle, right) * distanceM(middle, below));
  const metres = metresPerDegree(middle[1]);
  const [stepLon, stepLat] = [pixelM / metres.lon, pixelM / metres.lat];
  const cols = Math.floor((east - west) / stepLon + 1e-6) + 1;
  const rows = Math.floor((north - south) / stepLat + 1e-6) + 1;
  if (!(cols >= 2 && rows >= 2)) throw new ProblemError('terrain.outsideArea', { file });
  const lattice: Lattice = { west, north, stepLon, stepLat, cols, rows };

  async function read(row0: number, col0: number, h: number, w: number): Promise<Float32Array> {
    const kr = Math.ceil(h / KNOT) + 1;
    const kc = Math.ceil(w / KNOT) + 1;
    const px = new Float64Array(kr * kc);
    const py = new Float64Array(kr * kc);
    let [c0, r0, c1, r1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = 0; i < kr; i++)
      for (let j = 0; j < kc; j++) {
        const [x, y] = toPixel(
          west + (col0 + j * KNOT) * stepLon,
          north - (row0 + i * KNOT) * stepLat,
        );
        px[i * kc + j] = x;
        py[i * kc + j] = y;
        c0 = Math.min(c0, x);
        c1 = Math.max(c1, x);
        r0 = Math.min(r0, y);
        r1 = Math.max(r1, y);
      }
    const out = new Float32Array(h * w).fill(Number.NaN);
    c0 = Math.max(0, Math.floor(c0) - 1);
    r0 = Math.max(0, Math.floor(r0) - 1);
    c1 = Math.min(raster.width - 1, Math.ceil(c1) + 1);
    r1 = Math.min(raster.height - 1, Math.ceil(r1) + 1);
    if (!(c1 > c0 && r1 > r0)) return out;
    const wide = c1 - c0 + 1;
    const high = r1 - r0 + 1;
    const window = await raster.read(r0, c0, high, wide);
    const value = (r: number, k: number) => window[r * wide + k] as number;
    for (let r = 0; r < h; r++) {
      const i = Math.floor(r / KNOT);
      const v = (r - i * KNOT) / KNOT;
      for (let k = 0; k < w; k++) {
        const j = Math.floor(k / KNOT);
        const u = (k - j * KNOT) / KNOT;
        const at = i * kc + j;
        const mix = (p: Float64Array) =>
          ((p[at] as number) * (1 - u) + (p[at + 1] as number) * u) * (1 - v) +
          ((p[at + kc] as number) * (1 - u) + (p[at + kc + 1] as number) * u) * v;
        out[r * w + k] = bilinear(value, mix(py) - r0, mix(px) - c0, high, wide);
      }
    }
    return out;
  }
  return { resampled: true, lattice, read };
}

/**
 * The longitude/latitude lattice on which a raster is kept, cut to the area. Fails with terrain.outsideArea where they
 * do not meet, terrain.tooManyPosts where the cut is beyond what is kept.
 */
export function planLattice(raster: DemRaster, area: Bbox, file: string): PlannedLattice {
  const [a, b, , d, e] = raster.affine;
  const planned =
    raster.crs.geographic && b === 0 && d === 0 && a > 0 && e < 0
      ? alongPixels(raster, area, file)
      : resampled(raster, area, file);
  const posts = planned.lattice.cols * planned.lattice.rows;
  if (posts > MAX_POSTS)
    throw new ProblemError('terrain.tooManyPosts', { file, millions: Math.round(posts / 1e6) });
  return planned;
}
