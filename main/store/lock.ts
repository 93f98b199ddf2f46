import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { ProblemError } from '../../shared/kit/result.ts';
import { readJson, writeJson } from './jsonFile.ts';
import { storeError } from './problems.ts';

export interface LockHolder {
  readonly pid: number;
  readonly port?: number | undefined;
}

export interface WorkspaceLock {
  /** Tells others where this host can be reached. */
  announce(port: number): void;
  release(): void;
}

/**
 * One host per workspace. What excludes a second one is the operating system's lock on lock.sqlite, which ends
 * with the process however it dies: a stale lock cannot be left behind, and a process number that was given to
 * another program does no harm. host.json only says who holds it.
 */
export function lockWorkspace(dir: string): WorkspaceLock {
  const path = join(dir, 'lock.sqlite');
  const card = join(dir, 'host.json');
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { timeout: 0 });
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db?.close();
    const code = (error as { code?: string }).code ?? '';
    if (!code.startsWith('SQLITE_BUSY')) throw storeError(error, path);
    const holder = readHolder(card);
    throw new ProblemError('store.locked', {
      path: dir,
      pid: holder?.pid ?? '?',
      port: holder?.port ?? '?',
    });
  }
  const held = db;
  const say = (holder: LockHolder) => writeJson(card, holder);
  try {
    say({ pid: process.pid });
  } catch (error) {
    held.close();
    throw error;
  }
  return {
    announce: (port) => say({ pid: process.pid, port }),
    release: () => {
      if (!held.open) return;
      rmSync(card, { force: true });
      held.close();
    },
  };
}

export function readHolder(card: string): LockHolder | undefined {
  try {
    const { pid, port } = readJson(card) ?? {};
    if (typeof pid !== 'number') return undefined;
    return typeof port === 'number' ? { pid, port } : { pid };
  } catch {
    return undefined;
  }
}
