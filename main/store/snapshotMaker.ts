import { Situation } from '../../shared/events/situation.ts';
import { foldStored } from './fold.ts';
import { factOfRow, type Row } from './row.ts';
import { chainCheck, foldRows, Seeker, situationOf } from './seek.ts';
import { LineReader, type Segment, type SegmentReader } from './segments.ts';
import { SnapshotFile } from './snapshotFile.ts';

export const DEFAULT_EVERY = 4096;
const PAGE = 2048;
const MAX_LAG = 262_144;

const recordsOf = (situation: Situation): number =>
  Object.values(situation.tables).reduce((sum, table) => sum + table.size, 0);

/**
 * Folds along behind the writer and stores snapshots of both views. The known chain folds in the order of seq. The
 * actual chain folds in the order of `at`, some way behind the newest, and takes in what comes late; snapshots
 * that lie before a late fact stay usable because the late fact is noted beside them.
 */
export class SnapshotMaker {
  private readonly reader: LineReader;
  private readonly caches: SnapshotFile[];
  private readonly cache: SnapshotFile;
  private readonly part: SegmentReader;
  private readonly seeker: Seeker;
  private readonly every: number;
  private known = new Situation();
  private knownPos = 0;
  private lastSnap = 0;
  private actual = new Situation();
  private actualAt = Number.NEGATIVE_INFINITY;
  /** The stored snapshot that `actual` was taken up from holds what came up to here. */
  private actualPos = 0;
  /** How many of the newest facts (by `at`) the actual chain keeps away from: what comes late mostly falls there. */
  private lag: number;
  private cursor = 0;

  constructor(segments: readonly Segment[], every: number) {
    this.every = every;
    this.lag = every * 2;
    this.reader = new LineReader(segments);
    this.part = this.reader.own;
    this.caches = segments.map(
      (segment, i) => new SnapshotFile(segment.snapshots, i === segments.length - 1),
    );
    this.cache = this.caches.at(-1) as SnapshotFile;
    this.seeker = new Seeker(this.reader, this.caches);
    this.resume();
  }

  private resume(): void {
    const { base } = this.part.ident;
    const check = chainCheck(this.part);
    const all = Number.POSITIVE_INFINITY;
    const newest = this.cache.candidates('known', Number.MAX_SAFE_INTEGER, all, check)[0];
    const stored = newest && this.cache.load(newest.id);
    if (stored && newest.upto <= this.part.head() && this.cache.position(check) > 0) {
      this.known = stored;
      this.knownPos = newest.upto;
      this.cursor = newest.upto;
      this.toNewestActual();
    } else {
      this.cache.together(() => this.cache.clear());
      const { base: text, part } = this.seeker.known(base);
      this.known = situationOf(text, part);
      this.knownPos = base;
      this.cursor = base;
    }
    this.lastSnap = this.knownPos;
  }

  /** Takes up the newest stored actual snapshot. What came after it is looked at again from the cursor on. */
  private toNewestActual(): void {
    const all = Number.POSITIVE_INFINITY;
    this.actual = new Situation();
    this.actualAt = Number.NEGATIVE_INFINITY;
    this.actualPos = 0;
    const check = chainCheck(this.part);
    for (const c of this.cache.candidates('actual', Number.MAX_SAFE_INTEGER, all, check)) {
      const stored = this.cache.load(c.id);
      if (!stored) continue;
      this.actual = stored;
      this.actualAt = c.at;
      this.actualPos = c.upto;
      this.cursor = Math.min(this.cursor, c.upto);
      return;
    }
    this.cache.together(() => this.cache.forgetActual(Number.NEGATIVE_INFINITY));
  }

  /** Does a little; false when there is nothing to do. */
  step(): boolean {
    const head = this.reader.head();
    // A snapshot costs with its records, a fold with its facts: a large situation is stored less often.
    const spacing = Math.max(this.every, recordsOf(this.known) >> 1);
    const due = this.lastSnap + spacing;
    const room = this.cursor < due ? Math.min(PAGE, due - this.cursor) : PAGE;
    const rows = this.reader.after(this.cursor, head, room);
    const late: [number, number][] = [];
    for (const row of rows) {
      const fact = factOfRow(row);
      if (!fact) continue;
      if (fact.seq > this.knownPos) foldStored(this.known, fact);
      if (fact.at <= this.actualAt && fact.seq > this.actualPos) {
        foldStored(this.actual, fact);
        late.push([fact.seq, fact.at]);
      }
    }
    if (rows.length > 0) this.passed((rows.at(-1) as Row)[0], late, spacing);
    const moved = this.advanceActual(spacing);
    return rows.length > 0 || moved;
  }

  private passed(seq: number, late: readonly [number, number][], spacing: number): void {
    this.cursor = seq;
    this.knownPos = Math.max(this.knownPos, seq);
    const chain = this.part.chainAt(seq);
    if (!chain) return;
    const whole = seq === this.knownPos && seq - this.lastSnap >= spacing;
    this.cache.together(() => {
      this.cache.addLate(late);
      this.cache.moveTo(seq, chain);
      if (whole) {
        const at = Math.max(this.known.at, Number.MIN_SAFE_INTEGER);
        this.cache.put('known', seq, at, chain, this.known);
      }
    });
    if (whole) this.lastSnap = seq;
    if (late.length > 0 && this.cache.lateCount() > this.every) this.rewind();
  }

  /**
   * Too much came late: seeks would have to add it all. Snapshots behind all but the earliest eighth of it are made
   * again, from now on further behind the newest.
   */
  private rewind(): void {
    const at = this.cache.lateAt(Math.floor(this.every / 8));
    if (at === undefined) return;
    const { cursor } = this;
    this.cache.together(() => this.cache.forgetActual(at));
    this.toNewestActual();
    this.lag = Math.min(this.lag * 2, MAX_LAG);
    if (this.actualAt === Number.NEGATIVE_INFINITY || this.cursor === cursor) {
      this.cursor = cursor;
      return;
    }
    // What lies between the snapshot and the cursor was looked at already; only the noted late facts are missing.
    const from = this.cursor;
    this.cursor = cursor;
    foldRows(this.actual, this.part.bySeq(this.cache.late(this.actualAt, from, cursor)), []);
  }

  private advanceActual(spacing: number): boolean {
    const { base } = this.part.ident;
    // A short branch needs none of its own: its ancestor's reach to the fork.
    if (this.cursor < this.knownPos || (base > 0 && this.cursor - base < this.every * 4))
      return false;
    const limit = this.part.atBelowNewest(this.lag, this.cursor);
    if (limit === undefined || limit <= this.actualAt) return false;
    const rows = this.reader.byAt(this.actualAt, limit, this.cursor, spacing);
    const chain = this.part.chainAt(this.cursor);
    if (rows.length < spacing || !chain) return false;
    foldRows(this.actual, rows, []);
    this.actualAt = (rows.at(-1) as Row)[1];
    const { actualAt, cursor } = this;
    this.cache.together(() => this.cache.put('actual', cursor, actualAt, chain, this.actual));
    return true;
  }

  close(): void {
    for (const cache of this.caches) cache.close();
    this.reader.close();
  }
}
