import { canonicalJson } from '../kit/canonical.ts';
import { fail, ok, type Result } from '../kit/result.ts';
import { REDUCER_VERSION } from './reduce.ts';
import { collectionNames, type Rec, Situation, type Stamp } from './situation.ts';

interface Stored {
  readonly reducer: number;
  readonly count: number;
  readonly seq: number;
  readonly at: number | null;
  readonly rx: number | null;
  readonly tables: Record<string, [string, unknown, Stamp, string, Record<string, Stamp> | null][]>;
}

/** The situation as JSON text. Whole and self-contained: reading it back gives an equal situation. */
export function writeSnapshot(situation: Situation): string {
  const tables: Stored['tables'] = {};
  for (const name of collectionNames) {
    const rows: Stored['tables'][string] = [];
    for (const rec of situation.tables[name].values() as Iterable<Rec<unknown>>)
      rows.push([rec.id, rec.body, rec.last, rec.source, rec.stamps ?? null]);
    if (rows.length > 0) tables[name] = rows;
  }
  const finite = (n: number) => (Number.isFinite(n) ? n : null);
  const stored: Stored = {
    reducer: REDUCER_VERSION,
    count: situation.count,
    seq: situation.seq,
    at: finite(situation.at),
    rx: finite(situation.rx),
    tables,
  };
  return JSON.stringify(stored);
}

/** Fails with snapshot.version for one of another reducer version: it is ignored, never trusted. */
export function readSnapshot(text: string): Result<Situation> {
  let stored: Stored;
  try {
    stored = JSON.parse(text) as Stored;
  } catch {
    return fail('snapshot.broken');
  }
  if (stored?.reducer !== REDUCER_VERSION) return fail('snapshot.version');
  const situation = new Situation();
  situation.count = stored.count;
  situation.seq = stored.seq;
  situation.at = stored.at ?? Number.NEGATIVE_INFINITY;
  situation.rx = stored.rx ?? Number.NEGATIVE_INFINITY;
  for (const name of collectionNames) {
    const table = situation.tables[name] as Map<string, Rec<unknown>>;
    for (const [id, body, last, source, stamps] of stored.tables[name] ?? [])
      table.set(id, { id, body, last, source, stamps: stamps ?? undefined });
  }
  return ok(situation);
}

/**
 * Text that is equal for equal situations. seq is left out of the stamps: it tells the order of arrival,
 * and the answer must not depend on that. So is how long a machine took for a stage or a forecast: the same events on
 * another one are the same situation.
 */
export function situationText(situation: Situation): string {
  const out: Record<string, Record<string, unknown>> = {};
  for (const name of collectionNames) {
    const rows: Record<string, unknown> = {};
    for (const rec of situation.tables[name].values() as Iterable<Rec<unknown>>) {
      const stamps = rec.stamps
        ? Object.fromEntries(Object.entries(rec.stamps).map(([k, s]) => [k, [s[0], s[1]]]))
        : [rec.last[0], rec.last[1]];
      const body =
        name === 'stages' || name === 'forecasts'
          ? { ...(rec.body as object), computeMs: undefined, doneAt: undefined }
          : rec.body;
      rows[rec.id] = { body, stamps, source: rec.source };
    }
    if (Object.keys(rows).length > 0) out[name] = rows;
  }
  return canonicalJson(out);
}
