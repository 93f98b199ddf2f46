import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { type Problem, ProblemError, problemOf } from '../../shared/kit/result.ts';
import { readJson } from './jsonFile.ts';
import { storeError } from './problems.ts';
import { isIntact, ROW_COLUMNS, type Row, textOf } from './row.ts';
import { chainHash, type Db, genesisOf, openReadOnly, openUnheld, readIdent } from './schema.ts';

export interface LineReport {
  readonly line: string;
  readonly path: string;
  readonly ok: boolean;
  readonly facts: number;
  /** The first fact that is not as it was written; where one is missing, the seq that it had. */
  readonly firstBadSeq?: number;
  readonly problem?: Problem;
}

export interface VerifyReport {
  readonly ok: boolean;
  readonly facts: number;
  readonly firstBadSeq?: number;
  readonly lines: readonly LineReport[];
}

type Batch = [last: number, first: number, rx: number, hash: Uint8Array];
const PAGE = 2000;

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

/** The first seq that is wrong, or undefined. Reads every row once, and every batch. */
async function walk(
  db: Db,
  base: number,
  genesis: string,
): Promise<{ facts: number; bad?: number }> {
  const rows = db
    .prepare(
      `SELECT ${ROW_COLUMNS} FROM facts NOT INDEXED WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`,
    )
    .raw(true);
  const batches = db
    .prepare('SELECT last_seq, first_seq, rx, hash FROM batches ORDER BY last_seq')
    .raw(true)
    .all() as Batch[];
  const below = db.prepare('SELECT min(seq) FROM facts').pluck().get() as number | null;
  if (below !== null && below <= base) return { facts: 0, bad: below };
  let page: Row[] = [];
  let i = 0;
  let cursor = base;
  let facts = 0;
  const next = async (): Promise<Row | undefined> => {
    if (i >= page.length) {
      await breathe();
      page = rows.all(cursor) as Row[];
      i = 0;
    }
    const row = page[i++];
    if (row) cursor = row[0];
    return row;
  };
  let previous: Uint8Array = Buffer.from(genesis, 'hex');
  let expected = base + 1;
  let lastRx = Number.NEGATIVE_INFINITY;
  for (const [last, first, rx, hash] of batches) {
    if (first !== expected || last < first) return { facts, bad: expected };
    const texts: string[] = [];
    for (; expected <= last; expected++) {
      const row = await next();
      if (row?.[0] !== expected || !isIntact(row) || !isJson(row[9]) || row[2] < lastRx)
        return { facts, bad: expected };
      lastRx = row[2];
      texts.push(textOf(row));
      facts += 1;
    }
    const computed = chainHash(previous, texts.join('\n'));
    if (rx !== lastRx || Buffer.compare(computed, hash) !== 0) return { facts, bad: first };
    previous = computed;
  }
  // A fact that no batch vouches for.
  return (await next()) === undefined ? { facts } : { facts, bad: expected };
}

async function verifyJournal(path: string): Promise<LineReport> {
  // A journal with a log beside it may be in a host's hands.
  if (existsSync(`${path}-wal`)) return verifyOpened(path, () => openReadOnly(path));
  const report = await verifyOpened(path, () => openUnheld(path));
  if (report.problem?.code !== 'store.readOnly') return report;
  // SQLite needs room for a log even to read; where there is none (a write-protected medium) a copy is read.
  const dir = mkdtempSync(join(tmpdir(), 'sandtable-verify-'));
  try {
    const copy = join(dir, basename(path));
    copyFileSync(path, copy);
    return await verifyOpened(path, () => openReadOnly(copy));
  } catch (error) {
    throw storeError(error, path);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function verifyOpened(path: string, open: () => Db): Promise<LineReport> {
  const line = basename(dirname(path));
  let db: Db | undefined;
  const failed = (facts: number, problem: Problem, firstBadSeq?: number): LineReport => ({
    line,
    path,
    ok: false,
    facts,
    ...(firstBadSeq === undefined ? {} : { firstBadSeq }),
    problem,
  });
  let facts = 0;
  try {
    db = open();
    db.exec('BEGIN');
    const { base, genesis } = readIdent(db, path);
    const found = await walk(db, base, genesis);
    facts = found.facts;
    if (found.bad !== undefined)
      return failed(facts, { code: 'store.tampered', params: { path, seq: found.bad } }, found.bad);
    const forked = forkProblem(path, base, genesis);
    if (forked) return failed(facts, forked, base + 1);
    // The rows are good; a damaged index would still give wrong answers.
    const word = db.pragma('integrity_check(1)', { simple: true });
    if (word !== 'ok')
      return failed(facts, { code: 'store.corrupt', params: { path, why: String(word) } });
    return { line, path, ok: true, facts };
  } catch (error) {
    return failed(facts, problemOf(storeError(error, path)));
  } finally {
    db?.close();
  }
}

/** A branch vouches for the history that it left: its genesis is made of its parent's hash at the fork. */
function forkProblem(path: string, base: number, genesis: string): Problem | undefined {
  if (base === 0) return undefined;
  const meta = readJson(join(dirname(path), 'line.json'));
  if (typeof meta?.parent !== 'string') return undefined;
  const parent = join(dirname(dirname(path)), meta.parent, 'journal.sqlite');
  if (!existsSync(parent)) return { code: 'store.missing', params: { path: parent } };
  return forkGenesis(parent, base) === genesis
    ? undefined
    : { code: 'store.tampered', params: { path: parent, seq: base } };
}

/** Genesis of a branch that leaves the journal at `path` after forkSeq. */
export function forkGenesis(path: string, forkSeq: number): string {
  const db = openReadOnly(path);
  try {
    const { base, genesis } = readIdent(db, path);
    const hash = db
      .prepare('SELECT hash FROM batches WHERE last_seq >= ? ORDER BY last_seq LIMIT 1')
      .pluck()
      .get(forkSeq) as Uint8Array | undefined;
    return genesisOf(
      forkSeq <= base ? Buffer.from(genesis, 'hex') : (hash ?? Buffer.alloc(0)),
      forkSeq,
    );
  } finally {
    db.close();
  }
}

function journalsAt(path: string): string[] {
  if (!existsSync(path)) throw new ProblemError('store.missing', { path });
  if (!statSync(path).isDirectory()) return [path];
  const own = join(path, 'journal.sqlite');
  if (existsSync(own)) return [own];
  const lines = join(path, 'lines');
  if (!existsSync(lines)) throw new ProblemError('store.missing', { path: own });
  return readdirSync(lines)
    .sort()
    .map((id) => join(lines, id, 'journal.sqlite'))
    .filter((file) => existsSync(file));
}

/**
 * Checks a workspace, one line's folder, or a journal.sqlite: every row against its CRC-32, the numbering, and the
 * SHA-256 chain of the batches. Opens read-only, also while a host writes; then it sees the state at its start.
 */
export async function verify(path: string): Promise<VerifyReport> {
  const lines: LineReport[] = [];
  for (const journal of journalsAt(path)) lines.push(await verifyJournal(journal));
  const bad = lines.find((line) => !line.ok);
  return {
    ok: bad === undefined,
    facts: lines.reduce((sum, line) => sum + line.facts, 0),
    ...(bad?.firstBadSeq === undefined ? {} : { firstBadSeq: bad.firstBadSeq }),
    lines,
  };
}
