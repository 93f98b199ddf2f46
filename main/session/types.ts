import type { RunMode } from '../../shared/model/common.ts';
import type { ClockState } from '../../shared/time/clock.ts';
import type { TimeRange } from '../../shared/time/time.ts';

/** Version of workspace.json and line.json. */
export const FORMAT_VERSION = 1;

export type LineKind = 'main' | 'scenario' | 'branch';
export type View = 'known' | 'actual';

/** Where a line's own clock stands: scenario runs and branches take it up again after a restart. */
export interface ClockPosition {
  readonly at: number;
  readonly rate: number;
  readonly playing: boolean;
}

export interface LineStats {
  /** Facts of the line, with those that a branch has from its parent. */
  readonly facts: number;
  readonly firstAt?: number | undefined;
  readonly lastAt?: number | undefined;
  readonly firstRx?: number | undefined;
  readonly lastRx?: number | undefined;
}

/** What line.json says of a line. The figures of LineStats in it are those of the last time it was written. */
export interface LineMeta extends Partial<LineStats> {
  readonly id: string;
  readonly kind: LineKind;
  readonly mode: RunMode;
  readonly name: string;
  readonly scenarioId?: string | undefined;
  /** The line that a branch left, and the last fact that it has from there. */
  readonly parent?: string | undefined;
  readonly forkSeq?: number | undefined;
  readonly createdAt: number;
  readonly formatVersion: number;
  readonly clock?: ClockPosition | undefined;
}

export interface SessionState {
  readonly id: string;
  readonly lineId: string;
  readonly clock: ClockState;
  readonly view: View;
  /** From the first fact to now, in the time of the view. */
  readonly range: TimeRange;
}
