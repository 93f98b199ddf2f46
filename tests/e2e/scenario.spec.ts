import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { startHost } from './host.ts';
import { watch } from './watch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface State {
  readonly situation: Readonly<Record<string, Readonly<Record<string, Record<string, unknown>>>>>;
}

test('a past event plays itself into the window, makes its sheet, and goes on after a restart', async ({
  page,
}) => {
  test.setTimeout(240_000);
  let host = await startHost(undefined, ['--scenario', 'wushan-2015', '--rate', '200']);
  const { dataDir } = host;
  const state = () =>
    JSON.parse(
      execFileSync(
        process.execPath,
        [
          join(root, 'main/cli/main.ts'),
          'replay',
          'state',
          '--at',
          '2099-01-01',
          '--data',
          dataDir,
          '--json',
        ],
        { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
      ),
    ) as State;
  try {
    const seen = watch(page);
    await page.goto(host.url);
    await page.waitForSelector('[data-globe-ready="1"]', { timeout: 90_000 });
    // It is plainly not the real thing.
    await expect(page.getByText('复盘').first()).toBeVisible();
    await expect(page.locator('header').getByText('红岩子').first()).toBeVisible({
      timeout: 60_000,
    });

    // The sheet of T+30 was made without anyone asking for it.
    const products = () =>
      Object.values(state().situation.products ?? {}).filter((p) => p.stageId === 't30');
    await expect.poll(() => products().length, { timeout: 120_000 }).toBeGreaterThanOrEqual(4);
    const pdf = products().find((p) => p.kind === 'pdf');
    const answer = await page.request.get(`${new URL(host.url).origin}/blob/${pdf?.sha256}`);
    expect(answer.status()).toBe(200);
    expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');

    // Its data came through the real doors.
    const { alerts, tracks, incidents } = state().situation;
    expect(Object.values(alerts ?? {})[0]?._source).toBe('feed:wushan-2015-cap');
    expect(Object.values(tracks ?? {}).map((t) => t._source)).toContain('feed:sim-wushan-2015-sim');
    expect(Object.values(incidents ?? {})[0]?.formed).toBeTruthy();
    expect(seen.outside).toEqual([]);
    expect(seen.errors).toEqual([]);

    expect(await host.stop()).toBe(0);
    const facts = Object.keys(state().situation.reports ?? {}).length;
    host = await startHost(dataDir);
    await page.goto(host.url);
    await expect(page.locator('header').getByText('红岩子').first()).toBeVisible({
      timeout: 60_000,
    });
    expect(Object.keys(state().situation.reports ?? {}).length).toBeGreaterThanOrEqual(facts);
  } finally {
    await host.stop();
  }
});
