export interface Point {
  readonly at: number;
  readonly value: number;
}
export interface BandPoint {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}
/** A line across the chart: warning or guarantee level of this very gauge, on the datum of its readings. */
export interface Bound {
  readonly label: string;
  readonly value: number;
  readonly tone: 'warning' | 'guarantee';
}

/** After this many usual intervals without a reading there is a gap, and it is drawn as one. */
const GAP_INTERVALS = 3;

/** Columns for the chart, seconds and values; a gap becomes an empty value that breaks the line. */
export function observedColumns(points: readonly Point[]): [number[], (number | null)[]] {
  const sorted = [...points].sort((a, b) => a.at - b.at);
  const steps = sorted
    .slice(1)
    .map((p, i) => p.at - (sorted[i] as Point).at)
    .filter((s) => s > 0)
    .sort((a, b) => a - b);
  const usual = steps[Math.floor((steps.length - 1) / 2)];
  const xs: number[] = [];
  const ys: (number | null)[] = [];
  for (const p of sorted) {
    const before = xs.at(-1);
    const x = p.at / 1000;
    if (
      before !== undefined &&
      usual !== undefined &&
      x - before > (usual * GAP_INTERVALS) / 1000
    ) {
      xs.push((before + x) / 2);
      ys.push(null);
    }
    if (x === before) {
      // A correction of the same moment: the later one in the list stands.
      ys[ys.length - 1] = p.value;
      continue;
    }
    xs.push(x);
    ys.push(p.value);
  }
  return [xs, ys];
}

/**
 * Range of the levels: all readings and the band, and a bound where it is near enough not to flatten the curve
 * (within twice the spread, at least 3 m).
 */
export function levelRange(
  values: readonly number[],
  bounds: readonly Bound[],
): readonly [low: number, high: number] | undefined {
  if (values.length === 0) return undefined;
  let low = Math.min(...values);
  let high = Math.max(...values);
  const reach = Math.max(3, 2 * (high - low));
  for (const { value } of bounds) {
    if (value < low - reach || value > high + reach) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  const pad = Math.max(0.05, (high - low) * 0.08);
  return [low - pad, high + pad];
}
