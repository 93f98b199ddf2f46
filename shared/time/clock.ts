/** Where all code takes its time from. Nothing else reads the machine's clock. */
export interface Clock {
  /** UTC epoch milliseconds. */
  now(): number;
}

/** Moves only when told. For tests, and for runs that must not depend on the machine. */
export class ManualClock implements Clock {
  private t: number;

  constructor(start: number) {
    this.t = start;
  }

  now(): number {
    return this.t;
  }

  set(t: number): void {
    this.t = t;
  }

  advance(ms: number): void {
    this.t += ms;
  }
}

/**
 * The state of a session's clock, broadcast on change only. Each seat computes its own
 * now = anchorSim + (hostNow − anchorHost) · rate while playing, else anchorSim.
 */
export interface ClockState {
  readonly mode: 'live' | 'replay';
  readonly playing: boolean;
  /** Simulated seconds per host second; negative plays backwards. */
  readonly rate: number;
  readonly anchorSim: number;
  readonly anchorHost: number;
}

export function simNow(state: ClockState, hostNow: number): number {
  return state.playing
    ? state.anchorSim + (hostNow - state.anchorHost) * state.rate
    : state.anchorSim;
}

/** A clock that runs at a rate from an anchor; scenario runs and branches live on it. */
export class RateClock implements Clock {
  private readonly host: Clock;
  private current: ClockState;

  constructor(host: Clock, start: number, rate = 1, playing = true) {
    this.host = host;
    this.current = { mode: 'live', playing, rate, anchorSim: start, anchorHost: host.now() };
  }

  now(): number {
    return Math.round(simNow(this.current, this.host.now()));
  }

  get state(): ClockState {
    return this.current;
  }

  change(next: { playing?: boolean; rate?: number; at?: number }): ClockState {
    const hostNow = this.host.now();
    this.current = {
      ...this.current,
      playing: next.playing ?? this.current.playing,
      rate: next.rate ?? this.current.rate,
      anchorSim: next.at ?? simNow(this.current, hostNow),
      anchorHost: hostNow,
    };
    return this.current;
  }
}
