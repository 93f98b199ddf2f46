import { FACT_VERSION, type Fact, type NewFact, newFact } from '../../shared/events/fact.ts';
import { isFactKind } from '../../shared/events/vocabulary.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { type Problem, ProblemError } from '../../shared/kit/result.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { WorkerClient } from '../thread/rpc.ts';
import type { JournalFileOptions, JournalState } from './journalFile.ts';
import { pack, type Stamped } from './row.ts';

export interface JournalOptions extends JournalFileOptions {
  /** The line's clock: gives rx. */
  readonly clock: Clock;
  /** Facts in one commit at most (an append call is never split). */
  readonly maxBatch?: number;
  /** How long telemetry waits for company, ms. */
  readonly gatherMs?: number;
}

export interface Committed {
  /** First and last seq of the facts of this call. */
  readonly seqs: readonly [first: number, last: number];
  readonly rx: number;
}

/** A step back of less than this is no anomaly: clocks are trimmed all the time, rx is simply held. */
const STEP_BACK_MS = 100;

interface Waiting {
  readonly facts: readonly Stamped[];
  /** How many of them are the journal's own, ahead of the caller's. */
  readonly own: number;
  readonly rx: number;
  resolve(done: Committed): void;
  reject(error: Error): void;
}

function prepared(fact: NewFact, rx: number): Stamped {
  const bad = (path: string) =>
    new ProblemError('fact.invalid', { kind: String(fact.kind), path, why: 'type' });
  if (!isFactKind(fact.kind))
    throw new ProblemError('fact.unknownKind', { kind: String(fact.kind) });
  if (!Number.isSafeInteger(fact.at)) throw bad('at');
  if (typeof fact.source !== 'string') throw bad('source');
  if (fact.actor !== undefined && typeof fact.actor !== 'string') throw bad('actor');
  if (fact.cause !== undefined && !(Number.isSafeInteger(fact.cause) && fact.cause > 0))
    throw bad('cause');
  if (typeof fact.body !== 'object' || fact.body === null) throw bad('body');
  return { fact, rx, json: JSON.stringify(fact.body) };
}

/**
 * The host's side of one journal: gives each fact its reception time, gathers what comes while a commit is under
 * way into the next one, and acknowledges only what is durable. Facts belong to the journal once they are given
 * to it: callers do not change them afterwards.
 */
export class Journal {
  private readonly worker: WorkerClient;
  private readonly clock: Clock;
  private readonly maxBatch: number;
  private readonly gatherMs: number;
  private readonly queue: Waiting[] = [];
  private queued = 0;
  private inFlight = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn: NodeJS.Immediate | undefined;
  private lastRx: number;
  private steppedBack = false;
  private closing: Promise<void> | undefined;
  private idle: (() => void) | undefined;
  private current: JournalState;
  /** Facts after their commit, in the order of their seqs; before their append call resolves. */
  readonly onCommitted = new Emitter<readonly Fact[]>();
  readonly onFailure = new Emitter<Problem>();

  static async open(options: JournalOptions): Promise<Journal> {
    const worker = new WorkerClient(
      new URL(
        import.meta.url.endsWith('.ts') ? './journal.worker.ts' : './journal.worker.js',
        import.meta.url,
      ),
      'journal',
      undefined,
    );
    try {
      const { path, create, maxPages } = options;
      const state = await worker.call<JournalState>('open', { path, create, maxPages });
      return new Journal(worker, options, state);
    } catch (error) {
      await worker.close();
      throw error;
    }
  }

  private constructor(worker: WorkerClient, options: JournalOptions, state: JournalState) {
    this.worker = worker;
    this.clock = options.clock;
    this.maxBatch = options.maxBatch ?? 4096;
    this.gatherMs = options.gatherMs ?? 4;
    this.current = state;
    this.lastRx = state.lastRx ?? Number.NEGATIVE_INFINITY;
    worker.onDeath.on((problem) => this.onFailure.emit(problem));
  }

  get state(): JournalState {
    return this.current;
  }

  /** Facts that wait for their commit. */
  get pending(): number {
    return this.queued;
  }

  /** `urgent`: do not wait for company. Without it only calls that bring nothing but observations wait. */
  append(facts: readonly NewFact[], options: { urgent?: boolean } = {}): Promise<Committed> {
    if (this.closing) return Promise.reject(new ProblemError('store.closed'));
    const held = this.reception();
    if (facts.length === 0)
      return Promise.resolve({ seqs: [this.current.head + 1, this.current.head], rx: held.rx });
    let stamped: Stamped[];
    try {
      stamped = facts.map((fact) => prepared(fact, held.rx));
    } catch (error) {
      return Promise.reject(error);
    }
    if (held.anomaly) {
      stamped.unshift(prepared(held.anomaly, held.rx));
      this.steppedBack = true;
    }
    const urgent = options.urgent ?? facts.some((f) => f.kind !== 'observation');
    return new Promise((resolve, reject) => {
      const own = stamped.length - facts.length;
      this.queue.push({ facts: stamped, own, rx: held.rx, resolve, reject });
      this.queued += stamped.length;
      this.schedule(urgent);
    });
  }

  /** Now by the line's clock, but never earlier than the fact before. */
  private reception(): { rx: number; anomaly?: NewFact } {
    const now = Math.floor(this.clock.now());
    if (now >= this.lastRx) {
      this.steppedBack = false;
      this.lastRx = now;
      return { rx: now };
    }
    const rx = this.lastRx;
    if (this.steppedBack || rx - now < STEP_BACK_MS) return { rx };
    const body = { stepMs: now - rx };
    return { rx, anomaly: newFact({ at: rx, kind: 'clock.anomaly', source: 'host', body }) };
  }

  private schedule(urgent: boolean): void {
    if (this.turn || !this.mayEnter()) return;
    if (urgent || this.queued >= this.maxBatch) {
      clearTimeout(this.timer);
      this.timer = undefined;
      // At the end of this turn of the event loop, so that what the same turn brings goes along.
      this.turn = setImmediate(() => {
        this.turn = undefined;
        this.send();
      });
    } else
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.send();
      }, this.gatherMs);
  }

  /** One commit at a time gathers best; under heavy load a second one waits at the writer, so that it never idles. */
  private mayEnter(): boolean {
    return this.inFlight === 0 || (this.inFlight === 1 && this.queued >= this.maxBatch);
  }

  private send(): void {
    if (this.queue.length === 0 || !this.mayEnter()) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    let take = 0;
    let n = 0;
    for (const waiting of this.queue) {
      if (take > 0 && n + waiting.facts.length > this.maxBatch) break;
      take += 1;
      n += waiting.facts.length;
    }
    const calls = this.queue.splice(0, take);
    this.queued -= n;
    this.inFlight += 1;
    const facts = calls.length === 1 ? (calls[0] as Waiting).facts : calls.flatMap((c) => c.facts);
    const packed = pack(facts);
    this.worker
      .call<{ first: number; last: number }>('append', packed, [
        packed.nums.buffer as ArrayBuffer,
        packed.refs.buffer as ArrayBuffer,
        packed.bodies.buffer as ArrayBuffer,
      ])
      .then(
        ({ first }) => {
          this.ended();
          this.committed(calls, facts, first);
        },
        (error: Error) => {
          this.ended();
          for (const call of calls) {
            if (call.own > 0) this.steppedBack = false;
            call.reject(error);
          }
        },
      )
      .finally(() => {
        if (this.queue.length === 0 && this.inFlight === 0) this.idle?.();
      });
  }

  /** The writer is free: give it more before anything else. */
  private ended(): void {
    this.inFlight -= 1;
    this.send();
  }

  private committed(calls: readonly Waiting[], stamped: readonly Stamped[], first: number): void {
    let { firstAt, lastAt } = this.current;
    const facts = stamped.map(({ fact, rx }, i): Fact => {
      if (firstAt === undefined || fact.at < firstAt) firstAt = fact.at;
      if (lastAt === undefined || fact.at > lastAt) lastAt = fact.at;
      const { at, kind, source, actor, cause, body } = fact;
      const made = { seq: first + i, at, rx, kind, v: FACT_VERSION, source, body };
      if (actor === undefined && cause === undefined) return made;
      return {
        ...made,
        ...(actor === undefined ? {} : { actor }),
        ...(cause === undefined ? {} : { cause }),
      };
    });
    const lastRx = (stamped.at(-1) as Stamped).rx;
    this.current = {
      base: this.current.base,
      head: first + facts.length - 1,
      firstAt,
      lastAt,
      firstRx: this.current.firstRx ?? stamped[0]?.rx,
      lastRx,
    };
    this.onCommitted.emit(facts);
    let seq = first;
    for (const { facts: own, own: ahead, rx, resolve } of calls) {
      resolve({ seqs: [seq + ahead, seq + own.length - 1], rx });
      seq += own.length;
    }
  }

  async checkpoint(): Promise<void> {
    await this.worker.call('checkpoint', undefined);
  }

  /** Commits what waits, then lets go of the file. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      if (this.queue.length > 0 || this.inFlight > 0)
        await new Promise<void>((resolve) => {
          this.idle = resolve;
          this.send();
        });
      await this.worker.close();
    })();
    return this.closing;
  }
}
