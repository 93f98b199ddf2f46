import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { ProblemError } from '../../shared/kit/result.ts';
import { storeError } from './problems.ts';

/** Replaces a small JSON file as a whole: after a crash there is the old one or the new one, never half of one. */
export function writeJson(path: string, value: unknown): void {
  const temporary = `${path}.new`;
  try {
    const fd = openSync(temporary, 'w');
    try {
      writeSync(fd, `${JSON.stringify(value, null, 2)}\n`);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (error) {
    throw storeError(error, path);
  }
}

/** undefined where there is no such file; store.corrupt where it is no JSON object. */
export function readJson(path: string): Record<string, unknown> | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return undefined;
    throw storeError(error, path);
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {}
  throw new ProblemError('store.corrupt', { path });
}
