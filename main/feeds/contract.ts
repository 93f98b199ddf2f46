import type { z } from 'zod';
import type { NewFact } from '../../shared/events/fact.ts';
import type { Clock } from '../../shared/time/clock.ts';
import type { FeedMemory } from './memory.ts';

/** starting → up | empty (answers, has nothing) | silent (nothing for too long) | down (does not answer) | paused. */
export type FeedState = 'starting' | 'up' | 'empty' | 'silent' | 'down' | 'paused';

export interface FeedContext {
  readonly feedId: string;
  readonly clock: Clock;
  /** What the source has brought already. Outlives a failed run and a pause, not the program. */
  readonly memory: FeedMemory;
  /** Resolves when the facts are durable: only then may the source be told that they arrived. */
  emit(facts: readonly NewFact[]): Promise<void>;
  /** A record that was refused, with its text for the desk. */
  reject(why: string, raw: string): void;
  state(state: FeedState, detail?: string): void;
  /** Resolves after `ms` of host time, or at once when the feed is poked or halted. */
  sleep(ms: number): Promise<void>;
}

/** A kind of source. `run` works until the signal aborts and rejects when the source fails; it is then tried again. */
export interface Connector<C = unknown> {
  readonly id: string;
  readonly configSchema: z.ZodType<C>;
  run(config: C, ctx: FeedContext, signal: AbortSignal): Promise<void>;
}
