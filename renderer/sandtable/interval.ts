const intervals = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000] as const;
/** Lines that a slope may carry before they close up. */
const MOST_LINES = 28;

/** Contour interval that fits a relief, m; every fifth line is a major one. Zero where there is nothing to draw. */
export function contourInterval(reliefM: number): number {
  if (!(reliefM > 0) || !Number.isFinite(reliefM)) return 0;
  return intervals.find((i) => reliefM / i <= MOST_LINES) ?? 1000;
}

const steps = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18000] as const;
const MOST_TICKS = 8;

/** Step of the frame's ticks in seconds of arc: at most eight along the edge. */
export function tickSeconds(spanDeg: number): number {
  return steps.find((s) => (spanDeg * 3600) / s <= MOST_TICKS) ?? 36_000;
}

/** Multiples of a step, in seconds of arc, from one edge to the other. */
export function ticksBetween(fromDeg: number, toDeg: number, stepS: number): number[] {
  const out: number[] = [];
  // A hair of tolerance, so that an edge that stands on a tick keeps it.
  for (let k = Math.ceil((fromDeg * 3600) / stepS - 1e-6); k * stepS <= toDeg * 3600 + 1e-3; k++)
    out.push(k * stepS);
  return out;
}

const pad = (n: number) => String(n).padStart(2, '0');
/** 109°54′ or 109°54′30″: as fine as the step. */
export function degreeText(seconds: number, stepS: number): string {
  const s = Math.round(Math.abs(seconds));
  const minutes = `${Math.floor(s / 3600)}°${pad(Math.floor(s / 60) % 60)}′`;
  return stepS % 60 === 0 ? minutes : `${minutes}${pad(s % 60)}″`;
}
