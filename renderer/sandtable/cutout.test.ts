import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../shared/kit/result.ts';
import { decodeCutout } from './cutout.ts';

function bytes(header: object | string, floats: readonly number[]): ArrayBuffer {
  const head = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const out = new Uint8Array(4 + head.length + floats.length * 4);
  const view = new DataView(out.buffer);
  view.setUint32(0, head.length, true);
  out.set(head, 4);
  for (const [i, f] of floats.entries()) view.setFloat32(4 + head.length + i * 4, f, true);
  return out.buffer;
}

const header = { cols: 3, rows: 2, bbox: [109, 31, 109.2, 31.1] };
const heights = [1, 2, 3, 4, Number.NaN, 6];
const codeOf = (buffer: ArrayBuffer) => {
  try {
    decodeCutout(buffer);
  } catch (error) {
    return error instanceof ProblemError ? error.problem : error;
  }
  return 'decoded';
};

describe('decodeCutout', () => {
  it('reads heights, keeps what is unknown unknown, and places the posts', () => {
    // The header's length leaves the floats off a multiple of four on purpose in one of these two.
    for (const extra of [{}, { levelErrorM: 0.25 }]) {
      const cutout = decodeCutout(bytes({ ...header, ...extra }, heights));
      expect([...cutout.grid.data]).toEqual(heights);
      expect(cutout.water).toBeUndefined();
      expect([cutout.lowM, cutout.highM]).toEqual([1, 6]);
      expect(cutout.grid.north).toBe(31.1);
      expect(cutout.grid.stepLon).toBeCloseTo(0.1, 9);
      expect(cutout.grid.stepLat).toBeCloseTo(0.1, 9);
    }
  });

  it('reads the share of water that follows', () => {
    const cutout = decodeCutout(
      bytes({ ...header, water: true, levelErrorM: 0.3 }, [...heights, 0, 0, 0.5, 1, 1, 0]),
    );
    expect([...(cutout.water ?? [])]).toEqual([0, 0, 0.5, 1, 1, 0]);
    expect(cutout.levelErrorM).toBe(0.3);
  });

  it('refuses every truncation of a good answer', () => {
    const good = bytes(header, heights);
    expect(codeOf(good)).toBe('decoded');
    for (let n = 0; n < good.byteLength; n++)
      expect(codeOf(good.slice(0, n)), `${n} bytes`).toMatchObject({
        code: 'sandtableView.badCutout',
      });
  });

  it.each([
    ['a header that is no JSON', bytes('{"cols":', heights)],
    ['a header of another shape', bytes({ cols: 3, rows: 2 }, heights)],
    ['a lattice too large', bytes({ ...header, cols: 4000 }, heights)],
    ['a fraction of a column', bytes({ ...header, cols: 2.5 }, heights)],
    ['a box turned over', bytes({ ...header, bbox: [109.2, 31, 109, 31.1] }, heights)],
    ['water that is announced and missing', bytes({ ...header, water: true }, heights)],
    ['bytes too many', bytes(header, [...heights, 7])],
    ['heights that no ground has', bytes(header, [1, 2, 3, 4, 5, 1e9])],
    ['a header longer than the answer', new Uint8Array([255, 255, 0, 0, 1]).buffer],
  ])('refuses %s', (_name, buffer) => {
    expect(codeOf(buffer)).toMatchObject({ code: 'sandtableView.badCutout' });
  });

  it('says so where no height is known at all', () => {
    expect(
      codeOf(
        bytes(
          header,
          heights.map(() => Number.NaN),
        ),
      ),
    ).toMatchObject({
      code: 'sandtableView.noGround',
    });
  });
});
