// `npm run screenshots`: the pictures of README and guide, from the running program (docs/images/*.jpg).
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { ensureInstalled, node24, root, run, say } from './bootstrap.mjs';
import { buildRenderer } from './build.mjs';
import { findChromium } from './chromium.mjs';

const browserFlags = JSON.parse(readFileSync(join(root, 'build/chromiumFlags.json'), 'utf8'));
const images = join(root, 'docs/images');
/** From half an hour after the report on the sheet is there. */
const SHEET_DONE = /T\+(?:00:[345]|0[1-9])/;
const RATE = 120;

ensureInstalled();
const executablePath = findChromium();
if (!executablePath) process.exit(1);
const built = await buildRenderer();
if (built !== 0) process.exit(built);

const dataDir = mkdtempSync(join(tmpdir(), 'sandtable-shots-'));
const program = join(root, 'main/cli/main.ts');
const host = spawn(
  node24(),
  [
    ...[program, 'serve', '--no-open', '--port', '0', '--data', dataDir, '--json'],
    ...['--token', 'screenshots', '--scenario', 'wushan-2015', '--rate', String(RATE)],
  ],
  { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
);
const url = await new Promise((resolve, reject) => {
  let out = '';
  host.on('exit', (code) => reject(new Error(`the host ended with ${code}`)));
  host.stdout.on('data', (chunk) => {
    out += chunk;
    if (out.includes('\n')) resolve(JSON.parse(out).url);
  });
});

const browser = await chromium.launch({ executablePath, args: browserFlags });
const shot = async (page, name) => {
  await page.waitForTimeout(2500);
  await page.screenshot({ path: join(images, `${name}.jpg`), type: 'jpeg', quality: 82 });
  say(`docs/images/${name}.jpg`, '');
};
try {
  const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
  await page.goto(url);
  await page.waitForSelector('[data-globe-ready="1"]', { timeout: 120_000 });
  const clock = page.getByText(SHEET_DONE).first();
  await clock.waitFor({ timeout: 240_000 });
  await shot(page, 'situation');
  await page.getByRole('button', { name: '并列', exact: true }).click();
  await page.waitForTimeout(8000);
  await shot(page, 'sandtable');
  await page.getByRole('button', { name: '地图', exact: true }).click();
  await page
    .getByRole('tab', { name: '指挥' })
    .or(page.getByText('指挥', { exact: true }))
    .first()
    .click();
  await shot(page, 'command');
  await page.getByText('复盘', { exact: true }).first().click();
  await shot(page, 'review');

  const phone = await browser.newPage({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
  });
  await phone.goto(url);
  await phone.locator('.field').waitFor({ timeout: 60_000 });
  await shot(phone, 'phone');
  await phone.close();

  const out = join(dataDir, 'sheet');
  const words = ['panorama', '--scenario', 'wushan-2015', '--out', out, '--json'];
  if ((await run(node24(), [program, ...words], { stdio: ['ignore', 'ignore', 2] })) !== 0)
    throw new Error('panorama failed');
  const png = readFileSync(join(out, 'panorama-v1.png')).toString('base64');
  const sheet = await browser.newPage({ viewport: { width: 1680, height: 1188 } });
  await sheet.setContent(
    `<body style="margin:0"><img style="width:1680px" src="data:image/png;base64,${png}">`,
  );
  await shot(sheet, 'sheet');
} finally {
  await browser.close();
  host.removeAllListeners('exit');
  host.kill('SIGINT');
  await new Promise((resolve) => host.once('exit', resolve));
  rmSync(dataDir, { recursive: true, force: true });
}
