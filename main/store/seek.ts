import { Situation } from '../../shared/events/situation.ts';
import { readSnapshot } from '../../shared/events/snapshot.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { foldStored, mergeInto } from './fold.ts';
import { factOfRow, type Row } from './row.ts';
import type { LineReader, SegmentReader } from './segments.ts';
import type { Candidate, ChainCheck, SnapshotFile } from './snapshotFile.ts';

const PAGE = 4096;

/**
 * A situation in two parts that are yet to be joined (situationOf): the text of a stored snapshot, which the reading
 * thread need not even parse, and the fold of the facts that it lacks.
 */
export interface Sought {
  readonly base: string | undefined;
  readonly part: Situation;
  /** Facts up to this seq were considered. */
  readonly uptoSeq: number;
  /** seqs of rows that are left out because they do not carry their own checksum. */
  readonly damaged: readonly number[];
}

/** Throws what readSnapshot says of a base that it cannot read. */
export function situationOf(base: string | undefined, part: Situation): Situation {
  if (base === undefined) return part;
  const read = readSnapshot(base);
  if (!read.ok) throw new ProblemError(read.problem.code, read.problem.params);
  return mergeInto(read.value, part);
}

export function chainCheck(part: SegmentReader): ChainCheck {
  return (upto, chain) => {
    const mine = part.chainAt(upto);
    return mine !== undefined && Buffer.compare(mine, chain) === 0;
  };
}

/** The situation at any time: nearest snapshot and a short fold. The same with no snapshot at all, only slower. */
export class Seeker {
  private readonly reader: LineReader;
  private readonly caches: readonly SnapshotFile[];

  /** One cache per segment of the reader. */
  constructor(reader: LineReader, caches: readonly SnapshotFile[]) {
    this.reader = reader;
    this.caches = caches;
  }

  private still<T>(work: () => T): T {
    const held = this.caches.reduceRight<() => T>(
      (inner, cache) => () => cache.still(inner),
      () => this.reader.still(work),
    );
    return held();
  }

  /** All facts with seq ≤ seq. */
  known(seq: number): Sought {
    return this.still(() => this.foldKnown(seq));
  }

  /** What was known at t: all facts with rx ≤ t. */
  knownAt(t: number): Sought {
    return this.still(() => this.foldKnown(this.reader.seqAtRx(t)));
  }

  /** What was true at t by all that is known: all facts with at ≤ t. */
  actualAt(t: number): Sought {
    return this.still(() => this.foldActual(t, this.reader.head()));
  }

  private *newest(
    view: 'known' | 'actual',
    maxUpto: number,
    maxAt: number,
  ): Generator<{ index: number; candidate: Candidate }> {
    for (let index = this.caches.length - 1; index >= 0; index--) {
      const part = this.reader.parts[index] as SegmentReader;
      if (index > 0 && part.ident.base >= maxUpto) continue;
      const cache = this.caches[index] as SnapshotFile;
      const max = Math.min(maxUpto, part.cap);
      for (const candidate of cache.candidates(view, max, maxAt, chainCheck(part)))
        yield { index, candidate };
    }
  }

  private foldKnown(seq: number): Sought {
    const damaged: number[] = [];
    const part = new Situation();
    let base: string | undefined;
    let from = 0;
    for (const { index, candidate } of this.newest('known', seq, Number.POSITIVE_INFINITY)) {
      base = this.caches[index]?.text(candidate.id);
      if (base === undefined) continue;
      from = candidate.upto;
      break;
    }
    for (;;) {
      const rows = this.reader.after(from, seq, PAGE);
      if (rows.length === 0) break;
      foldRows(part, rows, damaged);
      from = (rows.at(-1) as Row)[0];
    }
    return { base, part, uptoSeq: seq, damaged };
  }

  /**
   * Two ways lead there. From a known snapshot whose facts are all not later than t: add what came after it and
   * was true by t; good near the head. From an actual snapshot: add what was true between it and t, and what came
   * too late for it. The one with fewer facts to look at is taken.
   */
  private foldActual(t: number, head: number): Sought {
    const known = this.newest('known', head, t).next().value;
    const knownCost = head - (known?.candidate.upto ?? 0);
    for (const { index, candidate } of this.newest('actual', head, t)) {
      const late = this.lateOf(index, candidate, head);
      const cost = this.reader.parts.reduce(
        (sum, part, i) =>
          sum +
          part.countByAt(i > index ? Number.NEGATIVE_INFINITY : candidate.at, t, knownCost + 1),
        late.length,
      );
      if (cost > knownCost) break;
      const base = this.caches[index]?.text(candidate.id);
      if (base === undefined) continue;
      const part = new Situation();
      const damaged: number[] = [];
      foldRows(part, late, damaged);
      this.reader.parts.forEach((from, i) => {
        const fromAt = i > index ? Number.NEGATIVE_INFINITY : candidate.at;
        this.addByAt(part, from, fromAt, t, head, damaged);
      });
      return { base, part, uptoSeq: head, damaged };
    }
    return this.foldFromKnown(t, head, known);
  }

  private foldFromKnown(
    t: number,
    head: number,
    known: { index: number; candidate: Candidate } | undefined,
  ): Sought {
    const damaged: number[] = [];
    const base = known && this.caches[known.index]?.text(known.candidate.id);
    const part = new Situation();
    if (base !== undefined && known) {
      for (const from of this.reader.parts)
        if (from.cap > known.candidate.upto)
          foldRows(part, from.earlierThan(t, known.candidate.upto, head), damaged);
    } else
      for (const from of this.reader.parts)
        this.addByAt(part, from, Number.NEGATIVE_INFINITY, t, head, damaged);
    return { base, part, uptoSeq: head, damaged };
  }

  private addByAt(
    situation: Situation,
    part: SegmentReader,
    fromAt: number,
    toAt: number,
    head: number,
    damaged: number[],
  ): void {
    let from = fromAt;
    for (;;) {
      const rows = part.byAt(from, toAt, head, PAGE);
      foldRows(situation, rows, damaged);
      if (rows.length < PAGE) return;
      from = (rows.at(-1) as Row)[1];
    }
  }

  /** What an actual snapshot has missed: noted by the snapshot maker, and what that has not yet looked at. */
  lateOf(index: number, candidate: Candidate, head: number): Row[] {
    const part = this.reader.parts[index] as SegmentReader;
    const cache = this.caches[index] as SnapshotFile;
    const to = Math.min(head, part.cap);
    const seen = Math.min(Math.max(cache.position(chainCheck(part)), candidate.upto), to);
    return [
      ...part.bySeq(cache.late(candidate.at, candidate.upto, seen)),
      ...part.earlierThan(candidate.at, seen, to),
    ];
  }
}

export function foldRows(situation: Situation, rows: readonly Row[], damaged: number[]): void {
  for (const row of rows) {
    const fact = factOfRow(row);
    if (fact) foldStored(situation, fact);
    else damaged.push(row[0]);
  }
}
