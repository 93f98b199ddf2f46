import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { smoothAt } from './smooth.ts';
import { openTerrain } from './terrain.ts';

const rows = 9;
const cols = 12;
const grid = (f: (r: number, c: number) => number) =>
  Float64Array.from({ length: rows * cols }, (_, i) => f(Math.floor(i / cols), i % cols));
/** Rough ground, the same every time. */
const rough = grid((r, c) => 500 + 400 * Math.sin(r * 12.9898 + c * 78.233) * Math.cos(c * 3.1));

describe('heights between posts', () => {
  it('go through the posts and along planes, to the border', () => {
    const plane = grid((r, c) => 100 + 3 * r - 7 * c);
    for (const [r, c] of [
      [3.25, 4.75],
      [0.5, 0.5],
      [7.9, 10.99],
      [8, 11],
      [0, 5.5],
    ] as const)
      expect(smoothAt(plane, rows, cols, r, c)).toBeCloseTo(100 + 3 * r - 7 * c, 9);
    for (let i = 0; i < rough.length; i++)
      expect(smoothAt(rough, rows, cols, Math.floor(i / cols), i % cols)).toBeCloseTo(
        rough[i] as number,
        9,
      );
    expect(smoothAt(plane, rows, cols, -0.1, 3)).toBeNaN();
    expect(smoothAt(plane, rows, cols, 3, 11.1)).toBeNaN();
  });

  it('break neither in height nor in slope from cell to cell, where bilinear heights bend', () => {
    const e = 1e-5;
    const line = (c: number) => smoothAt(rough, rows, cols, 4.4, c);
    for (let c = 2; c < cols - 2; c++) {
      expect(line(c - e)).toBeCloseTo(line(c + e), 1);
      const before = (line(c) - line(c - e)) / e;
      const after = (line(c + e) - line(c)) / e;
      // Where the bound cuts a crest off there is a bend; this ground has one such column at most.
      if (Math.abs(before) > 1 && Math.abs(after) > 1)
        expect(Math.abs(after - before)).toBeLessThan(0.5 + 0.01 * Math.abs(before));
    }
  });

  it('never leave the 4×4 posts around, so that water beside a cliff stays flat', () => {
    const cliff = grid((_, c) => (c < 6 ? 105 : 900));
    for (let k = 0; k <= 100; k++) {
      const h = smoothAt(cliff, rows, cols, 4.3, (k * (cols - 1)) / 100);
      expect(h).toBeGreaterThanOrEqual(105);
      expect(h).toBeLessThanOrEqual(900);
    }
    expect(smoothAt(cliff, rows, cols, 4.3, 4.5)).toBe(105);
  });

  it('are bilinear beside a hole and unknown in it', () => {
    const holed = rough.slice();
    holed[4 * cols + 5] = -32768;
    const at = (r: number, c: number) => smoothAt(holed, rows, cols, r, c, -32768);
    expect(at(4, 5)).toBeNaN();
    const three = [holed[3 * cols + 5], holed[3 * cols + 6], holed[4 * cols + 6]] as number[];
    expect(at(3.5, 5.5)).toBeCloseTo(three.reduce((a, b) => a + b, 0) / 3, 9);
  });

  it('pass the border of stored tiles unseen, the same for points and for lattices', async () => {
    const n = 1201;
    const height = (r: number, c: number) =>
      Math.round(800 + 300 * Math.sin(r / 2.3) * Math.cos(c / 1.9));
    const bytes = Buffer.alloc(n * n * 2);
    const posts = new Float64Array(n * n);
    for (let r = 0; r < n; r++)
      for (let c = 0; c < n; c++) {
        posts[r * n + c] = height(r, c);
        bytes.writeInt16BE(height(r, c), (r * n + c) * 2);
      }
    const file = join(mkdtempSync(join(tmpdir(), 'sandtable-hgt-')), 'N31E109.hgt');
    writeFileSync(file, bytes);
    const terrain = await openTerrain({
      dir: mkdtempSync(join(tmpdir(), 'sandtable-smooth-')),
      assetsDir: fileURLToPath(new URL('../../assets', import.meta.url)),
    });
    await terrain.importFiles([file], { now: 1 });
    // Tiles meet at post 1024.
    const box = [109 + 1021.5 / 1200, 32 - 1026.7 / 1200, 109 + 1026.3 / 1200, 32 - 1021.2 / 1200];
    const lattice = await terrain.heights(box as [number, number, number, number], 40, 40);
    let worst = 0;
    const points: [number, number][] = [];
    for (let i = 0; i < lattice.data.length; i++) {
      const lon = lattice.west + (i % 40) * lattice.stepLon;
      const lat = lattice.north - Math.floor(i / 40) * lattice.stepLat;
      points.push([lon, lat]);
      const want = smoothAt(posts, n, n, (32 - lat) * 1200, (lon - 109) * 1200);
      worst = Math.max(worst, Math.abs(want - (lattice.data[i] as number)));
    }
    expect(worst).toBeLessThan(0.01);
    const sampled = await terrain.sample(points);
    for (const [i, s] of sampled.entries()) {
      expect(Math.abs((s.heightM as number) - (lattice.data[i] as number))).toBeLessThan(0.0052);
      expect(String(s.heightM)).toMatch(/^\d+(\.\d{1,2})?$/);
    }
    await terrain.close();
  });
});
