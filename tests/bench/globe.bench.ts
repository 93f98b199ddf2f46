import { cpSync, createReadStream, existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { chromiumFlags } from '../../build/playwright.config.ts';
import { rootDir } from '../../main/host/paths.ts';
import type { GlobeBenchFigures, GlobeBenchWish, Turns } from './globePage.ts';
import { type BenchOptions, type BenchResult, quantile, round, withFolder } from './load.ts';

const mimes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
};

/** The page of this bench, bundled by itself: the window's globe code and the engine, nothing else. */
async function buildPage(dir: string): Promise<void> {
  await build({
    configFile: false,
    logLevel: 'error',
    define: { CESIUM_BASE_URL: JSON.stringify('/cesium/') },
    build: {
      outDir: dir,
      emptyOutDir: false,
      target: 'es2023',
      minify: false,
      lib: {
        entry: join(rootDir, 'tests/bench/globePage.ts'),
        formats: ['es'],
        fileName: 'page',
      },
    },
  });
  for (const part of ['Assets', 'ThirdParty', 'Workers']) {
    const from = join(rootDir, 'node_modules/cesium/Build/Cesium', part);
    if (existsSync(from)) cpSync(from, join(dir, 'cesium', part), { recursive: true });
  }
  writeFileSync(
    join(dir, 'index.html'),
    '<!doctype html><meta charset="utf-8"><style>html,body,#map{margin:0;width:100%;height:100%}</style><div id="map"></div><script type="module" src="/page.js"></script>',
  );
}

/**
 * Ten thousand live things: frames a second of the window's own track layer, fed as the live channel feeds it, over
 * those of a bare point collection of the engine, in one scene of one browser. The ratio is that of the whole city in
 * view, where the layer shows points; the details tell it for a near view too, where it shows turned signs.
 */
export async function run(options: BenchOptions = {}): Promise<BenchResult> {
  const { findChromium } = (await import(
    pathToFileURL(join(rootDir, 'build/chromium.mjs')).href
  )) as { findChromium(): string | undefined };
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('no Chromium for the globe bench');
  const wish: GlobeBenchWish = {
    things: 10_000,
    updatesPerS: 4,
    secondsPerTurn: options.seconds ?? (options.full ? 10 : 4),
    turns: options.full ? 5 : 3,
  };
  return withFolder(async (dir) => {
    await buildPage(dir);
    const server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname);
      const file = join(dir, path === '/' ? 'index.html' : path);
      if (!file.startsWith(dir) || !existsSync(file)) {
        response.writeHead(404).end();
        return;
      }
      response.writeHead(200, {
        'content-type': mimes[extname(file)] ?? 'application/octet-stream',
      });
      createReadStream(file).pipe(response);
    });
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up));
    const browser = await chromium.launch({ executablePath, args: chromiumFlags });
    try {
      const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
      const problems: string[] = [];
      page.on('pageerror', (e) => problems.push(e.message));
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      await page.waitForFunction(() => 'globeBench' in window, undefined, { timeout: 60_000 });
      const figures: GlobeBenchFigures = await page.evaluate(
        (w) => window.globeBench(document.querySelector('#map') as HTMLElement, w),
        wish,
      );
      if (problems.length > 0) throw new Error(problems.join('; '));
      const of = (turns: Turns) => {
        const ours = quantile([...turns.oursFps], 0.5);
        const peer = quantile([...turns.peerFps], 0.5);
        return {
          oursFps: turns.oursFps.map(round),
          peerFps: turns.peerFps.map(round),
          oursUpdateMs: round(turns.oursUpdateMs),
          peerUpdateMs: round(turns.peerUpdateMs),
          ratio: round(ours / peer),
          ours,
          peer,
        };
      };
      const far = of(figures.far);
      return {
        name: 'globe',
        ours: round(far.ours),
        peer: round(far.peer),
        ratio: far.ratio,
        unit: 'fps',
        details: { ...wish, far, near: of(figures.near), renderer: figures.renderer },
      };
    } finally {
      await browser.close();
      server.close();
    }
  });
}
