import { fail, ok, type Result } from '../kit/result.ts';
import type { NewFact } from './fact.ts';
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
