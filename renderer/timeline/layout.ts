import type { TimelineEntry } from '../../shared/contract/types.ts';

export const tracks = [
  'warning',
  'order',
  'force',
  'forecast',
  'report',
  'panorama',
  'plan',
] as const satisfies readonly TimelineEntry['track'][];

export interface Axis {
  readonly start: number;
  readonly end: number;
}

const LEAST_MS = 10 * 60_000;

/** From the first thing that is known to now, with a little room, never less than ten minutes. */
export function axisOf(
  entries: readonly TimelineEntry[],
  firstRx: number | undefined,
  now: number,
): Axis {
  let start = firstRx ?? now;
  for (const entry of entries) start = Math.min(start, entry.at);
  const end = now + Math.max((now - start) * 0.03, 5000);
  return { start: Math.min(start, end - LEAST_MS), end };
}

/** Place of a time on the axis, 0 … 1; times beyond the ends stay at them. */
export function xOf(axis: Axis, at: number): number {
  return Math.max(0, Math.min(1, (at - axis.start) / (axis.end - axis.start)));
}
