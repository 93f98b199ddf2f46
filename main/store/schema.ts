import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import Database from 'better-sqlite3';
import { ProblemError } from '../../shared/kit/result.ts';
import { guarded } from './problems.ts';

export type Db = Database.Database;

/** user_version of journal.sqlite. Raise with a migration when the tables change. */
export const JOURNAL_VERSION = 1;
/** application_id: "SAND". */
const APPLICATION_ID = 0x53414e44;

const TABLES = `
CREATE TABLE facts(
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  rx INTEGER NOT NULL,
  kind TEXT NOT NULL,
  v INTEGER NOT NULL,
  key TEXT,
  source TEXT NOT NULL,
  actor TEXT,
  cause INTEGER,
  body TEXT NOT NULL,
  crc INTEGER NOT NULL
) STRICT;
CREATE INDEX facts_at ON facts(at);
CREATE INDEX facts_key ON facts(key, at) WHERE key IS NOT NULL;
CREATE INDEX facts_kind ON facts(kind) WHERE kind <> 'observation';
CREATE TABLE batches(
  last_seq INTEGER PRIMARY KEY,
  first_seq INTEGER NOT NULL,
  rx INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
`;

/** The body is given as bytes. */
export const INSERT_FACT = 'INSERT INTO facts VALUES (?,?,?,?,?,?,?,?,?,CAST(? AS TEXT),?)';

/** What a journal says of itself. `base`: seq of the last fact that it takes over from its parent. */
export interface JournalIdent {
  readonly lineId: string;
  readonly base: number;
  /** Hex; what the chain of batch hashes starts from. */
  readonly genesis: string;
  /** The line's card (line.json) as it was made: what it is rebuilt from when the file is lost. */
  readonly card?: string | undefined;
}

export function genesisOf(parentHash: Uint8Array, forkSeq: number): string {
  return createHash('sha256').update(parentHash).update(`fork,${forkSeq}`).digest('hex');
}
export const ROOT_GENESIS = '0'.repeat(64);

/** Of a batch: the texts of its rows, joined by newlines, in UTF-8. */
export function chainHash(previous: Uint8Array, texts: string | Uint8Array): Buffer {
  return createHash('sha256').update(previous).update(texts).digest();
}

/** Write-ahead log, durable at every commit. The log is folded back every 16 MB: fewer, larger syncs. */
export function writerPragmas(db: Db): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.pragma('wal_autocheckpoint = 4000');
  db.pragma('journal_size_limit = 67108864');
  db.pragma('foreign_keys = OFF');
}

export function createTables(db: Db, ident: JournalIdent): void {
  db.transaction(() => {
    db.exec(TABLES);
    const put = db.prepare('INSERT INTO meta VALUES (?, ?)');
    put.run('lineId', ident.lineId);
    put.run('base', String(ident.base));
    put.run('genesis', ident.genesis);
    if (ident.card !== undefined) put.run('card', ident.card);
    db.pragma(`application_id = ${APPLICATION_ID}`);
    db.pragma(`user_version = ${JOURNAL_VERSION}`);
  }).immediate();
}

/** Refuses a file of a newer program, and one that is no journal. 0: the file is still empty. */
export function checkVersion(db: Db, path: string): number {
  const found = db.pragma('user_version', { simple: true }) as number;
  if (found > JOURNAL_VERSION)
    throw new ProblemError('store.newerVersion', { path, found, supported: JOURNAL_VERSION });
  const tables = db
    .prepare("SELECT count(*) FROM sqlite_schema WHERE name IN ('facts', 'batches', 'meta')")
    .pluck()
    .get() as number;
  if (found === 0 ? tables !== 0 : tables !== 3) throw new ProblemError('store.corrupt', { path });
  return found;
}

export function readIdent(db: Db, path: string): JournalIdent {
  const rows = db.prepare('SELECT key, value FROM meta').raw(true).all() as [string, string][];
  const meta = new Map(rows);
  const base = Number(meta.get('base'));
  const genesis = meta.get('genesis') ?? '';
  if (!Number.isSafeInteger(base) || base < 0 || !/^[0-9a-f]{64}$/.test(genesis))
    throw new ProblemError('store.corrupt', { path });
  return { lineId: meta.get('lineId') ?? '', base, genesis, card: meta.get('card') };
}

/** A connection that cannot write, also on a file that a host is writing to. */
export function openReadOnly(path: string): Db {
  return openChecked(path, { readonly: true });
}

/**
 * For a journal that nobody has open. A read-only connection would leave an empty log behind; this one clears it
 * away when it closes, and refuses to write all the same.
 */
export function openUnheld(path: string): Db {
  const db = openChecked(path, { fileMustExist: true });
  db.pragma('query_only = ON');
  return db;
}

function openChecked(path: string, options: Database.Options): Db {
  if (!existsSync(path)) throw new ProblemError('store.missing', { path });
  return guarded(path, () => {
    const db = new Database(path, { ...options, timeout: 5000 });
    try {
      checkVersion(db, path);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
}
