import type { Problem } from '../kit/result.ts';

/** The way back: the problem that a text of this form stands for; undefined for any other text. */
export function readWhy(text: string): Problem | undefined {
  const m = /^((?:feeds|store)\.[\w.]+)(?: (\{.*\}))?$/s.exec(text);
  if (!m) return undefined;
  if (m[2] === undefined) return { code: m[1] as string };
  try {
    return { code: m[1] as string, params: JSON.parse(m[2]) as NonNullable<Problem['params']> };
  } catch {
    return undefined;
  }
}

/** What a feed gave as its reason, in words; a text that is no key is shown as it came. */
export function whyText(words: { problem(problem: Problem): string }, reason: string): string {
  const problem = readWhy(reason);
  return problem ? words.problem(problem) : reason;
}
