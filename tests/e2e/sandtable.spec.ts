import { expect, test } from '@playwright/test';
import { decode } from 'fast-png';
import { startHost } from './host.ts';
import { watch } from './watch.ts';

test('the incident’s land stands as a sandtable, answers to the hand, and leaves nothing behind', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const host = await startHost(undefined, ['--scenario', 'wushan-2015', '--rate', '200']);
  try {
    const seen = watch(page);
    await page.goto(host.url);
    await page.waitForSelector('[data-globe-ready="1"]', { timeout: 90_000 });
    await expect(page.locator('header').getByText('红岩子').first()).toBeVisible({
      timeout: 60_000,
    });
    await page.getByRole('button', { name: '沙盘', exact: true }).click();
    const box = page.locator('.sandtable-box');
    await expect(box).toHaveAttribute('data-sandtable-ready', '1', { timeout: 60_000 });

    // Land, sides, tray and sky: many colours, not one.
    const png = decode(await page.locator('.sandtable-canvas').screenshot());
    const colours = new Set<string>();
    for (let i = 0; i < png.data.length; i += png.channels * 97)
      colours.add(
        [png.data[i], png.data[i + 1], png.data[i + 2]].map((v) => Number(v) >> 4).join(),
      );
    expect(colours.size).toBeGreaterThan(40);
    await expect(page.getByText('等高距').first()).toBeVisible();
    // The scenario's gauge is known, so the water stands at its level.
    await expect(page.getByText('水面按现水位').first()).toBeVisible({ timeout: 30_000 });

    // A force is taken hold of where it stands, and is then the selected thing of the window.
    const force = box.getByRole('button', { name: /107地质队监测组/ });
    await expect(force).toBeAttached({ timeout: 60_000 });
    await expect(async () => {
      const at = await force.boundingBox();
      if (!at) throw new Error('the force has no place');
      await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
      await expect(box).toHaveAttribute('data-sandtable-selected', 'forces/sim-geo107', {
        timeout: 2000,
      });
    }).toPass({ timeout: 30_000 });
    await box.press('Escape');
    await expect(box).not.toHaveAttribute('data-sandtable-selected', /./);

    // Over the ground: position, height and its datum.
    const frame = await box.boundingBox();
    if (!frame) throw new Error('no table');
    await page.mouse.move(frame.x + frame.width * 0.6, frame.y + frame.height * 0.7);
    await expect(page.getByText(/°N 高程 \d+ m\(1985 国家高程基准\)/).first()).toBeVisible();

    await page.getByRole('button', { name: '3×', exact: true }).click();
    await expect(box).toHaveAttribute('data-sandtable-exaggeration', '3');

    // Back to the map: all that was put on the graphics card is given back.
    expect(Number(await box.getAttribute('data-sandtable-geometries'))).toBeGreaterThan(5);
    expect(Number(await box.getAttribute('data-sandtable-textures'))).toBeGreaterThan(3);
    const left = await box.elementHandle();
    await page.getByRole('button', { name: '地图', exact: true }).click();
    await expect(box).toHaveCount(0);
    const counts = await left?.evaluate((e) => ({ ...(e as HTMLElement).dataset }));
    expect(counts?.sandtableGeometries).toBe('0');
    expect(counts?.sandtableTextures).toBe('0');

    expect(seen.outside).toEqual([]);
    expect(seen.errors).toEqual([]);

    // Where the browser gives no WebGL the window says so, and tries again when asked.
    await page.evaluate(() => {
      const real = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (this: HTMLCanvasElement, kind: string) {
        return kind.startsWith('webgl') ? null : real.call(this, kind);
      } as typeof real;
      window.addEventListener('give-webgl-back', () => {
        HTMLCanvasElement.prototype.getContext = real;
      });
    });
    await page.getByRole('button', { name: '沙盘', exact: true }).click();
    const told = page.getByRole('alert').filter({ hasText: '沙盘没有做成' });
    await expect(told).toContainText('没有 WebGL 2');
    await page.evaluate(() => window.dispatchEvent(new Event('give-webgl-back')));
    await told.getByRole('button', { name: '再试一次' }).click();
    await expect(box).toHaveAttribute('data-sandtable-ready', '1', { timeout: 60_000 });
  } finally {
    await host.stop();
  }
});
