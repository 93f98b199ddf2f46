// Finds a Chromium for the end-to-end tests, or says exactly what is missing.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root, say } from './bootstrap.mjs';

const fixed = {
  linux: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
    '/snap/bin/chromium',
    '/usr/bin/microsoft-edge',
  ],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((name) => {
    const base = process.env[name];
    return base
      ? [
          join(base, 'Google/Chrome/Application/chrome.exe'),
          join(base, 'Microsoft/Edge/Application/msedge.exe'),
        ]
      : [];
  }),
};

function playwrightOwn() {
  try {
    const require = createRequire(join(root, 'package.json'));
    const path = require('@playwright/test').chromium.executablePath();
    return existsSync(path) ? path : undefined;
  } catch {
    return undefined;
  }
}

const system = () =>
  process.env.SANDTABLE_CHROMIUM && existsSync(process.env.SANDTABLE_CHROMIUM)
    ? process.env.SANDTABLE_CHROMIUM
    : (fixed[process.platform] ?? []).find((p) => existsSync(p));

/** Installs Debian's packages where this is Debian and we are root; quiet unless it fails. */
function installOnDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    return;
  say('正在安装 chromium 与中文字体(apt-get)……', 'Installing chromium and CJK fonts (apt-get) …');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...words) =>
    spawnSync('apt-get', words, { env, stdio: ['ignore', 'ignore', 2] }).status === 0;
  if (!apt('update', '-qq')) return;
  apt('install', '-y', '-qq', 'chromium', 'fonts-noto-cjk');
  apt('install', '-y', '-qq', 'poppler-utils', 'mosquitto');
}

/** Path of a usable browser, or undefined after saying what to do. */
export function findChromium() {
  const found = system() ?? playwrightOwn();
  if (found) return found;
  installOnDebian();
  const now = system();
  if (now) return now;
  say(
    '没有找到 Chromium:请安装 chromium(Debian/Ubuntu: apt-get install chromium fonts-noto-cjk)或 Google Chrome/Edge,或用 SANDTABLE_CHROMIUM 指明路径。',
    'No Chromium was found: install chromium (Debian/Ubuntu: apt-get install chromium fonts-noto-cjk), Google Chrome or Edge, or name its path in SANDTABLE_CHROMIUM.',
  );
  return undefined;
}
