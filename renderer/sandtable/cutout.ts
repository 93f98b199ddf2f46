import { z } from 'zod';
import type { Grid } from '../../shared/geo/grid.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { Bbox } from './projection.ts';

/** Land cut out of the terrain: heights (NaN = unknown) and, where levels are known, the share of water. */
export interface Cutout {
  readonly grid: Grid;
  readonly water: Float32Array | undefined;
  /** Uncertainty that a change of datum put on the water level, m. */
  readonly levelErrorM: number;
  readonly lowM: number;
  readonly highM: number;
}

const header = z.object({
  cols: z.number().int().min(2).max(1024),
  rows: z.number().int().min(2).max(1024),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  water: z.boolean().optional(),
  levelErrorM: z.number().optional(),
});

const bad = (why: string): never => {
  throw new ProblemError('sandtableView.badCutout', { why });
};

/** Reads the bytes of GET /cutout. Throws sandtable.badCutout for anything that is not whole. */
export function decodeCutout(buffer: ArrayBuffer): Cutout {
  if (buffer.byteLength < 4) bad('length');
  const length = new DataView(buffer).getUint32(0, true);
  if (length > 65_536 || 4 + length > buffer.byteLength) bad('header');
  let raw: unknown;
  try {
    raw = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  } catch {
    bad('header');
  }
  const parsed = header.safeParse(raw);
  if (!parsed.success) return bad('header');
  const { cols, rows, bbox, water, levelErrorM } = parsed.data;
  const [west, south, east, north] = bbox;
  if (!(west < east && south < north)) bad('bbox');
  const posts = cols * rows;
  if (buffer.byteLength !== 4 + length + posts * 4 * (water ? 2 : 1)) bad('size');
  // Copied, since the header leaves the floats off their alignment.
  const floats = (part: number) => {
    const from = 4 + length + part * posts * 4;
    return new Float32Array(buffer.slice(from, from + posts * 4));
  };
  const data = floats(0);
  let lowM = Number.POSITIVE_INFINITY;
  let highM = Number.NEGATIVE_INFINITY;
  for (const h of data) {
    if (h < lowM) lowM = h;
    if (h > highM) highM = h;
  }
  if (lowM === Number.POSITIVE_INFINITY) throw new ProblemError('sandtableView.noGround');
  if (lowM < -12_000 || highM > 9000) bad('heights');
  return {
    grid: {
      west,
      north,
      stepLon: (east - west) / (cols - 1),
      stepLat: (north - south) / (rows - 1),
      cols,
      rows,
      data,
    },
    water: water ? floats(1) : undefined,
    levelErrorM: levelErrorM ?? 0,
    lowM,
    highM,
  };
}

/**
 * Asks the host for the land under a box, about square posts, `posts` along the longer side; with the words of the
 * water levels that stand on it.
 */
export async function fetchCutout(
  origin: string,
  bbox: Bbox,
  size: readonly [widthM: number, depthM: number],
  posts: number,
  look: { readonly water: string; readonly terrain: string },
  signal: AbortSignal,
): Promise<Cutout> {
  const longer = Math.max(...size);
  const [cols, rows] = size.map((s) => Math.max(16, Math.round((posts * s) / longer)));
  const [w, s, e, n] = bbox;
  const query = new URLSearchParams({ w: `${w}`, s: `${s}`, e: `${e}`, n: `${n}` });
  query.set('cols', String(cols));
  query.set('rows', String(rows));
  query.set('v', look.terrain);
  if (look.water !== '') query.set('water', look.water);
  const response = await fetch(`${origin}/cutout?${query}`, { signal });
  if (!response.ok) throw new ProblemError('sandtableView.noCutout', { status: response.status });
  return decodeCutout(await response.arrayBuffer());
}
