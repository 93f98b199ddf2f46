import { copyFileSync, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact, NewFact } from '../../shared/events/fact.ts';
import { newFact } from '../../shared/events/fact.ts';
import { Situation } from '../../shared/events/situation.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { type Problem, ProblemError } from '../../shared/kit/result.ts';
import { type Clock, RateClock } from '../../shared/time/clock.ts';
import { foldStored } from '../store/fold.ts';
import { type Committed, Journal } from '../store/journal.ts';
import type { JournalState } from '../store/journalFile.ts';
import { writeJson } from '../store/jsonFile.ts';
import { Reader, type SeriesPoint } from '../store/reader.ts';
import { ROOT_GENESIS } from '../store/schema.ts';
import type { FactQuery, Segment } from '../store/segments.ts';
import { Snapshots } from '../store/snapshots.ts';
import { forkGenesis } from '../store/verify.ts';
import type { LineMeta, LineStats, View } from './types.ts';

/** How often a line's clock and figures are noted while it is open, ms. */
const NOTE_EVERY_MS = 3000;

export interface LineOptions {
  readonly dir: string;
  readonly meta: LineMeta;
  /** Ancestors first, the line's own journal last. */
  readonly segments: readonly Segment[];
  readonly hostClock: Clock;
  readonly readOnly: boolean;
  readonly log: (line: string) => void;
  /** Facts between two snapshots. */
  readonly snapshotEvery?: number | undefined;
  /** Largest journal in pages of 4 KiB; for tests of a full disk. */
  readonly maxPages?: number | undefined;
  branch(line: Line, forkSeq: number, at: number, name: string): Promise<Line>;
  closed(line: Line): void;
}

/** One open line: its journal, the situation at its head, and every way to ask about its past. */
export class Line {
  private readonly options: LineOptions;
  private readonly journal: Journal | undefined;
  private readonly reader: Reader;
  private readonly snapshots: Snapshots | undefined;
  private card: LineMeta;
  private noted = '';
  private timer: ReturnType<typeof setInterval> | undefined;
  private closing: Promise<void> | undefined;
  /** The situation of all facts so far. The same object as long as the line is open; only this line writes to it. */
  readonly head: Situation;
  readonly clock: Clock;
  /** Facts that were just committed, in the order of seq; `head` holds them already. */
  readonly onCommitted: Emitter<readonly Fact[]>;
  /** The writer is lost: nothing more can be appended until the line is opened anew. */
  readonly onFailure = new Emitter<Problem>();
  /** Something in the journal could not be used; the rest goes on. */
  readonly onProblem = new Emitter<Problem>();

  static async open(options: LineOptions): Promise<Line> {
    const { meta, dir, hostClock, readOnly, segments } = options;
    const path = (segments.at(-1) as Segment).path;
    let clock: Clock = hostClock;
    let journal: Journal | undefined;
    let reader: Reader | undefined;
    try {
      if (!readOnly)
        journal = await Journal.open({
          path,
          create: (meta.facts ?? 0) > (meta.forkSeq ?? 0) ? undefined : identOf(meta, dir),
          maxPages: options.maxPages,
          clock: { now: () => clock.now() },
        });
      reader = await Reader.open(segments);
      const state = journal?.state ?? reader.state;
      if (journal) tellLostTail(options, path, state.head);
      if (meta.kind !== 'main') {
        const { at, rate, playing } = meta.clock ?? { at: meta.createdAt, rate: 1, playing: true };
        clock = new RateClock(
          hostClock,
          Math.max(at, state.lastRx ?? at),
          rate,
          playing && !readOnly,
        );
      }
      const head =
        state.head === 0 ? new Situation() : (await reader.seek({ t: 0, view: 'head' })).situation;
      return new Line(options, clock, journal, reader, head);
    } catch (error) {
      await reader?.close();
      await journal?.close();
      throw error;
    }
  }

  private constructor(
    options: LineOptions,
    clock: Clock,
    journal: Journal | undefined,
    reader: Reader,
    head: Situation,
  ) {
    this.options = options;
    this.card = options.meta;
    this.clock = clock;
    this.journal = journal;
    this.reader = reader;
    this.head = head;
    const { log } = options;
    this.onCommitted = new Emitter((error) =>
      log(`line ${this.meta.id}: ${error instanceof Error ? error.stack : error}`),
    );
    reader.onDamaged.on((problem) => this.onProblem.emit(problem));
    if (!journal) return;
    const { base } = journal.state;
    this.snapshots = new Snapshots(options.segments, base, options.snapshotEvery);
    journal.onFailure.on((problem) => this.onFailure.emit(problem));
    journal.onCommitted.on((facts) => this.committed(facts));
    this.snapshots.grown(journal.state.head);
    this.timer = setInterval(() => this.note(), NOTE_EVERY_MS);
    this.timer.unref();
  }

  get meta(): LineMeta {
    return this.card;
  }

  private get state(): JournalState {
    return this.journal?.state ?? this.reader.state;
  }

  private committed(facts: readonly Fact[]): void {
    for (const fact of facts) foldStored(this.head, fact);
    this.snapshots?.grown((facts.at(-1) as Fact).seq);
    this.onCommitted.emit(facts);
  }

  /**
   * Resolves after the facts are durable and in `head`. They stand together or not at all. `urgent`: commit at
   * once; without it a call that brings only observations may wait some milliseconds for company.
   */
  append(facts: readonly NewFact[], options?: { urgent?: boolean }): Promise<Committed> {
    if (!this.journal)
      return Promise.reject(new ProblemError('store.readOnly', { path: this.options.dir }));
    return this.journal.append(facts, options);
  }

  /** Facts in the order of seq (newest first where `reverse`), of a branch also those before the fork. */
  facts(query: FactQuery = {}): Promise<Fact[]> {
    return this.reader.facts(query);
  }

  /** The situation at t: as known then (rx ≤ t), or as it was by all that is known now (at ≤ t). */
  async stateAt(t: number, view: View): Promise<Situation> {
    return (await this.seek(t, view)).situation;
  }

  /** As stateAt, with the newest seq that was considered. */
  seek(t: number, view: View): Promise<{ situation: Situation; uptoSeq: number }> {
    return this.reader.seek({ t, view });
  }

  /** What turns the situation at `from` into that at `to`, a later time; undefined where a seek is cheaper. */
  advance(view: View, from: number, to: number, uptoSeq: number, limit: number) {
    return this.reader.advance({ view, from, to, uptoSeq, limit });
  }

  /** Newest seq that was known at t. */
  seqAt(t: number): Promise<number> {
    return this.reader.seqAt(t);
  }

  /** One quantity of one thing in the order of `at`; in the known view only what was known at `t`. */
  series(
    thing: string,
    quantity: string,
    fromAt: number,
    toAt: number,
    view: View,
    t?: number,
  ): Promise<SeriesPoint[]> {
    const knownAt = view === 'known' ? t : undefined;
    return this.reader.series({ thing, quantity, fromAt, toAt, knownAt });
  }

  /** A new line that has what was known here at `at` and goes its own way from there. This line stays as it is. */
  async branch(input: { at: number; name: string }): Promise<Line> {
    const at = Math.min(input.at, this.clock.now());
    const forkSeq = await this.reader.seqAt(at);
    const [last] = await this.facts({ fromSeq: forkSeq, toSeq: forkSeq, limit: 1 });
    const forkAt = Math.max(at, last?.rx ?? at);
    const line = await this.options.branch(this, forkSeq, forkAt, input.name);
    const body = { parent: this.meta.id, forkSeq, forkAt, name: input.name };
    await line.append([newFact({ at: forkAt, kind: 'line.branched', source: 'host', body })], {
      urgent: true,
    });
    return line;
  }

  stats(): LineStats & { readonly bytes: number } {
    const { head, firstAt, lastAt, firstRx, lastRx } = this.state;
    const own = (this.options.segments.at(-1) as Segment).path;
    let bytes = 0;
    for (const end of ['', '-wal'])
      bytes += statSync(`${own}${end}`, { throwIfNoEntry: false })?.size ?? 0;
    const { card } = this;
    if (card.kind !== 'branch') return { facts: head, firstAt, lastAt, firstRx, lastRx, bytes };
    // What a branch has from its parent counts too; its own card took those figures over at the fork.
    const least = (a: number | undefined, b: number | undefined) =>
      a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
    return {
      facts: head,
      firstAt: least(card.firstAt, firstAt),
      lastAt: Math.max(card.lastAt ?? Number.NEGATIVE_INFINITY, lastAt ?? card.createdAt),
      firstRx: least(card.firstRx, firstRx),
      lastRx: lastRx ?? card.lastRx,
      bytes,
    };
  }

  /** Resolves when the snapshots have caught up with the head. */
  settled(): Promise<void> {
    return this.snapshots?.drain() ?? Promise.resolve();
  }

  /** Notes the clock and the figures in line.json. */
  private note(): void {
    const { bytes: _, ...stats } = this.stats();
    const { clock } = this;
    const position =
      clock instanceof RateClock
        ? { at: clock.now(), rate: clock.state.rate, playing: clock.state.playing }
        : undefined;
    const next: LineMeta = { ...this.card, ...stats, ...(position ? { clock: position } : {}) };
    const text = JSON.stringify(next);
    if (text === this.noted) return;
    this.noted = text;
    this.card = next;
    try {
      writeJson(join(this.options.dir, 'line.json'), next);
    } catch (error) {
      // The card can be lost: the journal holds what matters.
      this.options.log(
        `line ${this.meta.id}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  /** Commits what waits, notes the clock, lets go of the files. Readers first: a writer that closes last tidies up its log. */
  close(): Promise<void> {
    this.closing ??= (async () => {
      clearInterval(this.timer);
      await this.reader.close();
      await this.snapshots?.close();
      await this.journal?.close();
      if (this.journal) this.note();
      this.options.closed(this);
    })();
    return this.closing;
  }
}

/**
 * SQLite drops a damaged write-ahead log from its first bad page on, without a word. The card knows how far the
 * journal had come; what is left of the log is put aside before anything is written over it.
 */
function tellLostTail({ meta, log }: LineOptions, path: string, head: number): void {
  const written = meta.facts ?? 0;
  if (head >= written) return;
  let kept = `${path}-wal.damaged`;
  for (let n = 2; existsSync(kept); n++) kept = `${path}-wal.damaged-${n}`;
  try {
    copyFileSync(`${path}-wal`, kept);
  } catch {
    kept = '-';
  }
  log(`store.lostTail ${JSON.stringify({ path, head, written, kept })}`);
}

function identOf(meta: LineMeta, dir: string) {
  const base = meta.forkSeq ?? 0;
  const genesis =
    meta.parent === undefined
      ? ROOT_GENESIS
      : forkGenesis(join(dir, '..', meta.parent, 'journal.sqlite'), base);
  return { lineId: meta.id, base, genesis, card: JSON.stringify(meta) };
}
