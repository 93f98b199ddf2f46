import { expect, type Page, test } from '@playwright/test';
import { type RunningHost, startHost } from './host.ts';
import { watch } from './watch.ts';

interface LabelRect {
  readonly key: string;
  readonly rect: readonly [number, number, number, number];
}

let host: RunningHost;
test.beforeAll(async () => {
  host = await startHost(undefined, ['--scenario', 'wushan-2015', '--rate', '120']);
});
test.afterAll(async () => {
  await host.stop();
});

const data = async (page: Page, name: string) =>
  (await page.locator('[data-globe-ready="1"]').first().getAttribute(name)) ?? '';
const counts = async (page: Page) =>
  JSON.parse(await data(page, 'data-globe-counts')) as Record<string, number>;

/** Share of pixels of a tile that have the colour of water, as the window's own code would decode it. */
const waterShare = (page: Page, v: string, query: string) =>
  page.evaluate(
    async ([v, q]) => {
      const [z, lon, lat] = [11, 109.88, 31.075];
      const span = 180 / 2 ** z;
      const x = Math.floor((lon + 180) / span);
      const y = Math.floor((90 - lat) / span);
      const response = await fetch(`/imagery/relief/${z}/${x}/${y}.png?v=${v}${q}`);
      if (!response.ok) return { status: response.status, share: Number.NaN, cache: '' };
      const picture = await createImageBitmap(await response.blob());
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      const pen = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
      pen.drawImage(picture, 0, 0);
      const { data: pixels } = pen.getImageData(0, 0, picture.width, picture.height);
      let wet = 0;
      for (let i = 0; i < pixels.length; i += 4)
        if ((pixels[i + 2] as number) > (pixels[i] as number) + 40) wet += 1;
      return {
        status: response.status,
        share: (4 * wet) / pixels.length,
        cache: response.headers.get('cache-control') ?? '',
      };
    },
    [v, query] as const,
  );

test('the map shows water at its level, keeps words apart, and takes its layers away', async ({
  page,
}) => {
  test.setTimeout(400_000);
  const seen = watch(page);
  const tiles: string[] = [];
  page.on('request', (r) => {
    if (r.url().includes('/imagery/')) tiles.push(r.url());
  });
  await page.goto(host.url);
  await page.waitForSelector('[data-globe-ready="1"]', { timeout: 90_000 });

  // The gauge at Wushan speaks: tiles are asked for at that level, and the legend says it with its datum.
  await expect
    .poll(() => data(page, 'data-globe-water'), { timeout: 90_000 })
    .toMatch(/^1098742_310715_\d{4}w$/);
  const level = await data(page, 'data-globe-water');
  await expect.poll(() => tiles.some((url) => url.includes(`w=${level}`))).toBe(true);
  await expect(page.getByText(/巫山水位\(模拟\) 145\.\d m 吴淞/).first()).toBeVisible();

  // A tile is what its address says: higher water covers more ground; nonsense is refused.
  const v = new URL(tiles.at(-1) ?? '').searchParams.get('v') ?? '';
  const at = (m: number) => waterShare(page, v, `&w=1098742_310715_${m * 10}w`);
  const [low, high] = [await at(145), await at(175)];
  expect(high.share).toBeGreaterThan(low.share * 1.05);
  expect(low.cache).toContain('immutable');
  expect((await waterShare(page, v, '&no=water')).share).toBe(0);

  // Words do not cover each other where the incident is looked at.
  await expect.poll(async () => (await counts(page)).forces, { timeout: 60_000 }).toBe(15);
  let labels: LabelRect[] = [];
  await expect
    .poll(
      async () => {
        labels = JSON.parse((await data(page, 'data-globe-labels')) || '[]') as LabelRect[];
        return labels.length > 4 && labels.some((l) => l.key.startsWith('incident:'));
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  for (const [i, { key, rect: a }] of labels.entries())
    for (const { key: other, rect: b } of labels.slice(i + 1))
      expect(
        a[0] < b[0] + b[2] && b[0] < a[0] + a[2] && a[1] < b[1] + b[3] && b[1] < a[1] + a[3],
        `${key} × ${other}`,
      ).toBe(false);

  // Each layer goes wholly when it is switched off, and comes back.
  for (const [name, id] of [
    ['力量', 'forces'],
    ['事件', 'incident'],
    ['移动目标', 'tracks'],
    ['监测站与读数', 'stations'],
    ['地名与区县', 'places'],
  ] as const) {
    const box = page.getByRole('checkbox', { name, exact: true });
    await expect.poll(async () => (await counts(page))[id]).toBeGreaterThan(0);
    await box.uncheck();
    await expect.poll(async () => (await counts(page))[id], { message: id }).toBe(0);
    await box.check();
    await expect.poll(async () => (await counts(page))[id], { message: id }).toBeGreaterThan(0);
  }
  const graticule = page.getByRole('checkbox', { name: '经纬网', exact: true });
  expect((await counts(page)).graticule).toBe(0);
  await graticule.check();
  await expect.poll(async () => (await counts(page)).graticule).toBeGreaterThan(4);
  await page.getByRole('checkbox', { name: '等高线', exact: true }).uncheck();
  await expect.poll(() => tiles.some((url) => url.includes('no=contours'))).toBe(true);

  expect(seen.outside).toEqual([]);
  expect(seen.errors).toEqual([]);
  expect((await waterShare(page, v, '&w=abc')).status).toBe(400);
});
