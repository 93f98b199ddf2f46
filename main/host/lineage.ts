import type { FieldLineage } from '../../shared/contract/types.ts';
import type { Fact } from '../../shared/events/fact.ts';
import type { CollectionName, Rec, Situation } from '../../shared/events/situation.ts';

/**
 * Where each field of a record comes from: the fact that wrote the value which now stands. `read` brings the facts
 * of the given seqs from the journal.
 */
export async function lineageOf(
  situation: Situation,
  collection: CollectionName,
  id: string,
  read: (seqs: readonly number[]) => Promise<ReadonlyMap<number, Fact>>,
): Promise<FieldLineage[]> {
  const rec = situation.tables[collection].get(id) as Rec<Record<string, unknown>> | undefined;
  if (!rec) return [];
  const { stamps } = rec;
  const fields = Object.keys(rec.body).filter((field) => rec.body[field] !== undefined);
  const facts = await read([...new Set(fields.map((field) => (stamps?.[field] ?? rec.last)[2]))]);
  return fields.map((field) => {
    const stamp = stamps?.[field] ?? rec.last;
    const fact = facts.get(stamp[2]);
    return {
      field,
      value: rec.body[field],
      stamp,
      source: fact?.source ?? rec.source,
      actor: fact?.actor,
      kind: fact?.kind ?? 'unknown',
      cause: fact?.cause,
    };
  });
}
