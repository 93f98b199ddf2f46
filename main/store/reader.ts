import { setImmediate as breathe } from 'node:timers/promises';
import type { Fact } from '../../shared/events/fact.ts';
import { Situation } from '../../shared/events/situation.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import type { Problem } from '../../shared/kit/result.ts';
import { WorkerClient } from '../thread/rpc.ts';
import type { JournalState } from './journalFile.ts';
import type { AdvanceRequest, SeekRequest, SeriesRequest } from './reader.worker.ts';
import { factsOfPage, type Page } from './row.ts';
import { situationOf } from './seek.ts';
import type { FactQuery, Segment } from './segments.ts';

/** Facts that one answer of the worker brings at most. */
const ANSWER = 16_384;

export interface SeriesPoint {
  readonly at: number;
  readonly value: number;
  readonly seq: number;
}

/** The host's side of a reading thread: its own connections, so that reading holds up neither writer nor host. */
export class Reader {
  private readonly worker: WorkerClient;
  private readonly path: string;
  private readonly reported = new Set<number>();
  /** Facts whose row no longer carries its checksum: left out of everything, said once. */
  readonly onDamaged = new Emitter<Problem>();
  readonly state: JournalState;

  static async open(segments: readonly Segment[]): Promise<Reader> {
    const worker = new WorkerClient(
      new URL(
        import.meta.url.endsWith('.ts') ? './reader.worker.ts' : './reader.worker.js',
        import.meta.url,
      ),
      'reader',
      undefined,
    );
    try {
      const state = await worker.call<JournalState>('open', segments);
      return new Reader(worker, state, segments.at(-1)?.path ?? '');
    } catch (error) {
      await worker.close();
      throw error;
    }
  }

  private constructor(worker: WorkerClient, state: JournalState, path: string) {
    this.worker = worker;
    this.state = state;
    this.path = path;
  }

  private damaged(seqs: readonly number[]): void {
    for (const seq of seqs) {
      if (this.reported.has(seq)) continue;
      this.reported.add(seq);
      this.onDamaged.emit({ code: 'store.damagedFact', params: { seq, path: this.path } });
    }
  }

  /** The situation at t, or at the head of the journal. */
  async seek(request: SeekRequest): Promise<{ situation: Situation; uptoSeq: number }> {
    const { base, part, uptoSeq, damaged } = await this.worker.call<{
      base: string | undefined;
      part: string;
      uptoSeq: number;
      damaged: readonly number[];
    }>('seek', request);
    this.damaged(damaged);
    // The two texts are parsed in two turns of the event loop.
    const rest = situationOf(part, new Situation());
    if (base !== undefined) await breathe();
    return { situation: situationOf(base, rest), uptoSeq };
  }

  /** Newest seq that was known at t. */
  seqAt(t: number): Promise<number> {
    return this.worker.call('seqAt', t);
  }

  /** Facts in the order of seq, newest first where `reverse`. */
  async facts(query: FactQuery): Promise<Fact[]> {
    const out: Fact[] = [];
    const wanted = query.limit ?? Number.POSITIVE_INFINITY;
    let next = query;
    while (out.length < wanted) {
      const limit = Math.min(ANSWER, wanted - out.length);
      const answer = await this.worker.call<{ pages: Page[] }>('facts', { query: next, limit });
      const { facts, last, rows } = await this.decode(answer.pages, query.reverse === true);
      for (const fact of facts) out.push(fact);
      if (rows < limit || last === undefined) break;
      next = query.reverse ? { ...query, toSeq: last - 1 } : { ...query, fromSeq: last + 1 };
    }
    return out;
  }

  private async decode(pages: readonly Page[], reverse: boolean) {
    const facts: Fact[] = [];
    let rows = 0;
    let last: number | undefined;
    const further = (seq: number) => {
      if (last === undefined || (reverse ? seq < last : seq > last)) last = seq;
    };
    for (const page of pages) {
      this.damaged(page.damaged);
      page.damaged.forEach(further);
      for (const fact of factsOfPage(page)) {
        facts.push(fact);
        further(fact.seq);
      }
      rows += page.n + page.damaged.length;
      if (pages.length > 1) await breathe();
    }
    return { facts, rows, last };
  }

  /** What has to be folded to get from one time to a later one; undefined: so much that a seek is cheaper. */
  async advance(request: AdvanceRequest): Promise<{ facts: Fact[]; uptoSeq: number } | undefined> {
    const answer = await this.worker.call<
      { pages: Page[]; uptoSeq: number; tooMany?: undefined } | { tooMany: true }
    >('advance', request);
    if (answer.tooMany) return undefined;
    const { facts } = await this.decode(answer.pages, false);
    return { facts, uptoSeq: answer.uptoSeq };
  }

  async series(request: SeriesRequest): Promise<SeriesPoint[]> {
    const packed = await this.worker.call<Float64Array>('series', request);
    const out: SeriesPoint[] = [];
    for (let i = 0; i < packed.length; i += 3)
      out.push({
        at: packed[i] as number,
        value: packed[i + 1] as number,
        seq: packed[i + 2] as number,
      });
    return out;
  }

  close(): Promise<void> {
    return this.worker.close();
  }
}
