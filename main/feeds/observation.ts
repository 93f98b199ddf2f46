import { z } from 'zod';
import { type NewFact, newFact } from '../../shared/events/fact.ts';
import { vocabulary } from '../../shared/events/vocabulary.ts';
import { fail, ok, type Result } from '../../shared/kit/result.ts';
import { MINUTE_MS, parseTime } from '../../shared/time/time.ts';
import { why } from './why.ts';

/** An observation as a gateway sends it: the body of the fact, and when it was true. */
const wire = vocabulary.observation.extend({
  at: z.union([z.number().int(), z.string().max(40)]).optional(),
});

/** Further ahead of our clock than this cannot be an observation. */
export const FUTURE_LIMIT_MS = 10 * MINUTE_MS;

/**
 * One message: an observation, a list, or {observations: […]}. Each record stands for itself: a bad one is refused
 * with its reason, the others go through. Fails as a whole only where the text is no JSON of these forms.
 */
export function parseObservations(
  text: string,
  now: number,
  source: string,
): Result<{ facts: NewFact[]; refused: { why: string; raw: string }[] }> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return fail('feeds.notJson');
  }
  const inner = (json as { observations?: unknown } | null)?.observations;
  const records = Array.isArray(json) ? json : Array.isArray(inner) ? inner : [json];
  const facts: NewFact[] = [];
  const refused: { why: string; raw: string }[] = [];
  const refuse = (record: unknown, reason: string) => {
    let raw: string;
    try {
      raw = JSON.stringify(record)?.slice(0, 500) ?? '';
    } catch {
      // Nested too deep to be written again: show where the message begins.
      raw = text.slice(0, 500);
    }
    refused.push({ why: reason, raw });
  };
  for (const record of records) {
    const parsed = wire.safeParse(record);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      refuse(record, why('feeds.observation.badField', { field: issue?.path.join('.') || '/' }));
      continue;
    }
    const { at: given, ...body } = parsed.data;
    const at = given === undefined ? now : typeof given === 'number' ? given : parseTime(given);
    if (at === undefined) refuse(record, why('feeds.observation.badField', { field: 'at' }));
    else if (at > now + FUTURE_LIMIT_MS) refuse(record, why('feeds.observation.future'));
    else if (body.p === undefined && body.r === undefined)
      refuse(record, why('feeds.observation.empty'));
    else facts.push(newFact({ at, kind: 'observation', source, body }));
  }
  return ok({ facts, refused });
}
