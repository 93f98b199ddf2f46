import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The program's root: where assets/ lies. The same file runs as TypeScript (main/host) and emitted (dist/main/host). */
function findRoot(): string {
  let dir = dirname(fileURLToPath(import.meta.url));
  for (let i = 0; i < 6; i++) {
    if (existsSync(join(dir, 'assets')) && existsSync(join(dir, 'package.json'))) return dir;
    dir = dirname(dir);
  }
  throw new Error('assets/ not found beside the program');
}

export const rootDir = findRoot();
export const assetsDir = join(rootDir, 'assets');
export const scenariosDir = join(assetsDir, 'scenarios');
export const rendererDir = join(rootDir, 'dist', 'window');
