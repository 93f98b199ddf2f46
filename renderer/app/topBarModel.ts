import type { SessionInfo } from '../../shared/contract/types.ts';
import type { Collections } from '../../shared/events/situation.ts';
import { formatElapsed } from '../../shared/time/time.ts';

/** How the whole window is marked. Replay and what-if outrank the line's own mode: they are further from reality. */
export type Marking = 'actual' | 'exercise' | 'review' | 'replay' | 'branch';

export function markingOf(session: SessionInfo | undefined): Marking {
  if (!session) return 'actual';
  if (session.line.kind === 'branch') return 'branch';
  if (session.clock.mode === 'replay') return 'replay';
  return session.line.mode;
}

/** The words that must stay over the window, several where several hold: a replay of an exercise is both. */
export function watermarksOf(
  session: SessionInfo | undefined,
): readonly Exclude<Marking, 'actual'>[] {
  if (!session) return [];
  const out: Exclude<Marking, 'actual'>[] = [];
  if (session.line.mode !== 'actual') out.push(session.line.mode);
  if (session.line.kind === 'branch') out.push('branch');
  if (session.clock.mode === 'replay') out.push('replay');
  return out;
}

/** "T+00:17:42"; a minus before the report; undefined while either end is unknown. */
export function tPlus(now: number | undefined, reportedAt: number | undefined): string | undefined {
  if (now === undefined || reportedAt === undefined) return undefined;
  const elapsed = now - reportedAt;
  const text = formatElapsed(elapsed);
  return text.startsWith('-') ? `T−${text.slice(1)}` : `T+${text}`;
}

export interface FeedSummary {
  readonly up: number;
  readonly total: number;
  /** Age of the oldest last word among the sources that are up, ms. */
  readonly slowestMs: number | undefined;
  readonly anyDown: boolean;
}

interface FeedLike {
  readonly state?: unknown;
  readonly health?: { readonly state?: unknown; readonly lastRx?: unknown };
  readonly lastRx?: unknown;
  readonly lastAt?: unknown;
}

const reachable = new Set(['up', 'empty']);
const counted = (state: unknown) => state !== 'paused' && state !== 'stopped';

/**
 * n of m online and the slowest word. A source that is reachable but has nothing to say (empty) counts as online;
 * a paused one does not count at all. `now`: time of the line that the feeds bring their data to.
 */
export function feedSummary(feeds: readonly unknown[], now: number): FeedSummary {
  let up = 0;
  let total = 0;
  let slowestMs: number | undefined;
  for (const raw of feeds) {
    if (typeof raw !== 'object' || raw === null) continue;
    const feed = raw as FeedLike;
    const state = feed.state ?? feed.health?.state;
    if (!counted(state)) continue;
    total += 1;
    if (!reachable.has(String(state))) continue;
    up += 1;
    const last = [feed.lastRx, feed.health?.lastRx, feed.lastAt].find((v) => typeof v === 'number');
    // Seen from a replay the word may still be to come: it has no age then.
    if (typeof last === 'number' && last <= now) slowestMs = Math.max(slowestMs ?? 0, now - last);
  }
  return { up, total, slowestMs, anyDown: up < total };
}

/** 急 while any incident is open, else 平. */
export function openIncidents(incidents: Iterable<{ body: Collections['incidents'] }>): number {
  let n = 0;
  for (const { body } of incidents) if (!body.closed) n += 1;
  return n;
}
