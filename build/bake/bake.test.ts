import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { riverSurface } from '../../main/terrain/riverSurface.ts';
import { loadRivers } from '../../main/terrain/rivers.ts';
import { loadSchematic, type Schematic } from '../../main/terrain/schematic.ts';
import { createGrid, type Grid, sampleGrid } from '../../shared/geo/grid.ts';
import { againstDem, agreement } from './compare.ts';
import type { Control } from './control.ts';
import { packGrid } from './pack.ts';
import { schematicGrid } from './schematic.ts';

const assetsDir = fileURLToPath(new URL('../../assets', import.meta.url));
const read = (name: string) => JSON.parse(readFileSync(join(assetsDir, 'terrain', name), 'utf8'));
const control = read('control.json') as Control;
const asFloats = ({ data, sha256: _, ...rest }: Schematic): Grid => ({
  ...rest,
  data: Float32Array.from(data),
});
const stored = asFloats(await loadSchematic(assetsDir));
const rivers = await loadRivers(assetsDir);
const post = (g: Grid, lon: number, lat: number) =>
  g.data[
    Math.round((g.north - lat) / g.stepLat) * g.cols + Math.round((lon - g.west) / g.stepLon)
  ] as number;

describe('baking the schematic terrain', () => {
  it('gives the same bytes twice', () => {
    const window = [109.85, 31.05, 109.9, 31.1] as const;
    const once = packGrid(schematicGrid(control, window));
    expect(packGrid(schematicGrid(control, window)).equals(once)).toBe(true);
  }, 240_000);

  it('gives what is stored', () => {
    // The whole, about half a minute of work: a window would not show that the stored file is that of these facts.
    const baked = schematicGrid(control);
    expect([baked.cols, baked.rows]).toEqual([stored.cols, stored.rows]);
    let off = 0;
    for (let i = 0; i < baked.data.length; i++)
      if (Math.abs((baked.data[i] as number) - (stored.data[i] as number)) > 1) off += 1;
    console.log(`baked against stored: ${off} of ${baked.data.length} posts differ by > 1 m`);
    // On another processor the last bits of powers and sines may differ, and a stream take another way.
    expect(off / baked.data.length).toBeLessThan(0.001);
  }, 600_000);

  it('is read back as it was packed', async () => {
    const grid = createGrid([109, 31, 109.1, 31.1], 41, 31);
    for (let i = 0; i < grid.data.length; i++)
      grid.data[i] = Math.round(1500 + 1400 * Math.sin(i * 12.9898));
    const dir = mkdtempSync(join(tmpdir(), 'sandtable-pack-'));
    mkdirSync(join(dir, 'terrain'));
    writeFileSync(join(dir, 'terrain', 'schematic.bin.gz'), packGrid(grid));
    expect(asFloats(await loadSchematic(dir))).toEqual(grid);
  });
});

describe('the stored terrain', () => {
  it('lets no river rise downstream', () => {
    for (const river of rivers) {
      let last = Number.POSITIVE_INFINITY;
      for (const [i, [lon, lat]] of river.line.entries()) {
        const bed = post(stored, lon, lat);
        expect(bed, `${river.name}, point ${i}`).toBeLessThanOrEqual(last);
        last = bed;
      }
      for (let i = 1; i < river.line.length; i++)
        expect(river.line[i]?.[2]).toBeLessThanOrEqual(river.line[i - 1]?.[2] as number);
    }
  });

  it('keeps the seats dry at a pool of 175 m', () => {
    const { stations } = riverSurface(rivers, 175, []);
    const seats = (
      read('places.json') as { name: string; kind: string; position: [number, number] }[]
    ).filter((p) => p.kind === 'seat');
    expect(seats.length).toBeGreaterThan(30);
    for (const { name, position } of seats) {
      const height = sampleGrid(stored, ...position);
      for (const s of stations)
        if (Math.hypot((s.lon - position[0]) * 95, (s.lat - position[1]) * 111) < 1.5)
          expect(height, name).toBeGreaterThan(s.surfaceM + 3);
    }
  });

  it('has Wushan where the Daning meets the Yangtze', () => {
    const daning = rivers.find((r) => r.name === '大宁河');
    const yangtze = rivers.find((r) => r.name === '长江');
    const mouth = daning?.line.at(-1);
    const at = (
      line: typeof mouth extends undefined ? never : readonly (readonly number[])[],
      lat: number,
    ) =>
      line.reduce((a, b) =>
        Math.abs((b[1] as number) - lat) < Math.abs((a[1] as number) - lat) ? b : a,
      );
    // The seat: north of the Yangtze, west of the Daning.
    const south = yangtze?.line.reduce((a, b) =>
      Math.abs(b[0] - 109.8742) < Math.abs(a[0] - 109.8742) ? b : a,
    );
    expect(south?.[1]).toBeLessThan(31.0772);
    expect(mouth?.[0]).toBeGreaterThan(109.8742 + 0.005);
    // 红岩子 stands on the left bank of the Daning, 龚家方 on that of the Yangtze.
    expect(at(daning?.line ?? [], 31.09)[0]).toBeLessThan(109.89);
    const gorge = yangtze?.line.reduce((a, b) =>
      Math.abs(b[0] - 109.92) < Math.abs(a[0] - 109.92) ? b : a,
    );
    expect(gorge?.[1]).toBeLessThan(31.06);
  });
});

describe('the measure of agreement', () => {
  const lattice = (f: (x: number, y: number) => number) => {
    const g = createGrid([109, 31, 109.4, 31.4], 81, 81);
    for (let r = 0; r < 81; r++) for (let c = 0; c < 81; c++) g.data[r * 81 + c] = f(c, r);
    return g;
  };

  it('knows a shift, a scale, noise and holes', () => {
    const truth = lattice((x, y) => 10 * x + 3 * y);
    expect(agreement(truth, truth)).toMatchObject({ medianAbsM: 0, meanM: 0 });
    const shifted = agreement(
      lattice((x, y) => 10 * x + 3 * y + 50),
      truth,
    );
    expect(shifted?.medianAbsM).toBeCloseTo(50, 3);
    expect(shifted?.meanM).toBeCloseTo(50, 3);
    expect(shifted?.correlation).toBeCloseTo(1, 9);
    expect(
      agreement(
        lattice((x, y) => -10 * x - 3 * y),
        truth,
      )?.correlation,
    ).toBeCloseTo(-1, 9);
    // What alternates from post to post is gone in the means of 1 km.
    const flicker = agreement(
      lattice((x, y) => 10 * x + 3 * y + (x % 2 ? 40 : -40)),
      truth,
    );
    expect(flicker?.medianAbsM).toBeLessThan(1);
    // Two thirds right, one third 90 m too high.
    const part = agreement(
      lattice((x, y) => 10 * x + 3 * y + (x > 53 ? 90 : 0)),
      truth,
    );
    expect(part?.medianAbsM).toBe(0);
    expect(part?.p90AbsM).toBeCloseTo(90, 3);
    expect(part?.meanM).toBeGreaterThan(25);
    const holed = lattice((x, y) => (y < 40 ? Number.NaN : 10 * x + 3 * y));
    expect(agreement(holed, truth)?.cells).toBeLessThan(
      (agreement(truth, truth)?.cells ?? 0) * 0.6,
    );
    expect(
      agreement(
        lattice(() => Number.NaN),
        truth,
      ),
    ).toBeUndefined();
  });

  const real = fileURLToPath(
    new URL('../../../shared/data/dem/wushan-fengjie_0p005deg.tif', import.meta.url),
  );
  it('says how far the schematic terrain is from measured ground', async () => {
    if (!existsSync(real)) {
      console.log('skipped: the elevation data for tests are not here');
      return;
    }
    const [whole, ...windows] = await againstDem(stored, real);
    const all = whole?.agreement;
    console.log(
      `schematic: median |e| ${all?.medianAbsM.toFixed(0)} m, correlation ${all?.correlation.toFixed(3)} in ${all?.cells} cells`,
    );
    expect(windows).toHaveLength(12);
    // No worse than what docs/terrain.md says, and not suspiciously good: nothing was taken from this file.
    expect(all?.medianAbsM).toBeLessThan(265);
    expect(all?.medianAbsM).toBeGreaterThan(60);
    expect(all?.correlation).toBeGreaterThan(0.66);
  });
});
