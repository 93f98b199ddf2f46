import { type Problem, problemOf } from '../../shared/kit/result.ts';

export interface Refused {
  readonly why: string;
  readonly raw: string;
}

/** A catalogue key with its parameters as one text, "key {json}": the form that the message of a ProblemError has. */
export function why(code: string, params?: Problem['params']): string {
  return params === undefined ? code : `${code} ${JSON.stringify(params)}`;
}

export function whyOf(error: unknown): string {
  const { code, params } = problemOf(error);
  return why(code, params);
}

export { readWhy } from '../../shared/text/why.ts';
