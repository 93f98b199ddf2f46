import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { problemOf } from '../../shared/kit/result.ts';
import { createRng } from '../../shared/kit/rng.ts';
import {
  fingerprint,
  journalIn,
  rootIdent,
  series,
  tempDir,
  writeFacts,
} from '../../tests/faults/journalKit.ts';
import { JournalFile } from './journalFile.ts';
import { ROW_COLUMNS, type Row, textOf } from './row.ts';
import { verify } from './verify.ts';

const COUNT = 70;
const PER_BATCH = 7;

function changed(change: (db: Database.Database) => void): string {
  const path = journalIn(tempDir(), series(COUNT));
  const db = new Database(path);
  change(db);
  db.close();
  return path;
}

/** What a tamperer does who knows the checksum. */
function withNewCrc(db: Database.Database, seq: number): void {
  const row = db
    .prepare(`SELECT ${ROW_COLUMNS} FROM facts WHERE seq = ?`)
    .raw(true)
    .get(seq) as Row;
  db.prepare('UPDATE facts SET crc = ? WHERE seq = ?').run(crc32(textOf(row)), seq);
}

describe('verify', () => {
  it('is content with what was written', async () => {
    const path = changed(() => {});
    const report = await verify(path);
    expect(report).toMatchObject({ ok: true, facts: COUNT });
    expect(report).not.toHaveProperty('firstBadSeq');
  });

  it('finds a flipped byte', async () => {
    const path = journalIn(tempDir(), series(COUNT));
    const bytes = readFileSync(path);
    let found = 0;
    // SQLite may have left a stale copy of the row behind; the living one is among them.
    for (let at = bytes.indexOf('180.33'); at >= 0; at = bytes.indexOf('180.33', at + 1)) {
      bytes[at + 5] = (bytes[at + 5] as number) ^ 1;
      found += 1;
    }
    expect(found).toBeGreaterThan(0);
    writeFileSync(path, bytes);
    expect(await verify(path)).toMatchObject({ ok: false, firstBadSeq: 34, facts: 33 });
  });

  it('lets no flipped byte pass that changes what is read', async () => {
    const path = journalIn(tempDir(), series(COUNT));
    const good = readFileSync(path);
    const read = (file: string) => {
      const db = new Database(file, { readonly: true });
      try {
        return JSON.stringify(
          db.prepare(`SELECT ${ROW_COLUMNS} FROM facts NOT INDEXED`).raw(true).all(),
        );
      } finally {
        db.close();
      }
    };
    const before = read(path);
    const rng = createRng(5);
    const copy = join(tempDir(), 'flipped.sqlite');
    let caught = 0;
    for (let i = 0; i < 120; i++) {
      const bytes = Buffer.from(good);
      const at = Math.floor(rng() * bytes.length);
      bytes[at] = (bytes[at] as number) ^ (1 << Math.floor(rng() * 8));
      writeFileSync(copy, bytes);
      const { ok } = await verify(copy);
      if (ok) expect(read(copy)).toBe(before);
      else caught += 1;
    }
    expect(caught).toBeGreaterThan(10);
  });

  it.each([
    ['a deleted row', 'DELETE FROM facts WHERE seq = 40', 40],
    ['the first row deleted', 'DELETE FROM facts WHERE seq = 1', 1],
    ['the end cut off', 'DELETE FROM facts WHERE seq > 65', 66],
    ['a changed time', 'UPDATE facts SET at = at + 1 WHERE seq = 12', 12],
    ['a changed reception', 'UPDATE facts SET rx = rx - 1 WHERE seq = 12', 12],
    ['a changed key', "UPDATE facts SET key = 'x' WHERE seq = 12", 12],
    ['another actor', "UPDATE facts SET actor = '别人' WHERE seq = 12", 12],
    ['another cause', 'UPDATE facts SET cause = 3 WHERE seq = 12', 12],
    ['no JSON', "UPDATE facts SET body = '{' WHERE seq = 12", 12],
    ['a lost batch', 'DELETE FROM batches WHERE last_seq = 21', 15],
    ['a changed batch hash', "UPDATE batches SET hash = x'00' WHERE last_seq = 21", 15],
    [
      'a row put before the first',
      'INSERT INTO facts SELECT 0, at, rx, kind, v, key, source, actor, cause, body, crc FROM facts WHERE seq = 1',
      0,
    ],
    [
      'a row put at the end',
      `INSERT INTO facts SELECT ${COUNT + 1}, at, rx, kind, v, key, source, actor, cause, body, crc FROM facts WHERE seq = 1`,
      COUNT + 1,
    ],
  ])('finds %s', async (_, sql, seq) => {
    const report = await verify(changed((db) => db.exec(sql)));
    expect(report).toMatchObject({ ok: false, firstBadSeq: seq });
    expect(report.lines[0]?.problem?.code).toBe('store.tampered');
  });

  it('finds a changed body whose checksum was made to fit: the first of its batch', async () => {
    const path = changed((db) => {
      db.prepare('UPDATE facts SET body = ? WHERE seq = ?').run('{"thing":"t0"}', 32);
      withNewCrc(db, 32);
    });
    expect(await verify(path)).toMatchObject({
      ok: false,
      firstBadSeq: Math.floor(31 / PER_BATCH) * PER_BATCH + 1,
    });
  });

  it('finds two rows that changed places, checksums and all', async () => {
    const path = changed((db) => {
      db.exec('UPDATE facts SET seq = -1 WHERE seq = 10');
      db.exec('UPDATE facts SET seq = 10 WHERE seq = 11');
      db.exec('UPDATE facts SET seq = 11 WHERE seq = -1');
      withNewCrc(db, 10);
      withNewCrc(db, 11);
    });
    const report = await verify(path);
    expect(report.ok).toBe(false);
    expect([8, 11]).toContain(report.firstBadSeq);
  });

  it('finds an index that no longer agrees with its table', async () => {
    const path = changed((db) => {
      db.unsafeMode(true);
      db.pragma('writable_schema = ON');
      db.exec(
        "UPDATE sqlite_schema SET sql = 'CREATE INDEX facts_at ON facts(rx)' WHERE name = 'facts_at'",
      );
    });
    const report = await verify(path);
    expect(report.ok).toBe(false);
    expect(report.lines[0]?.problem?.code).toBe('store.corrupt');
  });

  it('changes nothing, and leaves nothing behind', async () => {
    const dir = tempDir();
    journalIn(dir, series(COUNT));
    const before = fingerprint(dir);
    expect((await verify(dir)).ok).toBe(true);
    expect(fingerprint(dir)).toEqual(before);
  });

  it('works beside a host that writes', async () => {
    const path = join(tempDir(), 'journal.sqlite');
    const file = new JournalFile({ path, create: rootIdent });
    writeFacts(file, series(COUNT));
    const report = verify(path);
    writeFacts(file, series(COUNT, COUNT));
    expect((await report).ok).toBe(true);
    writeFacts(file, series(1, 2 * COUNT));
    expect(await verify(path)).toMatchObject({ ok: true, facts: 2 * COUNT + 1 });
    file.close();
  });

  it('says what is missing', async () => {
    const nowhere = join(tempDir(), 'nowhere');
    const error = await verify(nowhere).catch((e: unknown) => e);
    expect(problemOf(error)).toEqual({ code: 'store.missing', params: { path: nowhere } });
  });

  it('reads a copy elsewhere just as well', async () => {
    const path = changed(() => {});
    const copy = join(tempDir(), 'copy.sqlite');
    copyFileSync(path, copy);
    expect(await verify(copy)).toMatchObject({ ok: true, facts: COUNT });
  });
});
