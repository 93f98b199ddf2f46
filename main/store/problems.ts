import { ProblemError } from '../../shared/kit/result.ts';

const codeOf = (error: unknown): string =>
  typeof (error as { code?: unknown })?.code === 'string' ? (error as { code: string }).code : '';

/** SQLite's and the file system's errors as problems that a person can act on; others pass unchanged. */
export function storeError(error: unknown, path: string): Error {
  if (error instanceof ProblemError) return error;
  const code = codeOf(error);
  const made = (key: string, params: Record<string, string | number> = {}) =>
    new ProblemError(key, { path, ...params }, error);
  if (code.startsWith('SQLITE_FULL') || code === 'ENOSPC' || code === 'EDQUOT')
    return made('store.full');
  if (code.startsWith('SQLITE_CORRUPT') || code.startsWith('SQLITE_NOTADB'))
    return made('store.corrupt');
  if (
    code.startsWith('SQLITE_READONLY') ||
    code.startsWith('SQLITE_CANTOPEN') ||
    code.startsWith('SQLITE_PERM') ||
    code === 'EACCES' ||
    code === 'EPERM' ||
    code === 'EROFS'
  )
    return made('store.readOnly');
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return made('store.busy');
  if (code.startsWith('SQLITE_IOERR')) return made('store.io', { why: code });
  return error instanceof Error ? error : new Error(String(error));
}

/** Runs and translates what it throws. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error, path);
  }
}
