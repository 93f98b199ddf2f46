// Builds the window (dist/window) when its sources changed; with --main also emits dist/ for packaging.
import { pathToFileURL } from 'node:url';
import {
  ensureInstalled,
  hashOf,
  isStamped,
  node24,
  run,
  say,
  stamp,
  toolEntry,
} from './bootstrap.mjs';

const rendererSources = ['renderer', 'shared', 'package-lock.json', 'build/vite.config.ts'];
const mainSources = ['main', 'shared', 'package-lock.json'];

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

export async function buildMain() {
  const hash = hashOf(mainSources);
  if (isStamped('main', hash)) return 0;
  const code = await run(node24(), [toolEntry('typescript', 'tsc'), '-b', 'main/electron'], {
    stdio: ['ignore', 2, 2],
  });
  if (code === 0) stamp('main', hash);
  return code;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  ensureInstalled();
  let code = await buildRenderer();
  if (code === 0 && process.argv.includes('--main')) code = await buildMain();
  process.exit(code);
}
