// `npm test`: everything that must hold. `--only check|unit|build|e2e` runs one group.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ensureInstalled, node24, root, run, toolEntry } from './bootstrap.mjs';

const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]
  : undefined;
ensureInstalled();
const node = node24();
const env = { ...process.env, SANDTABLE_NO_ELECTRON_DOWNLOAD: '1' };

const steps = [
  { group: 'check', name: 'rooms', words: ['build/rooms.mjs', '--check'] },
  {
    group: 'check',
    name: 'format and lint',
    words: [
      toolEntry('@biomejs/biome', 'biome'),
      'check',
      '--diagnostic-level=warn',
      '--error-on-warnings',
      '.',
    ],
  },
  { group: 'check', name: 'types', words: [toolEntry('typescript', 'tsc'), '-b'] },
  { group: 'check', name: 'architecture', words: ['build/archCheck.mjs'] },
  { group: 'check', name: 'licences', words: ['build/licences.mjs', '--check'] },
  {
    group: 'unit',
    name: 'unit, property, integration, faults',
    words: [toolEntry('vitest'), 'run', '--config', 'build/vitest.config.ts'],
  },
  { group: 'build', name: 'build the window', words: ['build/build.mjs'] },
  {
    group: 'e2e',
    name: 'end to end in Chromium',
    needsBrowser: true,
    words: [
      toolEntry('@playwright/test', 'playwright'),
      'test',
      '--config',
      'build/playwright.config.ts',
    ],
  },
];

const results = [];
for (const step of steps) {
  if (only !== undefined && step.group !== only && !(only === 'e2e' && step.group === 'build'))
    continue;
  const started = Date.now();
  let code;
  if (step.words[0].startsWith('build/') && !existsSync(join(root, step.words[0]))) code = 1;
  else if (step.needsBrowser) {
    const { findChromium } = await import('./chromium.mjs');
    const browser = findChromium();
    code = browser
      ? await run(node, step.words, { env: { ...env, SANDTABLE_CHROMIUM: browser } })
      : 1;
  } else code = await run(node, step.words, { env });
  results.push({
    name: step.name,
    ok: code === 0,
    seconds: Math.round((Date.now() - started) / 100) / 10,
  });
}

if (results.length === 0) {
  process.stderr.write(`没有这一组 · no such group: ${only}\n`);
  process.exit(2);
}
process.stdout.write('\n');
for (const r of results)
  process.stdout.write(
    `${r.ok ? '✓' : '✗'} ${r.name.padEnd(40)} ${String(r.seconds).padStart(7)} s\n`,
  );
process.exit(results.every((r) => r.ok) ? 0 : 1);
