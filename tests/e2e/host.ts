import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostFlags } from '../../build/bootstrap.mjs';
import { hostProgram } from '../../build/build.mjs';

export interface RunningHost {
  readonly url: string;
  readonly dataDir: string;
  readonly child: ChildProcess;
  stop(): Promise<number | null>;
}

/** Starts the real host as a process of its own, as `npm start` does. */
export function startHost(
  dataDir = mkdtempSync(join(tmpdir(), 'sandtable-e2e-')),
  words: readonly string[] = [],
  nodeFlags: readonly string[] = [],
): Promise<RunningHost> {
  const child = spawn(
    process.execPath,
    [
      ...hostFlags,
      ...nodeFlags,
      hostProgram(),
      'serve',
      '--no-open',
      '--port',
      '0',
      '--data',
      dataDir,
      '--token',
      'e2e-token',
      '--json',
      ...words,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return new Promise((resolve, reject) => {
    let out = '';
    child.on('exit', (code) => reject(new Error(`host ended with ${code}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
      if (!out.includes('\n')) return;
      const { url } = JSON.parse(out) as { url: string };
      resolve({
        url,
        dataDir,
        child,
        stop: () =>
          new Promise((ended) => {
            child.once('exit', (code) => ended(code));
            child.kill('SIGINT');
          }),
      });
    });
  });
}
