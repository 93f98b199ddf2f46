import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { type RunningHost, startHost } from './host.ts';
import { watch } from './watch.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
let host: RunningHost;

test.beforeAll(async () => {
  host = await startHost();
});
test.afterAll(async () => {
  expect(await host.stop()).toBe(0);
});

const cli = (...words: string[]) =>
  JSON.parse(
    execFileSync(
      process.execPath,
      [join(root, 'main/cli/main.ts'), ...words, '--data', host.dataDir, '--json'],
      { encoding: 'utf8' },
    ),
  );

test('an incident lives from report to replay', async ({ page }) => {
  const seen = watch(page);
  await page.goto(host.url);
  await page.waitForSelector('[data-globe-ready="1"]', { timeout: 90_000 });
  expect(page.url()).not.toContain('token');
  await expect(page.getByText('示意地形').first()).toBeVisible();
  await expect(page.getByText('暂无事件').first()).toBeVisible();

  // Report: what, and where by coordinates.
  await page.locator('.tab', { hasText: '接报' }).first().click();
  await page.getByLabel('什么事(必填)').fill('红岩子滑坡涌浪');
  await expect(page.getByRole('button', { name: '登记并形成沙盘' })).toBeDisabled();
  await page.getByLabel('地名或坐标,回车定位').fill('109.89, 31.09');
  await page.getByLabel('地名或坐标,回车定位').press('Enter');
  await expect(page.getByTestId('report-position')).toHaveText('109.89000, 31.09000');
  await page.getByLabel('失联人数(不知道就空着)').fill('4');
  await page.getByRole('button', { name: '登记并形成沙盘' }).click();
  await expect(page.locator('.topbar, header').getByText('红岩子滑坡涌浪').first()).toBeVisible();

  // It formed by itself: area, proposed level (4 missing reach the bound of 3), checklist.
  await page.locator('.tab', { hasText: '待办' }).first().click();
  await expect(page.getByText('封航并清点附近船舶、停泊区')).toBeVisible();
  const formed = () =>
    Object.values(cli('replay', 'state', '--at', '2099-01-01').situation.incidents ?? {}) as {
      formed?: { radiusM: number };
      level?: number;
      levelState?: string;
    }[];
  await expect.poll(() => formed()[0]?.level, { timeout: 20_000 }).toBe(3);
  expect(formed()[0]?.levelState).toBe('proposed');
  expect(formed()[0]?.formed?.radiusM).toBe(10_000);

  // An order, and its acknowledgement.
  await page.getByRole('button', { name: '拟写命令' }).click();
  await page.getByLabel('下达给').fill('巫山海事处');
  await page.getByLabel('命令内容').fill('巴东至奉节段封航');
  await page.getByRole('button', { name: '下达', exact: true }).click();
  await expect(page.getByText('巴东至奉节段封航').last()).toBeVisible();
  await expect(page.getByText('未回执').first()).toBeVisible();
  const answer = page.locator('[data-panel="orders"] .lines .word');
  await answer.click();
  await page.getByRole('menuitem', { name: '已回执' }).click();
  await expect(answer).toContainText('已回执');

  if (process.env.SANDTABLE_SHOTS)
    await page.screenshot({ path: join(root, 'docs/images/situation.png') });

  // Replay from the start: the order is not known yet; nothing can be issued; live comes back.
  await page.getByRole('button', { name: '回到起点' }).click();
  await expect(page.getByText('当时所知').first()).toBeVisible();
  await expect(answer).toHaveCount(0);
  await page.getByRole('button', { name: '到实时' }).first().click();
  await expect(answer).toContainText('已回执');

  expect(seen.outside).toEqual([]);
  expect(seen.errors).toEqual([]);
  const verified = cli('verify', host.dataDir);
  expect(verified.ok).toBe(true);
  expect(verified.facts).toBeGreaterThan(10);
  expect(verified.firstBadSeq).toBeNull();
});

test('two seats see the same, and a spent or wrong link opens nothing', async ({ browser }) => {
  const one = await (await browser.newContext()).newPage();
  const two = await (await browser.newContext()).newPage();
  await one.goto(host.url);
  await two.goto(host.url);
  await expect(two.getByText('红岩子滑坡涌浪').first()).toBeVisible({ timeout: 60_000 });
  await expect(one.getByText('红岩子滑坡涌浪').first()).toBeVisible({ timeout: 60_000 });
  const stranger = await (await browser.newContext()).newPage();
  const answer = await stranger.goto(new URL('/?token=wrong', host.url).href);
  expect(answer?.status()).toBe(401);
  for (const page of [one, two, stranger]) await page.context().close();
});
