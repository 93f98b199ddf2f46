/**
 * A raster of posts on a longitude/latitude lattice: value [row, col] stands at
 * (west + col·stepLon, north − row·stepLat), degrees; row 0 is the north edge. NaN = no data.
 */
export interface Grid {
  readonly west: number;
  readonly north: number;
  readonly stepLon: number;
  readonly stepLat: number;
  readonly cols: number;
  readonly rows: number;
  readonly data: Float32Array;
}

export function createGrid(
  bbox: readonly [number, number, number, number],
  cols: number,
  rows: number,
): Grid {
  const [west, south, east, north] = bbox;
  return {
    west,
    north,
    cols,
    rows,
    stepLon: (east - west) / (cols - 1),
    stepLat: (north - south) / (rows - 1),
    data: new Float32Array(cols * rows).fill(Number.NaN),
  };
}

export function gridBbox(grid: Omit<Grid, 'data'>): [number, number, number, number] {
  return [
    grid.west,
    grid.north - (grid.rows - 1) * grid.stepLat,
    grid.west + (grid.cols - 1) * grid.stepLon,
    grid.north,
  ];
}

/**
 * Bilinear value at a fractional post. Where some of the four posts have no data the others carry it by weight;
 * NaN only where none has, or outside the raster.
 */
export function bilinear(
  value: (row: number, col: number) => number,
  row: number,
  col: number,
  rows: number,
  cols: number,
): number {
  const eps = 1e-9;
  if (!(row >= -eps && col >= -eps && row <= rows - 1 + eps && col <= cols - 1 + eps))
    return Number.NaN;
  const r0 = Math.max(0, Math.min(rows - 2, Math.floor(row)));
  const c0 = Math.max(0, Math.min(cols - 2, Math.floor(col)));
  const fr = Math.max(0, Math.min(1, row - r0));
  const fc = Math.max(0, Math.min(1, col - c0));
  let sum = 0;
  let weight = 0;
  for (let i = 0; i < 4; i++) {
    const dr = i >> 1;
    const dc = i & 1;
    const w = (dr === 1 ? fr : 1 - fr) * (dc === 1 ? fc : 1 - fc);
    if (w === 0) continue;
    const v = value(r0 + dr, c0 + dc);
    if (Number.isNaN(v)) continue;
    sum += v * w;
    weight += w;
  }
  return weight >= 0.25 ? sum / weight : Number.NaN;
}

/** Weights of the four posts around a fraction t (Catmull & Rom 1974): through the posts, without a break in slope. */
function cubicWeights(t: number): readonly [number, number, number, number] {
  return [
    t * (-0.5 + t * (1 - 0.5 * t)),
    1 + t * t * (1.5 * t - 2.5),
    t * (0.5 + t * (2 - 1.5 * t)),
    t * t * (0.5 * t - 0.5),
  ];
}

/**
 * Height at a position, m; NaN outside or without data. Between posts the surface is smooth, so that shading shows the
 * land and not the lattice; beside posts without data it is bilinear.
 */
export function sampleGrid(grid: Grid, lon: number, lat: number): number {
  const { data, cols, rows } = grid;
  const row = (grid.north - lat) / grid.stepLat;
  const col = (lon - grid.west) / grid.stepLon;
  const r0 = Math.floor(row);
  const c0 = Math.floor(col);
  if (r0 >= 1 && c0 >= 1 && r0 < rows - 2 && c0 < cols - 2) {
    const wr = cubicWeights(row - r0);
    const wc = cubicWeights(col - c0);
    let sum = 0;
    for (let i = 0; i < 4; i++) {
      const at = (r0 - 1 + i) * cols + c0 - 1;
      sum +=
        (wr[i] as number) *
        (wc[0] * (data[at] as number) +
          wc[1] * (data[at + 1] as number) +
          wc[2] * (data[at + 2] as number) +
          wc[3] * (data[at + 3] as number));
    }
    if (!Number.isNaN(sum)) return sum;
  }
  return bilinear((r, c) => data[r * cols + c] as number, row, col, rows, cols);
}
