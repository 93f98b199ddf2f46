import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { MAX_HGT_BYTES, readHgt } from './hgt.ts';
import { openTerrain } from './terrain.ts';

const assetsDir = fileURLToPath(new URL('../../assets', import.meta.url));
const temp = () => mkdtempSync(join(tmpdir(), 'sandtable-terrain-'));

/** A plane that falls 1 m a row and rises 2 m a column: every sample has a known answer. */
function plane(n = 1201): Buffer {
  const bytes = Buffer.alloc(n * n * 2);
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) bytes.writeInt16BE(3000 - r + 2 * c, (r * n + c) * 2);
  return bytes;
}

describe('imported elevation', () => {
  it('takes precedence over the schematic relief, survives a restart, and can be removed', async () => {
    const dir = temp();
    const file = join(temp(), 'N31E109.hgt');
    writeFileSync(file, plane());
    const terrain = await openTerrain({ dir, assetsDir });
    const before = terrain.version();
    expect(await terrain.importFiles([file], { now: 1 })).toEqual([
      { file: 'N31E109.hgt', sourceId: 'N31E109-1201' },
    ]);
    expect(terrain.version()).not.toBe(before);
    // 31.5 N is row 600, 109.25 E is column 300.
    const [inside, outside, away] = await terrain.sample([
      [109.25, 31.5],
      [107.5, 29.5],
      [80, 10],
    ]);
    expect(inside).toMatchObject({ datum: 'egm96', source: 'N31E109-1201' });
    expect(inside?.heightM).toBeCloseTo(3000 - 600 + 600, 3);
    expect(outside?.source).toContain('示意');
    expect(away).toEqual({ lon: 80, lat: 10, datum: 'unknown', source: 'none' });
    expect((await terrain.importFiles([file], { now: 2 }))[0]).toMatchObject({ known: true });
    await terrain.close();

    const again = await openTerrain({ dir, assetsDir });
    expect((await again.sample([[109.25, 31.5]]))[0]?.heightM).toBeCloseTo(3000, 3);
    await again.removeSource('N31E109-1201');
    expect((await again.sample([[109.25, 31.5]]))[0]?.source).toContain('示意');
    await expect(again.removeSource('nothing')).rejects.toMatchObject({
      problem: { code: 'terrain.noSource' },
    });
  });

  it('reads .gz and .zip and refuses what is no cell, leaving nothing behind', async () => {
    expect(readHgt('N31E109.hgt.gz', gzipSync(plane())).ok).toBe(true);
    expect(readHgt('x.zip', zipSync({ 'a/N31E109.hgt': plane() })).ok).toBe(true);
    const code = (name: string, bytes: Uint8Array) => {
      const got = readHgt(name, bytes);
      return got.ok ? 'ok' : got.problem.code;
    };
    expect(code('N31E109.hgt', plane().subarray(0, 1000))).toBe('terrain.wrongSize');
    expect(code('dem.hgt', plane())).toBe('terrain.badName');
    expect(code('N31E109.hgt', Buffer.alloc(1201 * 1201 * 2, Buffer.from([0x80, 0x00])))).toBe(
      'terrain.noData',
    );
    expect(code('N31E109.hgt.gz', Buffer.from('not gzip at all'))).toBe('terrain.tooLarge');
    expect(code('x.zip', Buffer.from('not a zip'))).toBe('terrain.damagedArchive');
    expect(code('x.zip', zipSync({ 'readme.txt': Buffer.from('x') }))).toBe('terrain.noHgtInside');
    // A bomb: 60 MB of zeros in a few kilobytes is never unpacked.
    expect(code('x.zip', zipSync({ 'N31E109.hgt': new Uint8Array(60_000_000) }))).toBe(
      'terrain.tooLarge',
    );
    expect(code('N31E109.hgt.gz', gzipSync(Buffer.alloc(MAX_HGT_BYTES + 2)))).toBe(
      'terrain.tooLarge',
    );

    const dir = temp();
    const bad = join(temp(), 'N31E109.hgt');
    writeFileSync(bad, plane().subarray(0, 5000));
    const terrain = await openTerrain({ dir, assetsDir });
    const reports = await terrain.importFiles(
      [bad, join(dir, 'missing.hgt'), fileURLToPath(import.meta.url)],
      { now: 1 },
    );
    expect(reports.map((r) => r.problem?.code)).toEqual([
      'terrain.wrongSize',
      'terrain.missingFile',
      'terrain.unsupported',
    ]);
    expect(readdirSync(dir)).toEqual([]);
  });
});

describe('schematic relief', () => {
  it('lets no river run uphill along the Yangtze, and lies under the pool at the dam', async () => {
    const terrain = await openTerrain({ dir: temp(), assetsDir });
    const course: [number, number][] = [
      [106.588, 29.566],
      [107.385, 29.717],
      [108.388, 30.81],
      [109.88, 31.07],
      [110.335, 31.043],
      [111.003, 30.823],
    ];
    const heights = (await terrain.sample(course)).map((s) => s.heightM as number);
    for (let i = 1; i < heights.length; i++)
      expect(heights[i]).toBeLessThan(heights[i - 1] as number);
    expect(heights.at(-1)).toBeLessThan(145);
    const [peak] = await terrain.sample([[109.935, 31.48]]);
    expect(peak?.heightM).toBeGreaterThan(2000);
  });

  it('gives neighbouring tiles the same edge, and nothing outside', async () => {
    const terrain = await openTerrain({ dir: temp(), assetsDir });
    // Level 7: 1.40625° a tile; columns 204 and 205 meet at 108.28125 E.
    const read = async (x: number) => {
      const bytes = (await terrain.heightmapTile(7, x, 42)) as Uint8Array;
      return new Float32Array(bytes.buffer, bytes.byteOffset, 65 * 65);
    };
    const west = await read(204);
    const east = await read(205);
    let differ = 0;
    for (let r = 0; r < 65; r++)
      differ = Math.max(differ, Math.abs((west[r * 65 + 64] as number) - (east[r * 65] as number)));
    expect(differ).toBeLessThan(0.01);
    expect(Math.max(...west)).toBeGreaterThan(300);
    expect(await terrain.heightmapTile(7, 3, 3)).toBeUndefined();
    expect(await terrain.reliefTile(7, 3, 3, { style: 'dark' })).toBeUndefined();
  });
});
