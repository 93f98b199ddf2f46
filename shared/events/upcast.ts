import { FACT_VERSION, type Fact } from './fact.ts';
import { isReducible } from './reduce.ts';

/**
 * Lifts a stored fact to the present vocabulary. Facts of a newer version are kept in the journal but not
 * folded: undefined, so that an older program shows less rather than something wrong.
 */
export function upcast(fact: Fact): Fact | undefined {
  if (fact.v > FACT_VERSION || !isReducible(fact.kind)) return undefined;
  return fact;
}
