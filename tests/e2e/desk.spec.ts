import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { type RunningHost, startHost } from './host.ts';
import { watch } from './watch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let host: RunningHost;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
  host = await startHost();
});
test.afterAll(async () => {
  expect(await host.stop()).toBe(0);
});

const situation = () =>
  (
    JSON.parse(
      execFileSync(
        process.execPath,
        [
          join(root, 'main/cli/main.ts'),
          ...['replay', 'state', '--at', '2099-01-01', '--data', host.dataDir, '--json'],
        ],
        { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
      ),
    ) as {
      situation: Record<string, Record<string, Record<string, unknown>> | undefined>;
    }
  ).situation;

const records = (collection: string) => Object.values(situation()[collection] ?? {});
const tab = (page: Page, name: string) => page.locator('.tab', { hasText: name }).first();
const panel = (page: Page, id: string) => page.locator(`[data-panel="${id}"]`);

async function report(page: Page, what: string, where: string, missing: string): Promise<void> {
  await tab(page, '接报').click();
  const form = panel(page, 'report');
  await form.getByLabel('什么事(必填)').fill(what);
  await form.getByLabel('地名或坐标,回车定位').fill(where);
  await form.getByLabel('地名或坐标,回车定位').press('Enter');
  await expect(page.getByTestId('report-position')).not.toHaveText('尚未定位');
  await form.getByLabel('失联人数(不知道就空着)').fill(missing);
  await form.getByRole('button', { name: '登记并形成沙盘' }).click();
  await expect(page.locator('header h1')).toContainText(what);
}

/** Gauges of a service that answers over loopback: one flood wave, hourly, with a hole in it. */
async function stageService(): Promise<{ url: string; close: () => void }> {
  const server = createServer((_request, response) => {
    const now = Date.now();
    const hours = [9, 8, 7, 6, 2, 1, 0];
    response.setHeader('content-type', 'application/json');
    response.end(
      JSON.stringify({
        stations: [
          {
            id: 'gauge-1',
            name: '试验站',
            lon: 109.88,
            lat: 31.07,
            datum: 'wusong',
            warningM: 180.5,
            guaranteeM: 183.5,
          },
        ],
        readings: hours.map((h) => ({
          station: 'gauge-1',
          at: now - h * 3_600_000,
          stageM: 183 - h / 3,
        })),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close(),
  };
}

test('the desk: two incidents, a task, an order that runs late, undo, signing, a hydrograph', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const seen = watch(page);
  await page.goto(host.url);
  await page.waitForSelector('[data-globe-ready="1"]', { timeout: 90_000 });

  // Two incidents side by side; the switcher tells them apart.
  await report(page, '红岩子滑坡', '109.89, 31.09', '4');
  await report(page, '北碚内涝', '106.42, 29.85', '1');
  await page.getByRole('button', { name: '切换事件' }).click();
  await page.getByRole('menuitem', { name: /红岩子滑坡/ }).click();
  await expect(page.locator('header h1')).toContainText('红岩子滑坡');
  await tab(page, '事件').click();
  await expect(panel(page, 'incidents').locator('[aria-current="true"]')).toContainText(
    '红岩子滑坡',
  );

  // The level is proposed; a person decides it, and says why.
  const incident = panel(page, 'incidents').locator('.incident', { hasText: '红岩子滑坡' });
  await incident.getByRole('button', { name: '确认级别' }).click();
  const decide = page.getByRole('dialog');
  await decide.getByLabel('依据(必填,写入日志)').fill('');
  await expect(decide.getByRole('button', { name: '确定' })).toBeDisabled();
  await decide.getByLabel('依据(必填,写入日志)').fill('失联 4 人');
  await decide.getByRole('button', { name: '确定' }).click();
  await expect
    .poll(() => records('incidents').find((i) => i.title === '红岩子滑坡')?.levelState)
    .toBe('confirmed');

  // A task; undone and redone by name.
  await page.locator('.workspaces button').nth(2).click();
  const tasks = panel(page, 'tasks');
  await tasks.getByLabel('做什么').fill('封航');
  await tasks.getByRole('button', { name: '建任务' }).click();
  await expect(tasks.locator('.task')).toContainText('封航');
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(tasks.locator('.task')).toHaveCount(0);
  await expect(page.getByText('更新任务').first()).toBeVisible();
  await page.getByRole('button', { name: '重做' }).click();
  await expect(tasks.locator('.task')).toContainText('封航');

  // An order: unanswered, then answered, in the list and in the chain of command.
  const orders = panel(page, 'orders');
  await orders.getByRole('button', { name: '拟写命令' }).click();
  await orders.getByLabel('下达给').fill('巫山海事处');
  await orders.getByLabel('命令内容').fill('巴东至奉节段封航');
  await orders.getByLabel('限时回执').fill('1');
  await orders.getByRole('button', { name: '下达', exact: true }).click();
  await expect(orders.locator('.lines .word')).toContainText('未回执');
  await expect(panel(page, 'chain')).toContainText('回执 0/1');
  await expect(orders.locator('.lines .word')).toContainText('超时未回执', { timeout: 90_000 });
  await orders.locator('.lines .word').click();
  await page.getByRole('menuitem', { name: '已回执' }).click();
  await expect(orders.locator('.lines .word')).toContainText('已回执');
  await expect(panel(page, 'chain')).toContainText('回执 1/1');

  // A version is signed by a named person, and by nobody else.
  await page.locator('.workspaces button').nth(0).click();
  const panorama = panel(page, 'panorama');
  await panorama.getByRole('button', { name: '生成新版' }).click();
  await expect(panorama.getByRole('link', { name: 'PDF' }).first()).toBeVisible({
    timeout: 120_000,
  });
  const pdf = await panorama.getByRole('link', { name: 'PDF' }).first().getAttribute('href');
  const answer = await page.request.get(`${new URL(host.url).origin}${pdf}`);
  expect((await answer.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await panorama.getByRole('button', { name: '审签' }).first().click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('button', { name: '签发' })).toBeDisabled();
  await dialog.getByLabel('签发人').fill('张指挥');
  await dialog.getByRole('button', { name: '签发' }).click();
  await expect(panorama.getByText(/张指挥 .* 已签/)).toBeVisible({ timeout: 60_000 });

  // A gauge from a real service: its line, with the hole as a hole and its bounds in reach.
  const service = await stageService();
  try {
    await tab(page, '数据源').click();
    const feeds = panel(page, 'feeds');
    await feeds.getByLabel('种类').click();
    await page.getByTitle('水位(HTTP JSON)').click();
    await feeds.getByLabel('地址').fill(service.url);
    await feeds.getByRole('button', { name: '接入' }).click();
    await tab(page, '监测站').click();
    const gauge = panel(page, 'stations').getByRole('button', { name: '试验站' });
    await expect(gauge).toBeVisible({ timeout: 60_000 });
    await expect(panel(page, 'stations')).toContainText('超警 2.50 m');
    await gauge.click();
    await expect(panel(page, 'selected').locator('.hydrograph')).toHaveAttribute(
      'data-points',
      '7',
    );
    await expect(panel(page, 'selected').locator('.hydrograph canvas')).toBeVisible();
  } finally {
    service.close();
  }

  // The axis: a mark of one's own, zoom, and back to the incident.
  const axis = page.getByRole('slider', { name: '时间轴' });
  await page.getByRole('button', { name: '+ 标记' }).click();
  await page.getByLabel('记一句话,写入日志').fill('第一次会商');
  await page.getByRole('button', { name: '记下' }).click();
  await expect(axis.getByRole('button', { name: /第一次会商/ })).toHaveCount(1);
  const before = await axis.getAttribute('aria-valuemin');
  await axis.hover();
  await page.mouse.wheel(0, -400);
  await expect(axis).not.toHaveAttribute('aria-valuemin', before ?? '');
  await page.getByRole('button', { name: '本事件' }).click();
  await expect(page.getByRole('button', { name: '本事件' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );

  // English: no Chinese left but what came as data.
  await page.getByRole('button', { name: '切换到英文' }).click();
  await expect(page.getByRole('button', { name: 'Write an order' })).toBeVisible();
  const chrome = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        '.tab, .workspaces, .timeline-controls button, .timeline-names, .chip, .timeline-fits, .stage-line, .aspect-name, .line-head button, .panel-host .ant-btn',
      ),
    ]
      .map((e) => e.textContent ?? '')
      .filter((text) => /[\u4e00-\u9fff]/.test(text)),
  );
  expect(chrome).toEqual([]);
  const wide = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.panel-host, .timeline-host')]
      .filter((e) => e.scrollWidth > e.clientWidth + 1)
      .map((e) => e.dataset.panel ?? e.className),
  );
  expect(wide).toEqual([]);

  expect(seen.outside).toEqual([]);
  expect(seen.errors).toEqual([]);
});

test('a phone reports, and the words stand in the journal', async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const seen = watch(page);
  await page.goto(host.url);
  await expect(page.getByRole('heading', { name: '报告' })).toBeVisible({ timeout: 60_000 });
  await page.getByLabel('看到什么(一句话)').fill('坡顶新裂缝约 20 m');
  await page.getByRole('button', { name: '发送', exact: true }).click();
  await expect.poll(() => records('reports').map((r) => r.text)).toContain('坡顶新裂缝约 20 m');
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  expect(seen.errors).toEqual([]);
  await context.close();
});
