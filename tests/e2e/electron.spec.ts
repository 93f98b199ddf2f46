import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, expect, test } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));

function electron(): { path: string } | { missing: string } {
  const home = join(root, 'node_modules/electron');
  const named = join(home, 'path.txt');
  const path = existsSync(named) ? join(home, 'dist', readFileSync(named, 'utf8').trim()) : '';
  if (path === '' || !existsSync(path))
    return { missing: 'the Electron runtime is not installed (npx install-electron)' };
  if (!existsSync(join(root, 'dist/main/electron/main.js')))
    return { missing: 'dist/main is not built (npm run build -- --main)' };
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)
    return { missing: 'there is no graphical display' };
  return { path };
}

const found = electron();
const missing = 'missing' in found ? found.missing : undefined;
if (missing !== undefined) console.log(`electron.spec: skipped, ${missing}`);

test.describe('desktop window', () => {
  test.skip(missing !== undefined, missing ?? '');

  test('shows the program, keeps the page shut in, and stops the host at the end', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'sandtable-desktop-'));
    const asRoot = process.getuid?.() === 0;
    const app = await _electron.launch({
      executablePath: 'path' in found ? found.path : '',
      args: [
        ...(asRoot ? ['--no-sandbox'] : []),
        `--user-data-dir=${join(dataDir, 'profile')}`,
        root,
        '--data',
        join(dataDir, 'work'),
        '--port',
        '0',
        '--lang',
        'zh',
      ],
    });
    const page = await app.firstWindow();
    await page.waitForSelector('[data-globe-ready="1"]', { timeout: 90_000 });
    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\//);
    expect(page.url()).not.toContain('token');

    const inPage = await page.evaluate(async () => {
      const scope = globalThis as unknown as Record<string, unknown>;
      const bridge = scope.sandtableNative as {
        version: number;
        displays(): Promise<{ ok: boolean; value: unknown[] }>;
        openWall(id: unknown): Promise<{ ok: boolean; problem?: { code: string } }>;
      };
      return {
        node: typeof scope.require + typeof scope.process,
        version: bridge.version,
        displays: await bridge.displays(),
        malformed: await bridge.openWall('1'),
        opened: globalThis.open('https://example.org/') === null,
      };
    });
    expect(inPage.node).toBe('undefinedundefined');
    expect(inPage.version).toBe(1);
    expect(inPage.displays.ok).toBe(true);
    expect(inPage.displays.value.length).toBeGreaterThan(0);
    expect(inPage.malformed.problem?.code).toBe('shell.error.badInput');
    expect(inPage.opened).toBe(true);

    const menu = await app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.items.map((item) => item.label),
    );
    expect(menu).toContain('文件');

    // The host dies: the same window comes back on a new one.
    const [host] = await app.evaluate(({ app: running }) =>
      running
        .getAppMetrics()
        .filter((m) => m.name === 'Sandtable host')
        .map((m) => m.pid),
    );
    expect(host).toBeDefined();
    process.kill(host as number, 'SIGKILL');
    await page.waitForEvent('load', { timeout: 30_000 });
    await page.waitForSelector('[data-globe-ready="1"]', { timeout: 90_000 });

    await app.close();
    // The workspace was let go: its lock can be had at once.
    const { lockWorkspace } = await import('../../main/store/lock.ts');
    lockWorkspace(join(dataDir, 'work')).release();
  });
});
