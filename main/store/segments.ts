import type Database from 'better-sqlite3';
import { type JournalState, readState } from './journalFile.ts';
import { storeError } from './problems.ts';
import { ROW_COLUMNS, type Row } from './row.ts';
import { type Db, type JournalIdent, openReadOnly, readIdent } from './schema.ts';

/**
 * Where a line's facts lie: oldest ancestor first, the line's own journal last. Of an ancestor only the facts up
 * to `toSeq` belong to the line.
 */
export interface Segment {
  readonly path: string;
  readonly snapshots: string;
  readonly toSeq?: number | undefined;
}

export interface FactQuery {
  readonly fromSeq?: number | undefined;
  readonly toSeq?: number | undefined;
  readonly fromAt?: number | undefined;
  readonly toAt?: number | undefined;
  readonly kinds?: readonly string[] | undefined;
  /** Thing of an observation, incident of everything else. */
  readonly key?: string | undefined;
  readonly limit?: number | undefined;
  readonly reverse?: boolean | undefined;
}

/** Read-only view of one segment. */
export class SegmentReader {
  readonly segment: Segment;
  readonly ident: JournalIdent;
  private readonly db: Db;
  private readonly statements = new Map<string, Database.Statement>();

  constructor(segment: Segment) {
    this.segment = segment;
    this.db = openReadOnly(segment.path);
    this.db.pragma('cache_size = -8000');
    this.ident = readIdent(this.db, segment.path);
  }

  state(): JournalState {
    return readState(this.db, this.ident);
  }

  get cap(): number {
    return this.segment.toSeq ?? Number.MAX_SAFE_INTEGER;
  }

  private sql(text: string): Database.Statement {
    let statement = this.statements.get(text);
    if (!statement) {
      statement = this.db.prepare(text).raw(true);
      this.statements.set(text, statement);
    }
    return statement;
  }

  private all(text: string, ...params: unknown[]): Row[] {
    try {
      return this.sql(text).all(...params) as Row[];
    } catch (error) {
      throw storeError(error, this.segment.path);
    }
  }

  private one(text: string, ...params: unknown[]): unknown[] | undefined {
    try {
      return this.sql(text).get(...params) as unknown[] | undefined;
    } catch (error) {
      throw storeError(error, this.segment.path);
    }
  }

  /** Newest seq; the base where there is no fact. */
  head(): number {
    const newest = this.one('SELECT max(seq) FROM facts')?.[0] as number | null;
    return Math.min(newest ?? this.ident.base, this.cap);
  }

  /** Facts with from < seq ≤ to, at most `limit`, in order. */
  after(from: number, to: number, limit: number): Row[] {
    return this.all(
      `SELECT ${ROW_COLUMNS} FROM facts WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?`,
      from,
      Math.min(to, this.cap),
      limit,
    );
  }

  /** Facts with from < seq ≤ to that were true at `at` or earlier. */
  earlierThan(at: number, from: number, to: number): Row[] {
    return this.all(
      `SELECT ${ROW_COLUMNS} FROM facts WHERE seq > ? AND seq <= ? AND +at <= ? ORDER BY seq`,
      from,
      Math.min(to, this.cap),
      at,
    );
  }

  /** Facts with fromAt < at ≤ toAt and seq ≤ maxSeq in the order of `at`; whole groups of equal `at`, ≈ `limit`. */
  byAt(fromAt: number, toAt: number, maxSeq: number, limit: number): Row[] {
    const max = Math.min(maxSeq, this.cap);
    const rows = this.all(
      `SELECT ${ROW_COLUMNS} FROM facts INDEXED BY facts_at
       WHERE at > ? AND at <= ? AND seq <= ? ORDER BY at LIMIT ?`,
      fromAt,
      toAt,
      max,
      limit,
    );
    if (rows.length < limit) return rows;
    const last = (rows.at(-1) as Row)[1];
    const rest = this.all(
      `SELECT ${ROW_COLUMNS} FROM facts INDEXED BY facts_at WHERE at = ? AND seq <= ?`,
      last,
      max,
    );
    return [...rows.filter((r) => r[1] < last), ...rest];
  }

  /** How many facts byAt would give, counted up to `limit`. */
  countByAt(fromAt: number, toAt: number, limit: number): number {
    return this.one(
      `SELECT count(*) FROM (SELECT 1 FROM facts INDEXED BY facts_at WHERE at > ? AND at <= ? LIMIT ?)`,
      fromAt,
      toAt,
      limit,
    )?.[0] as number;
  }

  /** `at` that `count` of the facts with seq ≤ maxSeq are newer than, or equal to. */
  atBelowNewest(count: number, maxSeq: number): number | undefined {
    return this.one(
      `SELECT at FROM facts INDEXED BY facts_at WHERE at > ? AND seq <= ? ORDER BY at DESC LIMIT 1 OFFSET ?`,
      Number.NEGATIVE_INFINITY,
      Math.min(maxSeq, this.cap),
      count,
    )?.[0] as number | undefined;
  }

  bySeq(seqs: readonly number[]): Row[] {
    const rows: Row[] = [];
    for (const seq of seqs)
      if (seq <= this.cap)
        rows.push(...this.all(`SELECT ${ROW_COLUMNS} FROM facts WHERE seq = ?`, seq));
    return rows;
  }

  /**
   * Newest seq that was known at t. rx never decreases along seq, so a binary search over the primary key finds
   * it without an index of its own.
   */
  seqAtRx(t: number): number {
    let low = this.ident.base;
    let high = this.head();
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const found = this.one('SELECT rx FROM facts WHERE seq >= ? ORDER BY seq LIMIT 1', middle);
      if (found !== undefined && (found[0] as number) <= t) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Hash of the batch that holds seq: names the history up to there. */
  chainAt(seq: number): Uint8Array | undefined {
    const sql = 'SELECT hash FROM batches WHERE last_seq >= ? ORDER BY last_seq LIMIT 1';
    return this.one(sql, seq)?.[0] as Uint8Array | undefined;
  }

  query(q: FactQuery, limit: number): Row[] {
    if (q.kinds?.length === 0) return [];
    const where: string[] = ['seq <= ?'];
    const params: unknown[] = [Math.min(q.toSeq ?? Number.MAX_SAFE_INTEGER, this.cap)];
    const add = (condition: string, value: unknown) => {
      if (value === undefined) return;
      where.push(condition);
      params.push(value);
    };
    add('seq >= ?', q.fromSeq);
    // The planner has no statistics of a file that only grows, so the way in is chosen here.
    let way = 'NOT INDEXED';
    if (q.key !== undefined) {
      way = 'INDEXED BY facts_key';
      where.push('key IS NOT NULL');
      add('key = ?', q.key);
    } else if (q.kinds !== undefined && !q.kinds.includes('observation')) {
      way = 'INDEXED BY facts_kind';
      where.push("kind <> 'observation'");
    } else if (q.fromAt !== undefined && q.toAt !== undefined) way = 'INDEXED BY facts_at';
    add('at >= ?', q.fromAt);
    add('at <= ?', q.toAt);
    if (q.kinds !== undefined) {
      where.push(`kind IN (${q.kinds.map(() => '?').join(', ')})`);
      params.push(...q.kinds);
    }
    const order = q.reverse ? 'DESC' : 'ASC';
    return this.all(
      `SELECT ${ROW_COLUMNS} FROM facts ${way} WHERE ${where.join(' AND ')} ORDER BY seq ${order} LIMIT ?`,
      ...params,
      limit,
    );
  }

  observations(thing: string, fromAt: number, toAt: number, maxSeq: number): Row[] {
    return this.all(
      `SELECT ${ROW_COLUMNS} FROM facts INDEXED BY facts_key
       WHERE key IS NOT NULL AND key = ? AND at >= ? AND at <= ? AND seq <= ? AND kind = 'observation' ORDER BY at`,
      thing,
      fromAt,
      toAt,
      Math.min(maxSeq, this.cap),
    );
  }

  /** Holds one state of the file until `end`. */
  begin(): void {
    this.db.exec('BEGIN');
    this.head();
  }

  end(): void {
    if (this.db.inTransaction) this.db.exec('COMMIT');
  }

  close(): void {
    this.db.close();
  }
}

/** All segments of a line, read as one journal. */
export class LineReader {
  readonly parts: readonly SegmentReader[];

  constructor(segments: readonly Segment[]) {
    const parts: SegmentReader[] = [];
    try {
      for (const segment of segments) parts.push(new SegmentReader(segment));
    } catch (error) {
      for (const part of parts) part.close();
      throw error;
    }
    this.parts = parts;
  }

  get own(): SegmentReader {
    return this.parts.at(-1) as SegmentReader;
  }

  head(): number {
    return this.own.head();
  }

  /** Several questions to one state of the journal. */
  still<T>(work: () => T): T {
    this.own.begin();
    try {
      return work();
    } finally {
      this.own.end();
    }
  }

  after(from: number, to: number, limit: number): Row[] {
    for (const part of this.parts) {
      if (from >= part.cap) continue;
      const rows = part.after(from, to, limit);
      if (rows.length > 0) return rows;
    }
    return [];
  }

  /** As SegmentReader.seqAtRx; 0 before the first fact. */
  seqAtRx(t: number): number {
    for (let i = this.parts.length - 1; i > 0; i--) {
      const part = this.parts[i] as SegmentReader;
      const seq = part.seqAtRx(t);
      if (seq > part.ident.base) return seq;
    }
    return (this.parts[0] as SegmentReader).seqAtRx(t);
  }

  /** As SegmentReader.byAt over all segments. */
  byAt(fromAt: number, toAt: number, maxSeq: number, limit: number): Row[] {
    const lists = this.parts.map((part) => part.byAt(fromAt, toAt, maxSeq, limit));
    if (lists.length === 1) return lists[0] as Row[];
    // A full list says nothing of what comes after its last `at`: nobody may go past the earliest such end.
    const ends = lists.map((rows) =>
      rows.length >= limit ? (rows.at(-1) as Row)[1] : Number.POSITIVE_INFINITY,
    );
    const end = Math.min(...ends);
    return lists
      .flat()
      .filter((row) => row[1] <= end)
      .sort((a, b) => a[1] - b[1]);
  }

  query(q: FactQuery, limit: number): Row[] {
    const out: Row[] = [];
    for (const part of q.reverse ? [...this.parts].reverse() : this.parts) {
      out.push(...part.query(q, limit - out.length));
      if (out.length >= limit) break;
    }
    return out;
  }

  close(): void {
    for (const part of this.parts) part.close();
  }
}
