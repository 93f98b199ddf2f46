// `npm start`: install what is missing, build what changed, open the desktop window, or serve it to a browser.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, hostFlags, node24, root, run, say } from './bootstrap.mjs';
import { buildMain, buildRenderer, hostProgram } from './build.mjs';

const words = process.argv.slice(2);
const DOWNLOAD_S = 60;
/** A window that could not open says so at once; one that was at work is not opened anew in a browser. */
const QUICK_MS = 10_000;
const WRONG_USAGE = 2;

/** Electron's program where it is installed, else undefined. */
function installedElectron() {
  const home = join(root, 'node_modules', 'electron');
  const named = join(home, 'path.txt');
  if (!existsSync(named)) return undefined;
  const path = join(home, 'dist', readFileSync(named, 'utf8').trim());
  return existsSync(path) ? path : undefined;
}

/** Its download is tried once per installation (`npm ci` clears the mark), and briefly. */
function downloadElectron() {
  const install = join(root, 'node_modules', 'electron', 'install.js');
  const tried = join(root, 'node_modules', '.sandtable-electron-tried');
  if (process.env.SANDTABLE_NO_ELECTRON_DOWNLOAD || existsSync(tried) || !existsSync(install))
    return;
  writeFileSync(tried, '');
  say(
    `正在获取桌面运行时(仅此一次,至多 ${DOWNLOAD_S} 秒)……`,
    `Fetching the desktop runtime (once, ${DOWNLOAD_S} s at most) …`,
  );
  spawnSync(node24(), [install], { cwd: root, stdio: 'ignore', timeout: DOWNLOAD_S * 1000 });
}

/** How this start opens: `electron` when there is a window to be had, else why not. */
function wayToOpen() {
  if (words.includes('--no-open')) return { quiet: true };
  if (process.env.SANDTABLE_NO_ELECTRON) return { quiet: true };
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return {
      zh: '没有图形显示,改为提供浏览器席位。',
      en: 'No graphical display: serving the browser seat.',
    };
  if (!installedElectron()) downloadElectron();
  const electron = installedElectron();
  return electron
    ? { electron }
    : {
        zh: '此处没有桌面运行时(Electron),改由本机浏览器打开同一程序。',
        en: 'The desktop runtime (Electron) is not available here: the same program is served to a browser on this machine.',
      };
}

function serve() {
  const open = words.includes('--no-open') ? [] : ['--open'];
  return run(node24(), [...hostFlags, hostProgram(), 'serve', ...open, ...words]);
}

async function start() {
  if (words.includes('--help'))
    return run(node24(), [join(root, 'main/cli/main.ts'), 'serve', '--help']);
  const built = await buildRenderer();
  if (built !== 0) return built;
  // Without the emitted host a browser seat still runs from the sources; the desktop window cannot.
  const emitted = await buildMain();
  const way = wayToOpen();
  if (!way.electron) {
    if (!way.quiet) say(way.zh, way.en);
    return serve();
  }
  if (emitted !== 0) return emitted;
  const began = performance.now();
  const code = await run(way.electron, [root, ...words.filter((w) => w !== '--open')]);
  if (code === 0 || code === WRONG_USAGE || performance.now() - began > QUICK_MS) return code;
  say(
    '桌面窗口未能打开,改由本机浏览器打开同一程序。',
    'The desktop window could not be opened: the same program is served to a browser on this machine.',
  );
  return serve();
}

ensureInstalled();
process.exit(await start());
