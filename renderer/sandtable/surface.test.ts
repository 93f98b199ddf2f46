import { describe, expect, it } from 'vitest';
import { arrowHead, clipSegment, drapeLine, type Point, ringHolds } from './drape.ts';
import { createProjection } from './projection.ts';
import { createSurface, isHidden, rayHit, skyView, slopes } from './surface.ts';

/** Ground over 109…109.1°E, 31…31.1°N from a function of the plane. */
function ground(n: number, height: (x: number, z: number) => number) {
  const bbox = [109, 31, 109.1, 31.1] as const;
  const projection = createProjection(bbox);
  const data = new Float32Array(n * n);
  let lowM = Number.POSITIVE_INFINITY;
  let highM = Number.NEGATIVE_INFINITY;
  for (let r = 0; r < n; r++)
    for (let c = 0; c < n; c++) {
      const x = (c / (n - 1) - 0.5) * projection.widthM;
      const z = (r / (n - 1) - 0.5) * projection.depthM;
      const h = height(x, z);
      data[r * n + c] = h;
      if (h < lowM) lowM = h;
      if (h > highM) highM = h;
    }
  const step = 0.1 / (n - 1);
  const grid = { west: 109, north: 31.1, stepLon: step, stepLat: step, cols: n, rows: n, data };
  return createSurface(grid, projection, { lowM, highM });
}
const plane = (x: number, z: number) => 500 + 0.1 * x - 0.05 * z;

describe('the ground', () => {
  it('is exact on a plane, between posts and at the edges', () => {
    const s = ground(21, plane);
    const { widthM, depthM } = s.projection;
    for (const [x, z] of [
      [0, 0],
      [123.4, -987.6],
      [-widthM / 2, depthM / 2],
      [widthM / 2, -depthM / 2],
    ] as const)
      expect(s.heightAt(x, z)).toBeCloseTo(plane(x, z), 2);
    expect(s.heightAt(widthM / 2 + 5, 0)).toBeNaN();
  });

  it('stands on the same two triangles as the mesh', () => {
    const s = ground(2, (x, z) => (x > 0 && z > 0 ? 100 : 0));
    const { widthM, depthM } = s.projection;
    // North-west triangle is flat; the other rises to the south-east corner.
    expect(s.heightAt(-widthM / 4, -depthM / 4)).toBe(0);
    expect(s.heightAt(widthM / 4, depthM / 4)).toBeCloseTo(50, 3);
  });

  it('is a hole around an unknown post, not zero', () => {
    const s = ground(11, plane);
    s.grid.data[5 * 11 + 5] = Number.NaN;
    expect(s.heightAt(0, 0)).toBeNaN();
    expect(s.heightAt(s.stepX * 0.5, -s.stepZ * 0.5)).toBeNaN();
    expect(s.heightAt(s.stepX * 2, 0)).not.toBeNaN();
    // Slopes beside it come from the other side.
    const rise = slopes(s);
    expect(rise[(5 * 11 + 4) * 2]).toBeCloseTo(0.1, 3);
    expect(rise[(5 * 11 + 4) * 2 + 1]).toBeCloseTo(-0.05, 3);
  });

  it('sees less sky in a gorge than on a ridge', () => {
    const gorge = ground(31, (x) => Math.min(600, Math.abs(x)));
    const sky = skyView(gorge);
    expect(sky[15 * 31 + 15]).toBeLessThan(0.75);
    const ridge = skyView(ground(31, (x) => 600 - Math.min(600, Math.abs(x))));
    expect(ridge[15 * 31 + 15]).toBe(1);
  });

  it('is hit by a ray where it stands, at any exaggeration', () => {
    const s = ground(41, plane);
    for (const k of [1, 1.5, 3]) {
      const at = [800, (plane(800, -300) - s.lowM) * k, -300] as const;
      const from = [at[0] - 2000, at[1] + 5000, at[2] + 4000] as const;
      const along = [2000, -5000, -4000] as const;
      const n = Math.hypot(...along);
      const hit = rayHit(s, from, [along[0] / n, along[1] / n, along[2] / n], k);
      expect(hit?.x).toBeCloseTo(800, 0);
      expect(hit?.z).toBeCloseTo(-300, 0);
      expect(hit?.heightM).toBeCloseTo(plane(800, -300), 0);
    }
    expect(rayHit(s, [0, 5000, 0], [0, 1, 0], 1)).toBeUndefined();
    expect(rayHit(s, [1e6, 100, 0], [0, 0, 1], 1)).toBeUndefined();
  });

  it('hides what lies behind a ridge', () => {
    const s = ground(41, (x) => (Math.abs(x) < 800 ? 1000 : 0));
    expect(isHidden(s, [-9000, 600, 0], [3000, 10, 0], 1)).toBe(true);
    expect(isHidden(s, [-9000, 600, 0], [-3000, 10, 0], 1)).toBe(false);
    expect(isHidden(s, [0, 20_000, 0], [3000, 10, 0], 1)).toBe(false);
  });
});

describe('what lies on the ground', () => {
  const s = ground(41, plane);
  const pairs = (line: readonly Point[], dash?: readonly [number, number]) => {
    const flat = drapeLine(s, line, dash);
    return Array.from({ length: flat.length / 3 }, (_, i) => flat.slice(i * 3, i * 3 + 3));
  };
  const lengthOf = (points: readonly (readonly number[])[]) => {
    let sum = 0;
    for (let i = 0; i < points.length; i += 2) {
      const [a, b] = [points[i] as number[], points[i + 1] as number[]];
      sum += Math.hypot((a[0] as number) - (b[0] as number), (a[2] as number) - (b[2] as number));
    }
    return sum;
  };

  it('follows it point by point', () => {
    const points = pairs([
      [-2000, -1000],
      [1500, 2000],
    ]);
    expect(points.length).toBeGreaterThan(20);
    for (const [x, y, z] of points as [number, number, number][])
      expect(y).toBeCloseTo(plane(x, z), 1);
    expect(lengthOf(points)).toBeCloseTo(Math.hypot(3500, 3000), 3);
  });

  it('ends at the edge of the block', () => {
    const points = pairs([
      [-50_000, 100],
      [50_000, 100],
    ]);
    expect(lengthOf(points)).toBeCloseTo(s.projection.widthM, 3);
    expect(
      pairs([
        [-50_000, 50_000],
        [50_000, 50_000],
      ]),
    ).toEqual([]);
  });

  it('is dashed by length, the same dashes through a bend and past a cut edge', () => {
    const dash = [200, 100] as const;
    expect(
      lengthOf(
        pairs(
          [
            [0, 0],
            [3000, 0],
          ],
          dash,
        ),
      ),
    ).toBeCloseTo(2000, 3);
    expect(
      lengthOf(
        pairs(
          [
            [0, 0],
            [1000, 0],
            [1000, 2000],
          ],
          dash,
        ),
      ),
    ).toBeCloseTo(2000, 3);
    // 4 750 m are outside: the pattern is that of the whole line.
    const half = s.projection.widthM / 2;
    const cut = pairs(
      [
        [half + 150, 0],
        [0, 0],
      ],
      dash,
    );
    const far = Math.max(...cut.map((p) => p[0] as number));
    expect(far).toBeCloseTo(half, 6);
    expect(cut[0]?.[0]).toBeCloseTo(half, 6);
  });

  it('is open over unknown ground', () => {
    const holed = ground(41, plane);
    holed.grid.data[20 * 41 + 20] = Number.NaN;
    const whole = drapeLine(
      s,
      [
        [-3000, 0],
        [3000, 0],
      ],
      undefined,
    ).length;
    const open = drapeLine(
      holed,
      [
        [-3000, 0],
        [3000, 0],
      ],
      undefined,
    );
    expect(open.length).toBeLessThan(whole);
    expect(open.some(Number.isNaN)).toBe(false);
  });

  it('clips a segment that touches, crosses or misses the box', () => {
    expect(clipSegment([-5, 0], [5, 0], 2, 2)).toEqual([
      [-2, 0],
      [2, 0],
    ]);
    expect(clipSegment([-1, -1], [1, 1], 2, 2)).toEqual([
      [-1, -1],
      [1, 1],
    ]);
    expect(clipSegment([-5, 3], [5, 3], 2, 2)).toBeUndefined();
  });

  it('points an arrow along its last stretch', () => {
    const head = arrowHead(
      [
        [0, 0],
        [0, -1000],
      ],
      200,
    );
    expect(head[1]).toEqual([0, -1000]);
    expect(head.map((p) => Math.round(p[1]))).toEqual([-800, -1000, -800]);
    expect(arrowHead([[0, 0]], 200)).toEqual([]);
  });

  it('tells inside from outside', () => {
    const ring: Point[] = [
      [0, 0],
      [10, 0],
      [10, 10],
      [5, 4],
      [0, 10],
    ];
    expect(ringHolds(ring, 2, 2)).toBe(true);
    expect(ringHolds(ring, 5, 8)).toBe(false);
    expect(ringHolds(ring, 11, 5)).toBe(false);
  });
});
