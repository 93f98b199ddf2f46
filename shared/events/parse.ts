import { fail, ok, type Result } from '../kit/result.ts';
import { FACT_VERSION, type Fact, type NewFact } from './fact.ts';
import { isFactKind, vocabulary } from './vocabulary.ts';

/** Checks a fact that comes from outside (a seat, a feed, a pack). Unknown kinds and bad bodies are refused. */
export function checkNewFact(input: NewFact): Result<NewFact> {
  if (!isFactKind(input.kind)) return fail('fact.unknownKind', { kind: String(input.kind) });
  const parsed = vocabulary[input.kind].safeParse(input.body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return fail('fact.invalid', {
      kind: input.kind,
      path: issue?.path.join('.') ?? '',
      why: issue?.message ?? '',
    });
  }
  return ok({ ...input, body: parsed.data } as NewFact);
}

/**
 * Lifts a stored fact to the present vocabulary. Facts of a newer version are kept in the journal but not
 * folded: undefined, so that an older program shows less rather than something wrong.
 */
export function upcast(fact: Fact): Fact | undefined {
  if (fact.v > FACT_VERSION || !isFactKind(fact.kind)) return undefined;
  return fact;
}
