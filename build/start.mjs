// `npm start`: install what is missing, build what changed, open the desktop window, or serve it to a browser.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, hostFlags, node24, root, run, say } from './bootstrap.mjs';
import { buildMain, buildRenderer } from './build.mjs';

const words = process.argv.slice(2);
ensureInstalled();
if (words.includes('--help'))
  process.exit(await run(node24(), [join(root, 'main/cli/main.ts'), 'serve', '--help']));

const built = await buildRenderer();
if (built !== 0) process.exit(built);

/** Path of Electron's program, or undefined. Its download is tried once per installed version, and briefly. */
function electronPath() {
  const home = join(root, 'node_modules', 'electron');
  // The shell is not part of this version yet; without it there is nothing to open a window with.
  const shell = join(root, 'main', 'electron', 'main.ts');
  if (process.env.SANDTABLE_NO_ELECTRON || !existsSync(home) || !existsSync(shell))
    return undefined;
  const found = () => {
    const named = join(home, 'path.txt');
    if (!existsSync(named)) return undefined;
    const path = join(home, 'dist', readFileSync(named, 'utf8').trim());
    return existsSync(path) ? path : undefined;
  };
  const display =
    process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!display || words.includes('--no-open')) return undefined;
  const there = found();
  if (there) return there;
  const tried = join(root, 'node_modules', '.sandtable-electron-tried');
  if (existsSync(tried)) return undefined;
  writeFileSync(tried, '');
  spawnSync(process.execPath, [join(home, 'install.js')], { stdio: 'ignore', timeout: 60_000 });
  return found();
}

const electron = electronPath();
let code;
if (electron) {
  code = await buildMain();
  if (code === 0) code = await run(electron, [root, ...words]);
} else {
  say(
    '此处没有桌面运行时(Electron),改由本机浏览器打开同一程序。',
    'The desktop runtime (Electron) is not available here: the same program is served to a browser on this machine.',
  );
  const open = words.includes('--no-open') ? [] : ['--open'];
  code = await run(node24(), [
    ...hostFlags,
    join(root, 'main/cli/main.ts'),
    'serve',
    ...open,
    ...words,
  ]);
}
process.exit(code);
