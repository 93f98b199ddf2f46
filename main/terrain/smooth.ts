import { bilinear } from '../../shared/geo/grid.ts';

/** The cubic through a, b, c, d at fraction t between b and c; a missing end is the line drawn on. */
function between(a: number, b: number, c: number, d: number, t: number): number {
  const before = Number.isNaN(a) ? 2 * b - c : a;
  const after = Number.isNaN(d) ? 2 * c - b : d;
  const bend = 2 * before - 5 * b + 4 * c - after + t * (3 * (b - c) + after - before);
  return b + 0.5 * t * (c - before + t * bend);
}

/** The 4×4 posts around, row by row. Nothing here waits, so that one serves all calls. */
const p = new Float64Array(16);

function throughPosts(fr: number, fc: number): number {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < 16; i++) {
    const v = p[i] as number;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const along = (i: number) =>
    between(p[i] as number, p[i + 1] as number, p[i + 2] as number, p[i + 3] as number, fc);
  const h = between(along(0), along(4), along(8), along(12), fr);
  return h < low ? low : Math.min(h, high);
}

/**
 * Height at a fractional post, smooth across posts, so that shading and contours show the land and not the lattice:
 * Catmull–Rom (1974) along the rows, then along the column, exact on posts and on planes. Never above the highest nor
 * below the lowest of the 4×4 posts around, so that flat water beside a cliff stays flat. `data` holds the posts row by
 * row, `hole` instead of a height where there is none (NaN always is); `beyond` is asked for posts outside of them.
 * Where one of the four nearest posts is missing the surface is bilinear.
 */
export function smoothAt(
  data: ArrayLike<number>,
  rows: number,
  cols: number,
  row: number,
  col: number,
  hole = Number.NaN,
  beyond: (row: number, col: number) => number = () => Number.NaN,
): number {
  const r0 = Math.max(0, Math.min(rows - 2, Math.floor(row)));
  const c0 = Math.max(0, Math.min(cols - 2, Math.floor(col)));
  const fr = row - r0;
  const fc = col - c0;
  // Outside (NaN but for rounding) and on posts nothing is to be made smooth.
  if ((fr !== 0 || fc !== 0) && fr >= 0 && fr <= 1 && fc >= 0 && fc <= 1) {
    const inside = r0 >= 1 && c0 >= 1 && r0 < rows - 2 && c0 < cols - 2;
    for (let i = 0, k = 0; i < 4; i++) {
      const r = r0 - 1 + i;
      const at = r * cols + c0 - 1;
      for (let j = 0; j < 4; j++, k++) {
        const c = c0 - 1 + j;
        const v =
          inside || (r >= 0 && c >= 0 && r < rows && c < cols)
            ? (data[at + j] as number)
            : beyond(r, c);
        p[k] = v === hole ? Number.NaN : v;
      }
    }
    const h = throughPosts(fr, fc);
    if (!Number.isNaN(h)) return h;
  }
  return bilinear(
    (r, c) => {
      const v = data[r * cols + c] as number;
      return v === hole ? Number.NaN : v;
    },
    row,
    col,
    rows,
    cols,
  );
}
