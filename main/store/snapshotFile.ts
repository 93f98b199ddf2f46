import { existsSync, rmSync } from 'node:fs';
import { crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { REDUCER_VERSION } from '../../shared/events/reduce.ts';
import type { Situation } from '../../shared/events/situation.ts';
import { readSnapshot, writeSnapshot } from '../../shared/events/snapshot.ts';
import type { Db } from './schema.ts';

/** user_version of snapshots.sqlite. Another version is thrown away: all of it can be made again. */
const SNAPSHOT_VERSION = 1;

const TABLES = `
CREATE TABLE snaps(
  id INTEGER PRIMARY KEY,
  view TEXT NOT NULL,
  upto INTEGER NOT NULL,
  at INTEGER NOT NULL,
  reducer INTEGER NOT NULL,
  chain BLOB NOT NULL,
  crc INTEGER NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX snaps_upto ON snaps(view, upto, at);
CREATE INDEX snaps_at ON snaps(view, at);
CREATE TABLE late(seq INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
CREATE TABLE seen(id INTEGER PRIMARY KEY, pos INTEGER NOT NULL, chain BLOB NOT NULL) STRICT;
PRAGMA user_version = ${SNAPSHOT_VERSION};
`;

export type SnapshotView = 'known' | 'actual';

/**
 * A stored situation. `known`: all facts with seq ≤ upto; `at` is the newest of their times. `actual`: all facts
 * with seq ≤ upto that were true at `at` or earlier.
 */
export interface Candidate {
  readonly id: number;
  readonly upto: number;
  readonly at: number;
}

/** Tells whether a snapshot belongs to the journal that lies there now. */
export type ChainCheck = (upto: number, chain: Uint8Array) => boolean;

/** The derived cache of one journal. Nothing in it is trusted that does not prove itself; errors read as absence. */
export class SnapshotFile {
  private readonly path: string;
  private readonly writable: boolean;
  private db: Db | undefined;
  private readonly statements = new Map<string, Database.Statement>();

  constructor(path: string, writable: boolean) {
    this.path = path;
    this.writable = writable;
    this.open();
  }

  private open(): void {
    if (!this.writable) {
      if (!existsSync(this.path)) return;
      try {
        this.db = new Database(this.path, { readonly: true, timeout: 200 });
        if (this.db.pragma('user_version', { simple: true }) !== SNAPSHOT_VERSION) this.close();
      } catch {
        this.close();
      }
      return;
    }
    try {
      this.db = this.openWritable();
    } catch {
      this.close();
      for (const end of ['', '-wal', '-shm']) rmSync(`${this.path}${end}`, { force: true });
      this.db = this.openWritable();
    }
  }

  private openWritable(): Db {
    const db = new Database(this.path, { timeout: 5000 });
    try {
      db.pragma('journal_mode = WAL');
      db.pragma('synchronous = NORMAL');
      const version = db.pragma('user_version', { simple: true });
      if (version === 0) db.exec(`BEGIN; ${TABLES} COMMIT;`);
      else if (version !== SNAPSHOT_VERSION) throw new Error('another version');
      db.prepare('SELECT count(*) FROM late').get();
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  }

  private sql(text: string): Database.Statement | undefined {
    if (!this.db) this.open();
    if (!this.db) return undefined;
    let statement = this.statements.get(text);
    if (!statement) {
      statement = this.db.prepare(text);
      if (statement.reader) statement.raw(true);
      this.statements.set(text, statement);
    }
    return statement;
  }

  private rows<T>(text: string, ...params: unknown[]): T[] {
    try {
      return (this.sql(text)?.all(...params) as T[] | undefined) ?? [];
    } catch {
      return [];
    }
  }

  /** The newest ones with upto ≤ maxUpto and at ≤ maxAt that belong to this journal and this reducer. */
  candidates(view: SnapshotView, maxUpto: number, maxAt: number, check: ChainCheck): Candidate[] {
    const found = this.rows<[number, number, number, Uint8Array]>(
      maxAt === Number.POSITIVE_INFINITY && view === 'known'
        ? `SELECT id, upto, at, chain FROM snaps INDEXED BY snaps_upto
           WHERE view = ? AND upto <= ? AND +at <= ? AND reducer = ? ORDER BY upto DESC LIMIT 4`
        : `SELECT id, upto, at, chain FROM snaps INDEXED BY snaps_at
           WHERE view = ? AND +upto <= ? AND at <= ? AND reducer = ? ORDER BY at DESC, upto DESC LIMIT 4`,
      view,
      maxUpto,
      maxAt,
      REDUCER_VERSION,
    );
    return found
      .filter(([, upto, , chain]) => check(upto, chain))
      .map(([id, upto, at]) => ({ id, upto, at }));
  }

  /** The snapshot's text; undefined where the stored bytes are not what was written. */
  text(id: number): string | undefined {
    const [row] = this.rows<[number, Uint8Array]>('SELECT crc, data FROM snaps WHERE id = ?', id);
    if (!row || crc32(row[1]) !== row[0]) return undefined;
    try {
      return zstdDecompressSync(row[1]).toString('utf8');
    } catch {
      return undefined;
    }
  }

  load(id: number): Situation | undefined {
    const text = this.text(id);
    const read = text === undefined ? undefined : readSnapshot(text);
    return read?.ok ? read.value : undefined;
  }

  /** seqs of facts with at ≤ `at` and from < seq ≤ to that came after the fold in the order of `at` had passed them. */
  late(at: number, from: number, to: number): number[] {
    const sql = 'SELECT seq FROM late WHERE seq > ? AND seq <= ? AND at <= ? ORDER BY seq';
    return this.rows<[number]>(sql, from, to, at).map(([seq]) => seq);
  }

  lateCount(): number {
    return this.rows<[number]>('SELECT count(*) FROM late')[0]?.[0] ?? 0;
  }

  /** `at` of the late fact that stands `offset` places from the earliest. */
  lateAt(offset: number): number | undefined {
    return this.rows<[number]>('SELECT at FROM late ORDER BY at LIMIT 1 OFFSET ?', offset)[0]?.[0];
  }

  /** Newest seq that was looked at for lateness; 0 where that was another journal. */
  position(check: ChainCheck): number {
    const [row] = this.rows<[number, Uint8Array]>('SELECT pos, chain FROM seen WHERE id = 1');
    return row && check(row[0], row[1]) ? row[0] : 0;
  }

  /** Several questions to one state of the cache. */
  still<T>(work: () => T): T {
    let held = false;
    try {
      this.sql('BEGIN')?.run();
      held = this.db !== undefined;
    } catch {}
    try {
      return work();
    } finally {
      if (held && this.db?.inTransaction) this.sql('COMMIT')?.run();
    }
  }

  // ── writing ────────────────────────────────────────────────────────────────
  put(view: SnapshotView, upto: number, at: number, chain: Uint8Array, situation: Situation): void {
    const data = zstdCompressSync(writeSnapshot(situation));
    this.sql('INSERT OR REPLACE INTO snaps VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)')?.run(
      view,
      upto,
      at,
      REDUCER_VERSION,
      chain,
      crc32(data),
      data,
    );
  }

  addLate(facts: readonly (readonly [seq: number, at: number])[]): void {
    for (const [seq, at] of facts)
      this.sql('INSERT OR IGNORE INTO late VALUES (?, ?)')?.run(seq, at);
  }

  moveTo(position: number, chain: Uint8Array): void {
    this.sql('INSERT OR REPLACE INTO seen VALUES (1, ?, ?)')?.run(position, chain);
  }

  /** Forgets actual snapshots from `at` on, and the late facts that only they had missed. */
  forgetActual(at: number): void {
    this.sql("DELETE FROM snaps WHERE view = 'actual' AND at >= ?")?.run(at);
    this.sql('DELETE FROM late WHERE at >= ?')?.run(at);
  }

  /** Forgets everything: it belongs to another journal or another reducer. */
  clear(): void {
    for (const table of ['snaps', 'late', 'seen']) this.sql(`DELETE FROM ${table}`)?.run();
  }

  /** One transaction. */
  together(work: () => void): void {
    this.db?.transaction(work)();
  }

  close(): void {
    this.statements.clear();
    try {
      this.db?.close();
    } catch {}
    this.db = undefined;
  }
}
