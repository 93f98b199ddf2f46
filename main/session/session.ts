import type { SessionControl } from '../../shared/contract/types.ts';
import { Situation } from '../../shared/events/situation.ts';
import type { Disposable } from '../../shared/kit/disposable.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { type Clock, type ClockState, RateClock, simNow } from '../../shared/time/clock.ts';
import type { TimeRange } from '../../shared/time/time.ts';
import { foldStored } from '../store/fold.ts';
import type { Line } from './line.ts';
import type { SessionState, View } from './types.ts';

/** More facts than this between two moments: a seek is cheaper than folding them one by one. */
const STEP_LIMIT = 8192;

export interface SessionOptions {
  readonly mode: 'live' | 'replay';
  readonly hostClock: Clock;
  /** Where a replay starts; now where not given. */
  readonly at?: number | undefined;
  readonly view?: View | undefined;
  /** How often a playing session is brought up to its clock, ms. */
  readonly tickMs?: number | undefined;
}

export interface SituationChange {
  /** true: another Situation object (a seek, a jump); false: facts were folded into the same one. */
  readonly replaced: boolean;
  readonly situation: Situation;
}

/** What a group of seats looks at: a line at its head, or at a time of its own choosing. Never writes to the line. */
export interface Session extends Disposable {
  readonly id: string;
  readonly line: Line;
  readonly situation: Situation;
  readonly clock: ClockState;
  readonly view: View;
  readonly state: SessionState;
  /** Time of what it shows. */
  now(): number;
  /** Resolves when the situation is that of the time asked for, or of a newer wish. */
  control(input: SessionControl): Promise<SessionState>;
  /** Brings the situation to now(); runs by itself while playing. */
  tick(): Promise<void>;
  /** The clock, the view or the range has changed. */
  readonly onState: Emitter<SessionState>;
  readonly onSituation: Emitter<SituationChange>;
}

let counter = 0;

export async function createSession(line: Line, options: SessionOptions): Promise<Session> {
  if (options.mode === 'live') return new LiveSession(line, options);
  const session = new ReplaySession(line, options);
  await session.control({ seekTo: options.at ?? line.clock.now() });
  return session;
}

function rangeOf(line: Line, view: View): TimeRange {
  const { firstAt, firstRx, lastRx, lastAt } = line.stats();
  const end = Math.max(line.clock.now(), lastRx ?? Number.NEGATIVE_INFINITY);
  const start = (view === 'known' ? firstRx : firstAt) ?? end;
  return {
    start: Math.min(start, end),
    end: view === 'known' ? end : Math.max(end, lastAt ?? end),
  };
}

class LiveSession implements Session {
  readonly id: string;
  readonly line: Line;
  readonly view = 'known';
  readonly onState = new Emitter<SessionState>();
  readonly onSituation = new Emitter<SituationChange>();
  private readonly hostClock: Clock;
  private readonly heard: Disposable;

  constructor(line: Line, options: SessionOptions) {
    this.id = `live:${line.meta.id}`;
    this.line = line;
    this.hostClock = options.hostClock;
    this.heard = line.onCommitted.on(() =>
      this.onSituation.emit({ replaced: false, situation: line.head }),
    );
  }

  get situation(): Situation {
    return this.line.head;
  }

  get clock(): ClockState {
    const { clock } = this.line;
    if (clock instanceof RateClock) return clock.state;
    const now = this.hostClock.now();
    return { mode: 'live', playing: true, rate: 1, anchorSim: now, anchorHost: now };
  }

  get state(): SessionState {
    const { id, line, clock, view } = this;
    return { id, lineId: line.meta.id, clock, view, range: rangeOf(line, view) };
  }

  now(): number {
    return this.line.clock.now();
  }

  control(): Promise<SessionState> {
    return Promise.reject(new ProblemError('session.live'));
  }

  tick(): Promise<void> {
    return Promise.resolve();
  }

  dispose(): void {
    this.heard.dispose();
  }
}

class ReplaySession implements Session {
  readonly id: string;
  readonly line: Line;
  readonly onState = new Emitter<SessionState>();
  readonly onSituation = new Emitter<SituationChange>();
  private readonly hostClock: Clock;
  private readonly tickMs: number;
  private current: ClockState;
  private shownView: View;
  private shown = new Situation();
  /** Time of `shown`; undefined: it must be sought anew. */
  private shownAt: number | undefined;
  private uptoSeq = 0;
  private working: Promise<void> | undefined;
  private wanted = 0;
  private timer: ReturnType<typeof setInterval> | undefined;
  private disposed = false;

  constructor(line: Line, options: SessionOptions) {
    counter += 1;
    this.id = `replay:${line.meta.id}:${counter}`;
    this.line = line;
    this.hostClock = options.hostClock;
    this.tickMs = options.tickMs ?? 100;
    this.shownView = options.view ?? 'known';
    const at = options.at ?? line.clock.now();
    this.current = {
      mode: 'replay',
      playing: false,
      rate: 1,
      anchorSim: at,
      anchorHost: this.hostClock.now(),
    };
  }

  get situation(): Situation {
    return this.shown;
  }

  get clock(): ClockState {
    return this.current;
  }

  get view(): View {
    return this.shownView;
  }

  get state(): SessionState {
    const { id, line, clock, view } = this;
    return { id, lineId: line.meta.id, clock, view, range: rangeOf(line, view) };
  }

  now(): number {
    const { start, end } = rangeOf(this.line, this.view);
    return Math.min(end, Math.max(start, Math.round(simNow(this.current, this.hostClock.now()))));
  }

  async control(input: SessionControl): Promise<SessionState> {
    if (this.disposed) throw new ProblemError('store.closed');
    const { start, end } = rangeOf(this.line, input.view ?? this.view);
    const at = Math.min(end, Math.max(start, input.seekTo ?? this.now()));
    const { rate = this.current.rate, playing = this.current.playing } = input;
    if (!Number.isFinite(at) || !Number.isFinite(rate) || Math.abs(rate) > 600 || rate === 0)
      throw new ProblemError('store.badControl', { rate, at });
    const clock = {
      ...this.current,
      playing,
      rate,
      anchorSim: at,
      anchorHost: this.hostClock.now(),
    };
    this.current = clock;
    if (input.view !== undefined && input.view !== this.shownView) {
      this.shownView = input.view;
      this.shownAt = undefined;
    }
    this.onState.emit(this.state);
    this.pace();
    await this.tick();
    return this.state;
  }

  private pace(): void {
    const run = this.current.playing && !this.disposed;
    if (run && !this.timer) {
      this.timer = setInterval(() => {
        // While one step is under way the next ones fold into it.
        if (!this.working) this.tick().catch(() => {});
      }, this.tickMs);
      this.timer.unref();
    } else if (!run) {
      clearInterval(this.timer);
      this.timer = undefined;
    }
  }

  /** One step at a time; wishes that come during it are met together by the next one, which goes to the newest. */
  tick(): Promise<void> {
    this.wanted += 1;
    this.working ??= (async () => {
      try {
        let met: number;
        do {
          met = this.wanted;
          await this.bring();
        } while (this.wanted !== met && !this.disposed);
      } finally {
        this.working = undefined;
      }
    })();
    return this.working;
  }

  private async bring(): Promise<void> {
    const t = this.now();
    const { view } = this;
    const from = this.shownAt;
    if (from !== undefined && t >= from) {
      const step = await this.line.advance(view, from, t, this.uptoSeq, STEP_LIMIT);
      if (this.disposed || view !== this.view) return;
      if (step) {
        this.shownAt = t;
        this.uptoSeq = step.uptoSeq;
        for (const fact of step.facts) foldStored(this.shown, fact);
        if (step.facts.length > 0)
          this.onSituation.emit({ replaced: false, situation: this.shown });
        this.stopAtEnd(t);
        return;
      }
    }
    const sought = await this.line.seek(t, view);
    if (this.disposed || view !== this.view) return;
    this.shown = sought.situation;
    this.shownAt = t;
    this.uptoSeq = sought.uptoSeq;
    this.onSituation.emit({ replaced: true, situation: this.shown });
    this.stopAtEnd(t);
  }

  private stopAtEnd(t: number): void {
    const { playing, rate } = this.current;
    const { start, end } = rangeOf(this.line, this.view);
    if (!playing || (rate > 0 ? t < end : t > start)) return;
    this.current = {
      ...this.current,
      playing: false,
      anchorSim: t,
      anchorHost: this.hostClock.now(),
    };
    this.pace();
    this.onState.emit(this.state);
  }

  dispose(): void {
    this.disposed = true;
    this.pace();
  }
}
