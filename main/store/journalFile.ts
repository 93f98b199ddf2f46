import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ProblemError } from '../../shared/kit/result.ts';
import { storeError } from './problems.ts';
import { type InsertRow, type Pack, rowsOfPack } from './row.ts';
import {
  chainHash,
  checkVersion,
  createTables,
  type Db,
  INSERT_FACT,
  type JournalIdent,
  readIdent,
  writerPragmas,
} from './schema.ts';

export interface JournalState {
  readonly base: number;
  /** seq of the newest fact, base where there is none. */
  readonly head: number;
  readonly firstAt?: number | undefined;
  readonly lastAt?: number | undefined;
  readonly firstRx?: number | undefined;
  readonly lastRx?: number | undefined;
}

export interface JournalFileOptions {
  readonly path: string;
  /** Given when the file may be made; without it a missing file is an error. */
  readonly create?: JournalIdent | undefined;
  /** Largest size of the file in pages of 4 KiB; for tests of a full disk. */
  readonly maxPages?: number | undefined;
}

export function readState(db: Db, ident: JournalIdent): JournalState {
  const ends = db
    .prepare(
      `SELECT (SELECT max(seq) FROM facts), (SELECT min(at) FROM facts), (SELECT max(at) FROM facts),
              (SELECT rx FROM facts ORDER BY seq LIMIT 1), (SELECT rx FROM facts ORDER BY seq DESC LIMIT 1)`,
    )
    .raw(true)
    .get() as (number | null)[];
  const [head, firstAt, lastAt, firstRx, lastRx] = ends.map((n) => n ?? undefined);
  return { base: ident.base, head: head ?? ident.base, firstAt, lastAt, firstRx, lastRx };
}

/** The only writer of one journal.sqlite. Synchronous: lives in its own thread. */
export class JournalFile {
  private readonly options: JournalFileOptions;
  private db!: Db;
  private insert!: Database.Statement;
  private insertBatch!: Database.Statement;
  private previous!: Uint8Array;
  private head = 0;
  private unsure = false;
  state!: JournalState;

  constructor(options: JournalFileOptions) {
    this.options = options;
    try {
      this.open();
    } catch (error) {
      this.db?.close();
      throw storeError(error, options.path);
    }
  }

  private open(): void {
    const { path, create, maxPages } = this.options;
    if (create === undefined && !existsSync(path))
      throw new ProblemError('store.missing', { path });
    this.db = new Database(path, { timeout: 5000 });
    const { db } = this;
    const version = checkVersion(db, path);
    writerPragmas(db);
    if (maxPages !== undefined) db.pragma(`max_page_count = ${maxPages}`);
    if (version === 0) {
      if (create === undefined) throw new ProblemError('store.corrupt', { path });
      createTables(db, create);
    }
    const ident = readIdent(db, path);
    if (create !== undefined && create.lineId !== ident.lineId)
      throw new ProblemError('store.corrupt', { path });
    this.state = readState(db, ident);
    this.head = this.state.head;
    const last = db
      .prepare('SELECT last_seq, hash FROM batches ORDER BY last_seq DESC LIMIT 1')
      .raw(true)
      .get() as [number, Uint8Array] | undefined;
    // Facts and batches are committed together; where they disagree somebody cut the file.
    if ((last?.[0] ?? ident.base) !== this.head)
      throw new ProblemError('store.cut', { path, seq: Math.min(last?.[0] ?? 0, this.head) + 1 });
    this.previous = last?.[1] ?? Buffer.from(ident.genesis, 'hex');
    this.insert = db.prepare(INSERT_FACT);
    this.insertBatch = db.prepare('INSERT INTO batches VALUES (?, ?, ?, ?)');
  }

  /** Writes the facts as one batch. Returns after they are durable; throws with none of them written. */
  append(p: Pack): { first: number; last: number } {
    const first = this.head + 1;
    const last = this.head + p.n;
    try {
      if (this.unsure) this.reopen();
      const { rows, bytes } = rowsOfPack(p, first);
      const hash = chainHash(this.previous, bytes);
      this.write(rows, p.nums.at(-2) as number, first, last, hash);
      this.previous = hash;
      this.head = last;
      return { first, last };
    } catch (error) {
      if (this.db.open && this.db.inTransaction) this.rollback();
      if ((error as { code?: string }).code?.startsWith('SQLITE_IOERR')) {
        // After a failed sync nobody can say what is on disk: look again through a new connection.
        this.unsure = true;
        if (this.wasWritten(last)) return { first, last };
      }
      throw storeError(error, this.options.path);
    }
  }

  private write(
    rows: readonly InsertRow[],
    rx: number,
    first: number,
    last: number,
    hash: Uint8Array,
  ): void {
    this.db.exec('BEGIN IMMEDIATE');
    for (const row of rows) this.insert.run(row);
    this.insertBatch.run(last, first, rx, hash);
    this.db.exec('COMMIT');
  }

  private rollback(): void {
    try {
      this.db.exec('ROLLBACK');
    } catch {
      this.unsure = true;
    }
  }

  private reopen(): void {
    if (this.db.open) this.db.close();
    this.open();
    this.unsure = false;
  }

  private wasWritten(last: number): boolean {
    try {
      this.reopen();
      return this.head === last;
    } catch {
      return false;
    }
  }

  /** Folds the write-ahead log back into the file. */
  checkpoint(): void {
    this.db.pragma('wal_checkpoint(TRUNCATE)');
  }

  close(): void {
    if (this.db.open) this.db.close();
  }
}
