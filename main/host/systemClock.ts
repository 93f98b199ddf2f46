import type { Clock } from '../../shared/time/clock.ts';

/** The machine's own clock: the one place where the host reads it. */
export const systemClock: Clock = { now: () => Date.now() };
