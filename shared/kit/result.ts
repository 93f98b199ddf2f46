/** A message that a person can act on: a key of the error catalogue and its parameters. */
export interface Problem {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number>>;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

export function ok<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail(code: string, params?: Problem['params']): Result<never> {
  return { ok: false, problem: params === undefined ? { code } : { code, params } };
}

/** Thrown where a Result cannot travel; carries the same catalogue key. */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(code: string, params?: Problem['params'], cause?: unknown) {
    super(
      params === undefined ? code : `${code} ${JSON.stringify(params)}`,
      cause === undefined ? undefined : { cause },
    );
    this.name = 'ProblemError';
    this.problem = params === undefined ? { code } : { code, params };
  }
}

export function problemOf(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'error.unexpected', params: { message } };
}
