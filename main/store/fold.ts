import type { Fact } from '../../shared/events/fact.ts';
import { foldInto } from '../../shared/events/reduce.ts';
import {
  beats,
  beatsWhole,
  type Rec,
  type Situation,
  type Stamp,
} from '../../shared/events/situation.ts';
import { upcast } from '../../shared/events/upcast.ts';

/**
 * Folds a fact of the journal. One that this program does not understand (a newer version, a body that no
 * reducer can read) stays in the journal and changes nothing: the others must still be seen.
 */
export function foldStored(situation: Situation, fact: Fact): void {
  const lifted = upcast(fact);
  if (!lifted) return;
  try {
    foldInto(situation, lifted);
  } catch {}
}

type AnyRec = Rec<Record<string, unknown>>;

/**
 * Joins the fold of some facts with the fold of others: the same as one fold of all of them, because every record
 * and field keeps its newest writer whatever the order. `from` gives its records away and is not used again.
 */
export function mergeInto(onto: Situation, from: Situation): Situation {
  for (const name of Object.keys(from.tables) as (keyof Situation['tables'])[]) {
    const target = onto.tables[name] as unknown as Map<string, AnyRec>;
    for (const rec of (from.tables[name] as unknown as Map<string, AnyRec>).values()) {
      const mine = target.get(rec.id);
      if (mine) mergeRecord(mine, rec);
      else target.set(rec.id, rec);
    }
  }
  onto.count += from.count;
  onto.seq = Math.max(onto.seq, from.seq);
  onto.at = Math.max(onto.at, from.at);
  onto.rx = Math.max(onto.rx, from.rx);
  return onto;
}

function mergeRecord(mine: AnyRec, rec: AnyRec): void {
  if (mine.stamps === undefined || rec.stamps === undefined) {
    if (!beatsWhole(rec.last, rec.body, rec.source, mine)) return;
    mine.body = rec.body;
    mine.last = rec.last;
    mine.source = rec.source;
    return;
  }
  for (const [key, stamp] of Object.entries(rec.stamps)) {
    const old: Stamp | undefined = mine.stamps[key];
    if (old !== undefined && !beats(stamp, rec.body[key], old, mine.body[key])) continue;
    mine.body[key] = rec.body[key];
    mine.stamps[key] = stamp;
  }
  if (beats(rec.last, rec.source, mine.last, mine.source)) {
    mine.last = rec.last;
    mine.source = rec.source;
  }
}
