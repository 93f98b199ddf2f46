import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contourLevels, contourLines } from '../../shared/geo/contour.ts';
import { createGrid } from '../../shared/geo/grid.ts';
import { levelOnGround } from './levelDatum.ts';
import { type RiverStation, riverSurface } from './riverSurface.ts';
import { loadRivers } from './rivers.ts';
import { openTerrain } from './terrain.ts';
import { fillWater } from './waterFill.ts';

const assetsDir = fileURLToPath(new URL('../../assets', import.meta.url));
const temp = () => mkdtempSync(join(tmpdir(), 'sandtable-water-'));
const rivers = await loadRivers(assetsDir);
const near = (stations: readonly RiverStation[], lon: number, lat: number) =>
  stations.reduce((a, b) =>
    Math.hypot(b.lon - lon, b.lat - lat) < Math.hypot(a.lon - lon, a.lat - lat) ? b : a,
  );

describe('river surface', () => {
  it('stands level from the dam until the natural river reaches it, and natural below the dam', () => {
    const { stations } = riverSurface(rivers, 145, []);
    expect(near(stations, 109.88, 31.07).surfaceM).toBeCloseTo(145, 6);
    expect(near(stations, 108.4, 30.81).surfaceM).toBeCloseTo(145, 6);
    const above = near(stations, 106.26, 29.29);
    expect(above.risen).toBe(false);
    expect(above.surfaceM).toBe(above.naturalM);
    const below = near(stations, 111.15, 30.75);
    expect(below.risen).toBe(false);
    // The Daning takes the pool's level up to where its own water is higher.
    expect(near(stations, 109.88, 31.1).surfaceM).toBeCloseTo(145, 6);
    expect(near(stations, 109.4, 31.62).risen).toBe(false);
    // Rivers that run elsewhere take nothing.
    expect(near(stations, 108.2, 32.3).risen).toBe(false);
  });

  it('joins gauge and pool by a surface that never rises downstream, and leaves far gauges out', () => {
    const flood = [
      { at: [106.6, 29.617] as [number, number], levelM: 190 },
      { at: [100, 20] as [number, number], levelM: 500 },
    ];
    const { stations, unusedGauges } = riverSurface(rivers, 160, flood);
    expect(unusedGauges).toBe(1);
    const places: [number, number][] = [
      [106.13, 29.07],
      [106.6, 29.617],
      [107.39, 29.72],
      [108.4, 30.81],
      [109.88, 31.07],
      [110.9, 30.85],
    ];
    const levels = places.map(([lon, lat]) => near(stations, lon, lat).surfaceM);
    expect(levels[1]).toBeCloseTo(190, 0);
    expect(Math.abs((levels.at(-1) as number) - 160)).toBeLessThan(2);
    for (let i = 1; i < levels.length; i++)
      expect(levels[i] as number).toBeLessThanOrEqual((levels[i - 1] as number) + 0.001);
    // Without levels nothing is risen.
    expect(riverSurface(rivers, undefined, []).stations.some((s) => s.risen)).toBe(false);
  });
});

describe('level and ground', () => {
  it('changes the datum by a named offset and states what that leaves open', () => {
    const dam: [number, number] = [111.003, 30.823];
    expect(levelOnGround({ levelM: 145, datum: 'wusong', at: dam }, 'huanghai85')).toEqual({
      levelM: 145 - 1.7,
      errorM: 0.3,
    });
    const named = levelOnGround(
      { levelM: 180.5, datum: 'wusong', at: [106.6, 29.617] },
      'huanghai85',
    );
    expect(named.levelM).toBeCloseTo(179.01, 6);
    expect(named.errorM).toBeLessThan(0.3);
    const srtm = levelOnGround({ levelM: 145, datum: 'wusong', at: dam }, 'egm96');
    expect(srtm.errorM).toBeGreaterThan(0.5);
    expect(levelOnGround({ levelM: 9, datum: 'egm96', at: dam }, 'egm96').errorM).toBe(0);
    expect(
      levelOnGround({ levelM: 9, datum: 'wusong', at: dam }, 'unknown').errorM,
    ).toBeGreaterThan(srtm.errorM);
    for (const [datum, ground] of [
      ['ground', 'huanghai85'],
      ['unknown', 'unknown'],
      ['wusong', 'ellipsoid'],
    ] as const)
      expect(() => levelOnGround({ levelM: 9, datum, at: dam }, ground)).toThrow(
        'terrain.levelDatum',
      );
  });
});

/** A valley along the middle row, 10 m up a row to both sides; a hollow behind the northern ridge. */
function valley() {
  const grid = createGrid([109, 31, 109.2, 31.1], 201, 101);
  for (let r = 0; r < 101; r++)
    for (let c = 0; c < 201; c++) {
      let h = 100 + Math.abs(r - 50) * 10;
      if (Math.hypot(r - 15, c - 100) < 6) h = 90;
      // A side valley, open to the river.
      if (c > 150 && c < 155 && r < 50) h = 105;
      grid.data[r * 201 + c] = h;
    }
  const stations: RiverStation[] = Array.from({ length: 40 }, (_, i) => ({
    river: 'a',
    widthM: 400,
    lon: 109 + i * 0.005,
    lat: 31.05,
    naturalM: 100,
    surfaceM: 145,
    risen: true,
  }));
  return { grid, stations };
}

describe('water fill', () => {
  it('floods what is connected and not higher, and nothing else', () => {
    const { grid, stations } = valley();
    const { wet } = fillWater(grid, stations);
    const at = (r: number, c: number) => wet[r * 201 + c];
    expect(at(50, 100)).toBe(1);
    expect(at(46, 100)).toBe(1);
    expect(at(45, 100)).toBe(0);
    expect(at(15, 100), 'a hollow without connection').toBe(0);
    expect(at(2, 152), 'a side valley').toBe(1);
    // 9 rows of 201, and the side valley's 4 columns.
    expect(wet.reduce((a, b) => a + b, 0)).toBe(9 * 201 + 4 * 46);
    expect(fillWater(grid, []).wet.some((v) => v === 1)).toBe(false);
    const dry = stations.map((s) => ({ ...s, risen: false, surfaceM: 100 }));
    expect(fillWater(grid, dry).wet.some((v) => v === 1)).toBe(false);
  });

  it('ends at the dam, passes no hole in the data, and shows a reservoir that the ground itself is', () => {
    const { grid, stations } = valley();
    const dammed = stations.map((s) =>
      s.lon >= 109.1 ? { ...s, risen: false, surfaceM: 100 } : s,
    );
    const { wet } = fillWater(grid, dammed, (s) => s.lon >= 109.1);
    expect(wet[50 * 201 + 90]).toBe(1);
    expect(wet[50 * 201 + 110]).toBe(0);

    for (let r = 0; r < 101; r++) grid.data[r * 201 + 60] = Number.NaN;
    const west = stations.filter((s) => s.lon < 109.02);
    const holed = fillWater(grid, west).wet;
    expect(holed[50 * 201 + 40]).toBe(1);
    expect(holed[50 * 201 + 80]).toBe(0);

    const full = createGrid([109, 31, 109.2, 31.1], 201, 101);
    full.data.fill(400);
    for (let r = 45; r <= 55; r++) full.data.fill(172, r * 201, r * 201 + 201);
    const measured = fillWater(full, stations);
    expect(measured.reachesOnStandingWater).toBeGreaterThan(10);
    expect(measured.wet.reduce((a, b) => a + b, 0)).toBe(11 * 201);
    expect(() => fillWater(createGrid([0, 0, 1, 1], 2001, 2001), [])).toThrow(RangeError);
  });
});

const place = { river: [109.885, 31.07], hill: [109.935, 31.48] } as const;

describe('water on the terrain', () => {
  it('shows the reservoir on the schematic relief, wider when it is higher, whole in strips', async () => {
    const terrain = await openTerrain({ dir: temp(), assetsDir });
    const bbox = [109.6, 30.9, 110.2, 31.6] as const;
    const area = async (levelM: number) => {
      const got = await terrain.water(bbox, 240, 280, { pool: { levelM, datum: 'wusong' } });
      expect(got.data.every((v) => v >= 0 && v <= 1)).toBe(true);
      return got.data.reduce((a, b) => a + b, 0);
    };
    const [low, high] = [await area(145.8), await area(175)];
    expect(low).toBeGreaterThan(100);
    expect(high).toBeGreaterThan(low * 1.02);
    const levels = { pool: { levelM: 175, datum: 'wusong' } } as const;
    const whole = await terrain.water(bbox, 240, 281, levels);
    const strip = await terrain.water([109.6, 31.0, 110.2, 31.1], 240, 41, levels);
    let differ = 0;
    // Row 200 of the whole is at 31.1 N.
    for (let i = 0; i < strip.data.length; i++)
      if (Math.abs((strip.data[i] as number) - (whole.data[200 * 240 + i] as number)) > 0.6)
        differ += 1;
    expect(differ / strip.data.length).toBeLessThan(0.02);
    await expect(
      terrain.water(bbox, 24, 28, { pool: { levelM: 145, datum: 'ground' } }),
    ).rejects.toMatchObject({ problem: { code: 'terrain.levelDatum' } });
  });

  it('reaches the relief tile and the cut-out where a level is given, and only there', async () => {
    const terrain = await openTerrain({ dir: temp(), assetsDir });
    const levels = { pool: { levelM: 175, datum: 'wusong' } } as const;
    // Level 9: 0.3516° a tile; 824 and 167 hold Wushan.
    const plain = await terrain.reliefTile(9, 824, 167, { style: 'dark' });
    const flooded = await terrain.reliefTile(9, 824, 167, { style: 'dark', levels });
    expect(plain && flooded && Buffer.compare(plain, flooded)).not.toBe(0);
    const read = (bytes: Uint8Array) => {
      const buffer = Buffer.from(bytes);
      const n = buffer.readUInt32LE(0);
      return { header: JSON.parse(buffer.toString('utf8', 4, 4 + n)), rest: buffer.length - 4 - n };
    };
    const without = read(await terrain.cutoutBytes([109.8, 31, 110, 31.2], 20, 30));
    expect(without.header).not.toHaveProperty('water');
    expect(without.rest).toBe(20 * 30 * 4);
    const wet = read(await terrain.cutoutBytes([109.8, 31, 110, 31.2], 20, 30, levels));
    expect(wet.header).toMatchObject({ water: true, levelErrorM: 0.3 });
    expect(wet.rest).toBe(20 * 30 * 8);
  });

  const real = fileURLToPath(
    new URL('../../../shared/data/dem/wushan-fengjie_0p005deg.tif', import.meta.url),
  );
  it('fills the Yangtze at Wushan on real elevation, and no hilltop', async () => {
    if (!existsSync(real)) {
      console.log('skipped: the elevation data for tests are not here');
      return;
    }
    const terrain = await openTerrain({ dir: temp(), assetsDir });
    await terrain.importFiles([real], { now: 1, datum: 'egm96' });
    const bbox = [109.5, 30.9, 110.3, 31.55] as const;
    const [cols, rows] = [321, 261];
    const count = async (levelM: number) => {
      const started = process.hrtime.bigint();
      const wet = await terrain.water(bbox, cols, rows, { pool: { levelM, datum: 'wusong' } });
      const ms = Number(process.hrtime.bigint() - started) / 1e6;
      const at = (lon: number, lat: number) =>
        wet.data[
          Math.round((wet.north - lat) / wet.stepLat) * cols +
            Math.round((lon - wet.west) / wet.stepLon)
        ] as number;
      const km2 = wet.data.reduce((a, b) => a + b, 0) * (0.0025 * 95.3) * (0.0025 * 110.9);
      console.log(`pool ${levelM} m: ${km2.toFixed(1)} km² shown as water, ${ms.toFixed(0)} ms`);
      expect(at(...place.hill)).toBe(0);
      expect(at(109.7, 31.3)).toBe(0);
      return { km2, river: at(...place.river), wet, levelErrorM: wet.levelErrorM };
    };
    const low = await count(145.8);
    const high = await count(175);
    expect(low.river).toBeGreaterThan(0.5);
    expect(low.levelErrorM).toBeCloseTo(0.8, 6);
    expect(high.km2).toBeGreaterThan(low.km2 * 1.1);
    const ground = await terrain.heights(bbox, cols, rows);
    // Above the pool only channels are shown that the posts are too far apart to hold, within the search by their line.
    const { stations } = riverSurface(rivers, 175, []);
    let above = 0;
    for (let i = 0; i < ground.data.length; i++) {
      if (!((high.wet.data[i] as number) > 0.5 && (ground.data[i] as number) > 178)) continue;
      above += 1;
      const lon = ground.west + (i % cols) * ground.stepLon;
      const lat = ground.north - Math.floor(i / cols) * ground.stepLat;
      const s = near(stations, lon, lat);
      expect(Math.hypot(s.lon - lon, s.lat - lat)).toBeLessThan(0.05);
    }
    expect(above).toBeLessThan(ground.data.length / 100);
    // The river is one from side to side: every column of the box has water.
    for (let c = 2; c < cols - 2; c++) {
      let best = 0;
      for (let r = 0; r < rows; r++) best = Math.max(best, low.wet.data[r * cols + c] as number);
      expect(best).toBeGreaterThan(0.2);
    }
  });
});

describe('contours', () => {
  it('run where the ground has their height, closed inside, cut at the border and at holes', async () => {
    const grid = createGrid([109, 31, 110, 32], 101, 101);
    for (let r = 0; r < 101; r++)
      for (let c = 0; c < 101; c++) grid.data[r * 101 + c] = 1000 - 10 * Math.hypot(r - 50, c - 50);
    expect(contourLevels(grid, 250)).toEqual([500, 750, 1000]);
    const [low, ring] = contourLines(grid, [400, 800]);
    expect(ring?.lines).toHaveLength(1);
    const line = ring?.lines[0] ?? [];
    expect(line[0]).toEqual(line.at(-1));
    for (const [lon, lat] of line) expect(Math.hypot(lon - 109.5, lat - 31.5)).toBeCloseTo(0.2, 2);
    // 400 m lies 60 posts from the middle: four arcs in the corners.
    expect(low?.lines).toHaveLength(4);
    for (let c = 40; c < 60; c++) grid.data[30 * 101 + c] = Number.NaN;
    const [cut] = contourLines(grid, [800]);
    expect(cut?.lines).toHaveLength(1);
    const [a, b] = [cut?.lines[0]?.[0], cut?.lines[0]?.at(-1)];
    expect(
      Math.hypot((a?.[0] ?? 0) - (b?.[0] ?? 0), (a?.[1] ?? 0) - (b?.[1] ?? 0)),
    ).toBeGreaterThan(0.05);
    expect(() => contourLevels(grid, 0)).toThrow(RangeError);
    expect(() => contourLevels(grid, 0.001)).toThrow(RangeError);

    const terrain = await openTerrain({ dir: temp(), assetsDir });
    const made = await terrain.contours([109.5, 31, 110, 31.5], 80, 80, 200);
    expect(made.length).toBeGreaterThan(5);
    const { levelM, lines } = made[4] as (typeof made)[number];
    const [p] = lines[0] as (readonly [number, number])[];
    const [s] = await terrain.sample([p as [number, number]]);
    expect(Math.abs((s?.heightM as number) - levelM)).toBeLessThan(150);
    await expect(terrain.contours([109, 31, 110, 32], 9000, 9000, 100)).rejects.toThrow(RangeError);
  });
});
