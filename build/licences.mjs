// Licences of everything that the lock file brings: writes THIRD-PARTY-LICENCES.md; --check compares.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './bootstrap.mjs';

/** Licences that the product may live with. An unknown one stops the check until somebody has read it. */
const allowed =
  /^\(?(?:MIT|MIT-0|ISC|0BSD|BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|BlueOak-1\.0\.0|CC0-1\.0|CC-BY-4\.0|Unlicense|WTFPL|OFL-1\.1|MPL-2\.0|Python-2\.0|Zlib|LGPL-3\.0-or-later)(?: (?:OR|AND) .*)?\)?$/;

/** Packages whose manifest names no licence: read in their LICENSE file. */
const byFile = { 'png-js': 'MIT' };

const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const rows = new Map();
const unknown = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (!path.startsWith('node_modules/')) continue;
  const name = path.split('node_modules/').pop();
  let licence = entry.license;
  const manifest = join(root, path, 'package.json');
  if (!licence && existsSync(manifest)) {
    const own = JSON.parse(readFileSync(manifest, 'utf8'));
    licence =
      typeof own.license === 'object'
        ? own.license?.type
        : (own.license ?? own.licenses?.map((l) => l.type).join(' OR '));
  }
  const text =
    typeof licence === 'string' && licence !== '' ? licence : (byFile[name] ?? 'see package');
  if (entry.optional && !existsSync(manifest)) continue;
  rows.set(`${name}@${entry.version}`, text);
  if (!entry.dev && !allowed.test(text)) unknown.push(`${name}: ${text}`);
}
const lines = [...rows]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([name, licence]) => `| ${name} | ${licence} |`);
const production = Object.entries(lock.packages).filter(
  ([path, e]) => path.startsWith('node_modules/') && !e.dev && !e.optional,
).length;
const text = `# 第三方许可 · Third-party licences\n\n由 build/licences.mjs 按 package-lock.json 生成;${production} 个随程序发布。\n\n| package | licence |\n|---|---|\n${lines.join('\n')}\n`;
const file = join(root, 'THIRD-PARTY-LICENCES.md');
if (unknown.length > 0) {
  console.error(`Licences to be read first:\n${unknown.join('\n')}`);
  process.exitCode = 1;
}
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (!existsSync(file)) {
  console.error('THIRD-PARTY-LICENCES.md is missing: node build/licences.mjs');
  process.exitCode = 1;
} else {
  // Which optional packages are there depends on the machine: every direct dependency must be listed.
  const written = readFileSync(file, 'utf8');
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const missing = Object.entries({ ...own.dependencies, ...own.devDependencies }).filter(
    ([n, v]) => !written.includes(`| ${n}@${v} |`),
  );
  if (missing.length > 0) {
    console.error(
      `THIRD-PARTY-LICENCES.md is out of date (node build/licences.mjs): ${missing.map(([n]) => n).join(', ')}`,
    );
    process.exitCode = 1;
  }
}
