import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

/** What is packed is what tsc emits: it must run as it is, with its workers, fonts and assets, without the sources. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const emitted = join(root, 'dist/main');
const folder = () => mkdtempSync(join(tmpdir(), 'sandtable-emitted-'));
const ended = (child: ChildProcess) =>
  new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));

/** Takes the seat of one browser by the link, and asks for data that comes from assets/. */
async function visit(link: string): Promise<{ places: number; bytes: number }> {
  const { origin } = new URL(link);
  const entry = await fetch(link, { redirect: 'manual' });
  const cookie = (entry.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  expect(cookie).toMatch(/^sandtable=/);
  const headers = { cookie };
  const places = await fetch(`${origin}/places.json`, { headers });
  const cut = await fetch(`${origin}/cutout?w=109.8&s=31&e=109.9&n=31.1&cols=8&rows=8`, {
    headers,
  });
  return { places: places.status, bytes: (await cut.arrayBuffer()).byteLength };
}

beforeAll(() => {
  execFileSync(process.execPath, [join(root, 'build/build.mjs'), '--only-main'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}, 180_000);

describe('emitted program', () => {
  it('has the entry that package.json names, and a preload that a sandbox can load', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(existsSync(join(root, manifest.main))).toBe(true);
    const copy = JSON.parse(readFileSync(join(root, 'dist/manifest.json'), 'utf8'));
    expect(copy.version).toBe(manifest.version);
    const preload = readFileSync(join(emitted, 'electron/preload.cjs'), 'utf8');
    const required = [...preload.matchAll(/require\((['"])(.+?)\1\)/g)].map((m) => m[2]);
    expect(required).toEqual(['electron']);
    expect(preload).not.toMatch(/^\s*(?:import|export)\s/m);
  });

  it('serves, journals a scenario in its worker, stops cleanly, and its journal verifies', async () => {
    const dataDir = folder();
    const words = ['serve', '--port', '0', '--data', dataDir, '--json', '--scenario'];
    const child = spawn(
      process.execPath,
      [join(emitted, 'cli/main.js'), ...words, 'wushan-2015', '--rate', '600'],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const exit = ended(child);
    let out = '';
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (out.includes('\n')) resolve();
      });
      void exit.then((code) => reject(new Error(`ended with ${code}`)));
    });
    const answer = await visit((JSON.parse(out) as { url: string }).url);
    expect(answer).toEqual({ places: 200, bytes: expect.any(Number) });
    expect(answer.bytes).toBeGreaterThanOrEqual(8 * 8 * 4);
    // As one Ctrl-C arrives: from the terminal, and once more from the start script.
    child.kill('SIGINT');
    setTimeout(() => child.kill('SIGINT'), 5);
    expect(await exit).toBe(0);
    const verified = execFileSync(
      process.execPath,
      [join(emitted, 'cli/main.js'), 'verify', '--data', dataDir, '--json'],
      { encoding: 'utf8' },
    );
    expect(JSON.parse(verified)).toMatchObject({ ok: true });
    expect((JSON.parse(verified) as { facts: number }).facts).toBeGreaterThan(0);
  });

  it('makes the sheet: predictor and print workers, fonts, symbols', () => {
    const out = folder();
    execFileSync(
      process.execPath,
      [
        join(emitted, 'cli/main.js'),
        'panorama',
        '--scenario',
        'wushan-2015',
        '--out',
        out,
        '--json',
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    const kinds = readdirSync(out).map((name) => name.split('.').pop());
    expect(kinds).toEqual(expect.arrayContaining(['pdf', 'png', 'geojson']));
  }, 180_000);

  it('runs as the shell runs it: options by message, link back, stop by message', async () => {
    const dir = folder();
    // Electron gives a utility process this port; here the channel of child_process stands in for it.
    const entry = join(dir, 'entry.mjs');
    writeFileSync(
      entry,
      `process.parentPort = {
         postMessage: (m) => process.send(m),
         on: (_name, hear) => process.on('message', (data) => hear({ data })),
       };
       await import(${JSON.stringify(pathToFileURL(join(emitted, 'electron/hostProcess.js')).href)});`,
    );
    const child = fork(entry, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    const exit = ended(child);
    const next = (type: string) =>
      new Promise<{ readonly url?: string }>((resolve) => {
        child.on('message', (m: { readonly type: string; readonly url?: string }) => {
          if (m.type === type) resolve(m);
        });
      });
    const options = { dataDir: join(dir, 'work'), port: 0, anyPortIfTaken: true, locale: 'en' };
    const ready = next('ready');
    child.send({ type: 'start', options: { ...options, token: 'smuggled' } });
    child.send({ type: 'start', options });
    await ready;
    const linked = next('link');
    child.send({ type: 'link', id: 1 });
    const { url } = await linked;
    expect(url).not.toContain('smuggled');
    expect((await visit(url ?? '')).places).toBe(200);

    // A second host on the same workspace says why it cannot start.
    const second = fork(entry, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] });
    const refused = new Promise<{ words?: string }>((resolve) => {
      second.on('message', (m: { type: string; words?: string }) => {
        if (m.type === 'failed') resolve(m);
      });
    });
    second.send({ type: 'start', options });
    expect((await refused).words).toContain(join(dir, 'work'));
    expect(await ended(second)).toBe(1);

    child.kill('SIGINT');
    child.send({ type: 'stop' });
    expect(await exit).toBe(0);
  });
});
