// Builds the window (dist/window) when its sources changed; with --main also the host and the shell as JavaScript
// (dist/main, dist/shared), with --only-main nothing but these.
import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  ensureInstalled,
  hashOf,
  isStamped,
  node24,
  root,
  run,
  say,
  stamp,
  toolEntry,
} from './bootstrap.mjs';

const rendererSources = ['renderer', 'shared', 'package-lock.json', 'build/vite.config.ts'];
const mainSources = [
  'main',
  'shared',
  'package.json',
  'package-lock.json',
  'build/tsconfig.base.json',
  'build/tsconfig.main.json',
  'build/preload.config.ts',
];

export async function buildRenderer() {
  const hash = hashOf(rendererSources);
  if (isStamped('renderer', hash)) return 0;
  say('正在构建界面……', 'Building the window …');
  const code = await run(
    node24(),
    [toolEntry('vite'), 'build', '--config', 'build/vite.config.ts', '--logLevel', 'warn'],
    { stdio: ['ignore', 2, 2] },
  );
  if (code === 0) stamp('renderer', hash);
  return code;
}

const preload = join(root, 'dist/main/electron/preload.cjs');
const mainIsBuilt = (hash) => isStamped('main', hash) && existsSync(preload);

/**
 * The command line's entry: the emitted one where it is up to date, since stripping types costs every thread some
 * 15 MB; otherwise the sources, which are the same program.
 */
export function hostProgram() {
  return mainIsBuilt(hashOf(mainSources))
    ? join(root, 'dist/main/cli/main.js')
    : join(root, 'main/cli/main.ts');
}

export async function buildMain() {
  const hash = hashOf(mainSources);
  if (mainIsBuilt(hash)) return 0;
  say('正在构建主机……', 'Building the host …');
  // A file whose source is gone must not stay behind in a package.
  for (const part of ['main', 'shared', '.tsbuildinfo', '.stamps/main'])
    rmSync(join(root, 'dist', part), { recursive: true, force: true });
  const quiet = { stdio: ['ignore', 2, 2] };
  const rooms = ['main/cli', 'main/electron'];
  let code = await run(node24(), [toolEntry('typescript', 'tsc'), '-b', ...rooms], quiet);
  // A sandboxed preload is one CommonJS file.
  if (code === 0)
    code = await run(
      node24(),
      [toolEntry('vite'), 'build', '--config', 'build/preload.config.ts', '--logLevel', 'warn'],
      quiet,
    );
  if (code === 0) {
    copyFileSync(join(root, 'package.json'), join(root, 'dist/manifest.json'));
    stamp('main', hash);
  }
  return code;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensureInstalled();
  const only = process.argv.includes('--only-main');
  let code = only ? 0 : await buildRenderer();
  if (code === 0 && (only || process.argv.includes('--main'))) code = await buildMain();
  process.exit(code);
}
