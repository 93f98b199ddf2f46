import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Journal } from '../../main/store/journal.ts';
import { ROW_COLUMNS } from '../../main/store/row.ts';
import {
  createTables,
  openReadOnly,
  ROOT_GENESIS,
  writerPragmas,
} from '../../main/store/schema.ts';
import type { NewFact } from '../../shared/events/fact.ts';
import {
  type BenchOptions,
  type BenchResult,
  load,
  quantile,
  round,
  take,
  withFolder,
} from './load.ts';

const PER_APPEND = 500;
/** Append calls that wait for their commit at the same time, as several feeds do. */
const CALLERS = 16;
const ident = { lineId: 'main', base: 0, genesis: ROOT_GENESIS };

async function ours(path: string, facts: readonly NewFact[]): Promise<number> {
  const journal = await Journal.open({ path, create: ident, clock: { now: () => Date.now() } });
  const begun = performance.now();
  let next = 0;
  const feed = async () => {
    while (next < facts.length) {
      const part = facts.slice(next, next + PER_APPEND);
      next += PER_APPEND;
      await journal.append(part);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, feed));
  const ms = performance.now() - begun;
  await journal.close();
  return (facts.length / ms) * 1000;
}

/** The rows that our journal wrote, in its transactions, by a plain prepared INSERT: nothing is computed. */
function raw(path: string, from: string): { rate: number; transactions: number } {
  const source = openReadOnly(from);
  const rows = source
    .prepare(`SELECT ${ROW_COLUMNS} FROM facts ORDER BY seq`)
    .raw(true)
    .all() as unknown[][];
  const ends = source
    .prepare('SELECT last_seq FROM batches ORDER BY last_seq')
    .pluck()
    .all() as number[];
  source.close();
  const db = new Database(path);
  writerPragmas(db);
  createTables(db, ident);
  const insert = db.prepare('INSERT INTO facts VALUES (?,?,?,?,?,?,?,?,?,?,?)');
  const begun = performance.now();
  let i = 0;
  for (const end of ends) {
    db.exec('BEGIN IMMEDIATE');
    for (; i < end; i++) insert.run(rows[i]);
    db.exec('COMMIT');
  }
  const ms = performance.now() - begun;
  db.close();
  return { rate: (rows.length / ms) * 1000, transactions: ends.length };
}

/** Our journal (checksums, hash chain, another thread, acknowledgement) against raw inserts of the same rows. */
export async function run(options: BenchOptions = {}): Promise<BenchResult> {
  const count = options.full ? 1_000_000 : 200_000;
  const rounds = options.full ? 3 : 5;
  const facts = take(load(1000), count);
  const mine: number[] = [];
  const peers: number[] = [];
  const ratios: number[] = [];
  let transactions = 0;
  for (let i = 0; i < rounds; i++)
    await withFolder(async (dir) => {
      const path = join(dir, 'journal.sqlite');
      const rate = await ours(path, facts);
      const peer = raw(join(dir, 'raw.sqlite'), path);
      mine.push(rate);
      peers.push(peer.rate);
      ratios.push(rate / peer.rate);
      transactions = peer.transactions;
    });
  return {
    name: 'journal',
    ours: round(quantile(mine, 0.5), 0),
    peer: round(quantile(peers, 0.5), 0),
    ratio: round(quantile(ratios, 0.5), 3),
    unit: 'rows/s',
    details: {
      how: `${count} facts in append calls of ${PER_APPEND}, ${CALLERS} calls waiting at a time; peer: one prepared INSERT per row, rows made beforehand, same tables, indexes, pragmas and transactions; medians of ${rounds} rounds`,
      transactionsInLastRound: transactions,
      rowsPerTransaction: round(count / transactions, 0),
      ratios: ratios.map((r) => round(r, 3)),
    },
  };
}
