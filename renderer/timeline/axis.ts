import { BEIJING_OFFSET_MS, DAY_MS, formatBeijing, HOUR_MS } from '../../shared/time/time.ts';

export interface Axis {
  readonly start: number;
  readonly end: number;
}

/** recent: about the report or the last two hours; incident: from the report on; all: whatever is known. */
export type Fit = 'recent' | 'incident' | 'all';

export interface Extent {
  readonly now: number;
  /** Time of the first report of the incident in view. */
  readonly reportedAt?: number | undefined;
  /** First and last time that the line knows of. */
  readonly firstAt?: number | undefined;
  readonly lastAt?: number | undefined;
}

const MIN = 60_000;
const RECENT_MS = 2 * HOUR_MS;
export const LEAST_SPAN_MS = 30_000;
export const MOST_SPAN_MS = 400 * DAY_MS;

/** Room before and after, so that the ends are never glued to the frame. */
function padded(start: number, end: number): Axis {
  const span = Math.max(end - start, 10 * MIN);
  // Both ends move in round steps: an axis that creeps cannot be read, and a step that grew with the span
  // would move every whole multiple of it at every tick.
  const step = roundStep(span / 16);
  return {
    start: Math.floor((start - span * 0.04) / step) * step,
    end: Math.ceil((end + span * 0.05) / step) * step,
  };
}

export function fitAxis(fit: Fit, extent: Extent): Axis {
  const { now, reportedAt, firstAt, lastAt } = extent;
  const end = Math.max(now, lastAt ?? now);
  if (fit === 'all') return padded(Math.min(firstAt ?? now, reportedAt ?? now, now), end);
  if (fit === 'incident' && reportedAt !== undefined) return padded(Math.min(reportedAt, now), end);
  const from = now - RECENT_MS;
  const recent = Math.max(from, Math.min(reportedAt ?? firstAt ?? from, now));
  return padded(recent, Math.min(end, now + RECENT_MS));
}

/** First and last of what is known: by the line, and by the entries, of which some may have come since. */
export function knownExtent(
  entries: readonly { readonly at: number; readonly rx: number }[],
  firstRx: number | undefined,
  lastRx: number | undefined,
): {
  readonly firstAt: number | undefined;
  readonly firstRx: number | undefined;
  readonly lastRx: number | undefined;
} {
  let at = firstRx;
  let first = firstRx;
  let last = lastRx;
  for (const e of entries) {
    at = Math.min(at ?? e.at, e.at);
    first = Math.min(first ?? e.rx, e.rx);
    last = Math.max(last ?? e.rx, e.rx);
  }
  return { firstAt: at, firstRx: first, lastRx: last };
}

/** Zoom about a time: what stands under the pointer stays under it. */
export function zoomed(axis: Axis, about: number, factor: number): Axis {
  const span = axis.end - axis.start;
  const wanted = Math.max(LEAST_SPAN_MS, Math.min(MOST_SPAN_MS, span * factor));
  const share = (about - axis.start) / span;
  const start = about - share * wanted;
  return { start, end: start + wanted };
}

export function panned(axis: Axis, byMs: number): Axis {
  return { start: axis.start + byMs, end: axis.end + byMs };
}

/** Place of a time, 0 … 1 inside the axis; beyond it the figure goes on. */
export function xOf(axis: Axis, at: number): number {
  return (at - axis.start) / (axis.end - axis.start);
}

export function timeAt(axis: Axis, x: number): number {
  return axis.start + x * (axis.end - axis.start);
}

const steps = [
  10_000,
  30_000,
  MIN,
  2 * MIN,
  5 * MIN,
  10 * MIN,
  15 * MIN,
  30 * MIN,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  7 * DAY_MS,
  30 * DAY_MS,
] as const;

const roundStep = (least: number): number =>
  steps.find((s) => s >= least) ?? (steps.at(-1) as number);

export interface Tick {
  readonly at: number;
  readonly label: string;
  /** Midnight in Beijing: stands out, and is named by its date. */
  readonly day: boolean;
}

/** Round Beijing times, at most one for `spacing` pixels of a width of `px`. */
export function ticksOf(axis: Axis, px: number, spacing = 84): readonly Tick[] {
  const span = axis.end - axis.start;
  if (!(span > 0) || !(px > 0)) return [];
  const least = (span * spacing) / px;
  const step = roundStep(least);
  const out: Tick[] = [];
  // Whole steps of local time; a day of Beijing does not begin at a whole day of UTC.
  for (
    let local = Math.ceil((axis.start + BEIJING_OFFSET_MS) / step) * step;
    local - BEIJING_OFFSET_MS <= axis.end;
    local += step
  ) {
    const at = local - BEIJING_OFFSET_MS;
    const day = local % DAY_MS === 0;
    const label = day
      ? formatBeijing(at, 'date').slice(5)
      : step < MIN
        ? formatBeijing(at, 'clock')
        : formatBeijing(at, 'clock').slice(0, 5);
    out.push({ at, label, day });
  }
  return out;
}

const elapsedMarks = [5, 10, 20, 30, 60, 120, 180, 360, 720, 1440, 2880, 4320, 5760, 7200] as const;

/** T+ marks that find room: the stages of the first half hour, then hours and days. */
export function elapsedTicks(
  axis: Axis,
  px: number,
  reportedAt: number,
  spacing = 56,
): readonly { readonly at: number; readonly label: string }[] {
  const out: { at: number; label: string }[] = [];
  let last = xOf(axis, reportedAt) * px;
  for (const minutes of elapsedMarks) {
    const at = reportedAt + minutes * MIN;
    const x = xOf(axis, at) * px;
    if (x - last < spacing || x < 0 || x > px) continue;
    last = x;
    out.push({ at, label: minutes < 120 ? `T+${minutes}` : `T+${minutes / 60} h` });
  }
  return out;
}
