import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { JournalFile } from '../../main/store/journalFile.ts';
import { pack } from '../../main/store/row.ts';
import { type JournalIdent, ROOT_GENESIS } from '../../main/store/schema.ts';
import type { Segment } from '../../main/store/segments.ts';
import type { NewFact } from '../../shared/events/fact.ts';

export function tempDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'sandtable-test-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

export const rootIdent: JournalIdent = { lineId: 'main', base: 0, genesis: ROOT_GENESIS };

export function segmentIn(dir: string, toSeq?: number): Segment {
  const segment = { path: join(dir, 'journal.sqlite'), snapshots: join(dir, 'snapshots.sqlite') };
  return toSeq === undefined ? segment : { ...segment, toSeq };
}

/** Writes facts with the reception times that they carry, `perBatch` in a commit. */
export function writeFacts(
  file: JournalFile,
  facts: readonly (NewFact & { readonly rx: number })[],
  perBatch = 7,
): void {
  for (let i = 0; i < facts.length; i += perBatch)
    file.append(
      pack(
        facts
          .slice(i, i + perBatch)
          .map((fact) => ({ fact, rx: fact.rx, json: JSON.stringify(fact.body) })),
      ),
    );
}

export function journalIn(
  dir: string,
  facts: readonly (NewFact & { readonly rx: number })[],
  ident = rootIdent,
): string {
  const path = join(dir, 'journal.sqlite');
  const file = new JournalFile({ path, create: ident });
  try {
    writeFacts(file, facts);
  } finally {
    file.close();
  }
  return path;
}

/** Observations one second apart, known half a second later. */
export function series(n: number, from = 0): (NewFact<'observation'> & { rx: number })[] {
  return Array.from({ length: n }, (_, k) => {
    const i = from + k;
    return {
      at: 1_600_000_000_000 + i * 1000,
      rx: 1_600_000_000_500 + i * 1000,
      kind: 'observation',
      source: 'feed:mqtt',
      body: { thing: `t${i % 5}`, r: { level: [180 + i / 100, 'm', 'wusong'] } },
    };
  });
}

/** Name, size and hash of every file below a folder. */
export function fingerprint(dir: string): Record<string, string> {
  const out: Record<string, string> = {};
  for (const name of readdirSync(dir, { recursive: true }) as string[]) {
    const path = join(dir, name);
    if (statSync(path).isFile())
      out[name] = createHash('sha256').update(readFileSync(path)).digest('hex');
  }
  return out;
}
