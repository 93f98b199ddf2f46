import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contourInterval, degreeText, tickSeconds, ticksBetween } from './interval.ts';
import { beside, declutter, onPin, overlaps, type Wish } from './labels.ts';

const bounds = { x: 0, y: 0, w: 800, h: 600 };
const wish = (id: string, priority: number, x: number, y: number): Wish => ({
  id,
  w: 60,
  h: 16,
  priority,
  places: beside({ x: x - 12, y: y - 12, w: 24, h: 24 }, 60, 16),
});

describe('declutter', () => {
  it('lets what matters more go first', () => {
    const places = [[100, 100]] as const;
    const one = { id: 'place', w: 50, h: 20, priority: 20, places };
    const two = { id: 'incident', w: 50, h: 20, priority: 100, places };
    expect([...declutter([one, two], [], bounds).keys()]).toEqual(['incident']);
  });

  it('moves the lesser to its next place', () => {
    const out = declutter([wish('a', 2, 300, 300), wish('b', 1, 310, 300)], [], bounds);
    expect(out.size).toBe(2);
  });

  it('keeps off what is taken and inside the picture', () => {
    const taken = { x: 310, y: 280, w: 100, h: 40 };
    const box = declutter([wish('a', 1, 300, 300)], [taken], bounds).get('a');
    expect(box && overlaps(box, taken)).toBe(false);
    expect(declutter([{ ...wish('a', 1, 0, 0), places: [[-20, 5]] }], [], bounds).size).toBe(0);
  });

  it('never lets two overlap, and does not depend on the order it is asked in', () => {
    const any = fc.array(
      fc.record({
        x: fc.integer({ min: 0, max: 800 }),
        y: fc.integer({ min: 0, max: 600 }),
        p: fc.integer({ min: 0, max: 3 }),
      }),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(any, (spots) => {
        const wishes = spots.map((s, i) => wish(`w${i}`, s.p, s.x, s.y));
        const out = declutter(wishes, [], bounds);
        const boxes = [...out.values()];
        for (const [i, a] of boxes.entries())
          for (const b of boxes.slice(i + 1)) if (overlaps(a, b)) return false;
        const back = declutter([...wishes].reverse(), [], bounds);
        return JSON.stringify([...back].sort()) === JSON.stringify([...out].sort());
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('fans symbols of one spot out on their pins', () => {
    const wishes = Array.from({ length: 12 }, (_, i) => ({
      id: `f${i}`,
      w: 24,
      h: 24,
      priority: 1,
      places: onPin(400, 400, 24),
    }));
    expect(declutter(wishes, [], bounds).size).toBe(12);
  });
});

describe('intervals', () => {
  it('draws enough contours to read and not so many that they close up', () => {
    for (const relief of [12, 80, 300, 700, 1500, 2800]) {
      const lines = relief / contourInterval(relief);
      expect(lines, `${relief} m`).toBeGreaterThanOrEqual(8);
      expect(lines, `${relief} m`).toBeLessThanOrEqual(28);
    }
    expect(contourInterval(0)).toBe(0);
    expect(contourInterval(Number.NaN)).toBe(0);
  });

  it('ticks the frame at round seconds', () => {
    expect(tickSeconds(0.21)).toBe(120);
    expect(ticksBetween(109.7852, 109.8852, 120)).toEqual([395_280, 395_400, 395_520]);
    expect(degreeText(395_280, 120)).toBe('109°48′');
    expect(degreeText(395_295, 15)).toBe('109°48′15″');
    expect(ticksBetween(109.8, 109.9, 120)).toHaveLength(4);
  });
});
