import { describe, expect, it } from 'vitest';
import type { Cutout } from './cutout.ts';
import { createLand, type LandAsk } from './land.ts';
import type { Bbox } from './projection.ts';

const here: Bbox = [109.8, 31, 110, 31.2];
const there: Bbox = [108, 30, 108.2, 30.2];
const cutout = {} as Cutout;
const settled = () => new Promise((resolve) => setTimeout(resolve));

function start() {
  const known = { levels: '', terrain: 'v1' };
  const came: LandAsk[] = [];
  const failed: LandAsk[] = [];
  const open: { ask: LandAsk; yes: (c: Cutout) => void; no: (e: Error) => void }[] = [];
  const land = createLand({
    known: () => ({ ...known }),
    fetch: (ask) => new Promise((yes, no) => open.push({ ask, yes, no })),
    asked: () => {},
    came: (_, ask) => came.push(ask),
    failed: (_, ask) => failed.push(ask),
  });
  return { known, came, failed, open, land };
}

describe('the land', () => {
  it('is told with the levels it was asked with, not with those known when it came', async () => {
    const { known, came, open, land } = start();
    land.setBox(here);
    known.levels = '1w';
    open[0]?.yes(cutout);
    await settled();
    expect(came.map((a) => a.levels)).toEqual(['']);
  });

  it('is asked for again when the terrain changed during the first request, whether it came or failed', async () => {
    for (const end of ['yes', 'no'] as const) {
      const { known, open, land } = start();
      land.setBox(here);
      known.terrain = 'v2';
      land.review();
      expect(open).toHaveLength(1);
      if (end === 'yes') open[0]?.yes(cutout);
      else open[0]?.no(new Error('no ground'));
      await settled();
      expect(open.map((o) => o.ask.terrain)).toEqual(['v1', 'v2']);
      open[1]?.no(new Error('no ground'));
      await settled();
      expect(open).toHaveLength(2);
    }
  });

  it('keeps the box of what stands while another is on its way', async () => {
    const { open, land } = start();
    land.setBox(here);
    open[0]?.yes(cutout);
    await settled();
    land.setBox(there);
    expect(land.last?.ask.box).toEqual(here);
    expect(open[1]?.ask.turn).toBe(true);
  });

  it('brings its water along: water alone is not asked for beside it', () => {
    const { open, land } = start();
    land.setBox(here);
    land.load(true);
    expect(open).toHaveLength(1);
  });
});
