import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../main/cli/main.ts', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** stdout as the one JSON document that it has to be. */
  json<T = Record<string, unknown>>(): T;
}

/** Runs the real program as a process of its own. */
export function program(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const child = spawn(process.execPath, [main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, SANDTABLE_LANG: 'zh', ...env },
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    err += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code,
        out,
        err,
        json: <T>() => {
          if (out.trim().split('\n').length !== 1) throw new Error(`not one document: ${out}`);
          return JSON.parse(out) as T;
        },
      }),
    );
  });
}
