import type { Fact } from '../../shared/events/fact.ts';
import { upcast } from '../../shared/events/parse.ts';
import { foldInto } from '../../shared/events/reduce.ts';
import type { Situation } from '../../shared/events/situation.ts';

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
