// What every npm script needs first: the dependencies of this very lock file, and a Node that can load them.
// Plain JavaScript for Node ≥ 20 on Linux, macOS and Windows; no shell.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampFile = join(root, 'node_modules', '.sandtable-stamp');

export const say = (zh, en) => process.stderr.write(`${zh}\n${en}\n`);

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

/** Runs `npm ci` when node_modules is absent or belongs to another lock file. */
export function ensureInstalled() {
  const wanted = lockHash();
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) return;
  say('正在安装依赖(首次需要几分钟)……', 'Installing dependencies (a few minutes the first time) …');
  const cli = process.env.npm_execpath;
  const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const isScript = cli !== undefined && /\.[cm]?js$/.test(cli);
  const result = isScript
    ? spawnSync(process.execPath, [cli, ...words], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', words, {
        cwd: root,
        stdio: ['ignore', 2, 2],
        shell: process.platform === 'win32',
      });
  if (result.status !== 0) {
    say(
      '依赖安装失败:请检查网络与 npm 源,然后重试;已安装的部分不影响重试。',
      'Installing the dependencies failed: check the network and the npm registry, then try again; what is installed does no harm.',
    );
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
}

/**
 * For the host's process. Twice this is the young generation at most: at 20 000 observations/s V8's own bound takes
 * 100 MB more and is no faster.
 */
export const hostFlags = ['--max-semi-space-size=16'];

/** A Node with N-API ≥ 10: the one that runs this script, or the one that the lock file brings. */
export function node24() {
  if (Number(process.versions.napi) >= 10 && Number(process.versions.node.split('.')[0]) >= 24)
    return process.execPath;
  const names = process.platform === 'win32' ? ['node.exe'] : ['node'];
  for (const name of names) {
    const path = join(root, 'node_modules', 'node', 'bin', name);
    if (existsSync(path)) return path;
  }
  say(
    '缺少 Node 24(node_modules/node)。请删除 node_modules 后重新运行 npm start。',
    'Node 24 is missing (node_modules/node). Delete node_modules and run npm start again.',
  );
  process.exit(1);
}

/** Hash of the names, sizes and contents of all files below the given paths. */
export function hashOf(paths) {
  const hash = createHash('sha256');
  const walk = (path) => {
    if (!existsSync(path)) return;
    if (statSync(path).isDirectory()) {
      for (const name of readdirSync(path).sort())
        if (name !== 'node_modules') walk(join(path, name));
      return;
    }
    if (path.endsWith('.test.ts') || path.endsWith('.test.tsx')) return;
    hash.update(relative(root, path)).update(readFileSync(path));
  };
  for (const path of paths) walk(join(root, path));
  return hash.digest('hex');
}

/** True when `name` was last stamped with this value. */
export function isStamped(name, value) {
  const path = join(root, 'dist', '.stamps', name);
  return existsSync(path) && readFileSync(path, 'utf8') === value;
}

export function stamp(name, value) {
  const dir = join(root, 'dist', '.stamps');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, name), value);
}

/** Runs a program to its end, passing on Ctrl-C; resolves with its exit code. */
export function run(program, words, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, words, { cwd: root, stdio: 'inherit', ...options });
    const pass = (signal) => child.kill(signal);
    process.on('SIGINT', pass);
    process.on('SIGTERM', pass);
    child.on('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.on('exit', (code, signal) => {
      process.off('SIGINT', pass);
      process.off('SIGTERM', pass);
      resolve(code ?? (signal === 'SIGINT' ? 0 : 1));
    });
  });
}

/** The JavaScript entry of an installed tool, so that no shell shim is needed. */
export function toolEntry(name, bin = name) {
  const manifest = JSON.parse(
    readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'),
  );
  const entry = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[bin];
  return join(root, 'node_modules', name, entry);
}
