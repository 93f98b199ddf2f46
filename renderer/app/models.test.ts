import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../shared/contract/types.ts';
import { planFor } from './layouts.ts';
import { ringArea, scaleBar } from './measure.ts';
import { Outbox } from './outbox.ts';
import { type PaletteItem, rank, score } from './paletteModel.ts';
import { shortcutFor } from './shortcuts.ts';
import { feedSummary, markingOf, openIncidents, tPlus, watermarksOf } from './topBarModel.ts';

const session = (over: {
  mode?: 'actual' | 'exercise' | 'review';
  kind?: 'main' | 'branch' | 'scenario';
  clock?: 'live' | 'replay';
}): SessionInfo => ({
  id: 's',
  line: {
    id: 'l',
    kind: over.kind ?? 'main',
    mode: over.mode ?? 'actual',
    name: 'n',
    createdAt: 0,
    facts: 0,
  },
  clock: { mode: over.clock ?? 'live', playing: true, rate: 1, anchorSim: 0, anchorHost: 0 },
  view: 'known',
});

describe('marking', () => {
  it('leaves only the real, present situation unmarked', () => {
    expect(markingOf(session({}))).toBe('actual');
    expect(watermarksOf(session({}))).toEqual([]);
    expect(markingOf(session({ mode: 'exercise' }))).toBe('exercise');
    expect(markingOf(session({ clock: 'replay' }))).toBe('replay');
    expect(watermarksOf(session({ clock: 'replay' }))).toEqual(['replay']);
  });

  it('never loses the exercise behind a replay or a branch', () => {
    expect(watermarksOf(session({ mode: 'exercise', clock: 'replay' }))).toEqual([
      'exercise',
      'replay',
    ]);
    expect(watermarksOf(session({ mode: 'exercise', kind: 'branch' }))).toContain('exercise');
    expect(markingOf(session({ mode: 'exercise', kind: 'branch' }))).toBe('branch');
  });
});

describe('T+', () => {
  it('counts from the report, past a day, and before it with a minus', () => {
    expect(tPlus(1_062_000, 0)).toBe('T+00:17:42');
    expect(tPlus(90_000_000, 0)).toBe('T+25:00:00');
    expect(tPlus(0, 61_000)).toBe('T−00:01:01');
  });
  it('is unknown, never zero, without a report time', () => {
    expect(tPlus(1000, undefined)).toBeUndefined();
    expect(tPlus(undefined, 0)).toBeUndefined();
  });
});

describe('feeds in one line', () => {
  it('counts an empty source as online, a silent or dead one not, a paused one not at all', () => {
    const sum = feedSummary(
      [
        { state: 'up', lastRx: 9000 },
        { state: 'empty', lastRx: 2000 },
        { state: 'silent', lastRx: 1 },
        { state: 'down' },
        { state: 'paused' },
        null,
        'x',
      ],
      10_000,
    );
    expect(sum).toEqual({ up: 2, total: 4, slowestMs: 8000, anyDown: true });
  });
  it('has no slowest word while no source ever spoke', () => {
    expect(feedSummary([{ state: 'up' }], 10)).toEqual({
      up: 1,
      total: 1,
      slowestMs: undefined,
      anyDown: false,
    });
    expect(feedSummary([], 10).total).toBe(0);
  });
  it('counts open incidents only', () => {
    expect(openIncidents([{ body: {} }, { body: { closed: true } }])).toBe(1);
  });
});

describe('shortcuts', () => {
  const key = (over: Partial<Parameters<typeof shortcutFor>[0]>) => ({
    key: '',
    code: '',
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...over,
  });
  it('leaves text fields their keys', () => {
    expect(shortcutFor(key({ key: 'z', ctrlKey: true }), 'text', false)).toBeUndefined();
    expect(shortcutFor(key({ key: '?' }), 'text', false)).toBeUndefined();
    expect(shortcutFor(key({ key: 'l' }), 'text', true)).toBeUndefined();
    expect(shortcutFor(key({ key: 'k', ctrlKey: true }), 'text', false)).toEqual({
      action: 'palette',
    });
    expect(shortcutFor(key({ key: 'Escape' }), 'text', false)).toEqual({ action: 'escape' });
  });
  it('leaves a focused button its space and arrows', () => {
    expect(shortcutFor(key({ key: ' ', code: 'Space' }), 'control', true)).toBeUndefined();
    expect(shortcutFor(key({ key: ' ', code: 'Space' }), 'free', true)).toEqual({
      action: 'playPause',
    });
  });
  it('drives time only while replaying', () => {
    const left = key({ key: 'ArrowLeft', code: 'ArrowLeft', shiftKey: true });
    expect(shortcutFor(left, 'free', false)).toBeUndefined();
    expect(shortcutFor(left, 'free', true)).toEqual({ action: 'stepBack', amount: 10 });
  });
  it('undoes with Ctrl+Z, redoes with Shift, switches workspaces by digit', () => {
    expect(shortcutFor(key({ key: 'z', ctrlKey: true }), 'free', false)).toEqual({
      action: 'undo',
    });
    expect(shortcutFor(key({ key: 'Z', ctrlKey: true, shiftKey: true }), 'free', false)).toEqual({
      action: 'redo',
    });
    expect(shortcutFor(key({ key: '3', code: 'Digit3', ctrlKey: true }), 'text', false)).toEqual({
      workspace: 'command',
    });
    expect(shortcutFor(key({ key: '3', code: 'Digit3' }), 'free', false)).toBeUndefined();
  });
});

describe('layout plan', () => {
  it('keeps only panels that exist and finds room for one that no plan names', () => {
    const plan = planFor('situation', [
      { id: 'gaps', workspaces: ['situation'], side: 'right' },
      { id: 'layers', workspaces: ['situation'], side: 'left' },
      { id: 'novel', workspaces: ['situation'], side: 'left' },
      { id: 'elsewhere', workspaces: ['review'], side: 'left' },
      { id: 'chart', workspaces: ['situation'], side: 'bottom' },
    ]);
    expect(plan.left.map((group) => group.tabs)).toEqual([['layers', 'novel']]);
    expect(plan.right.map((group) => group.tabs)).toEqual([['gaps']]);
    expect(plan.bottom.map((group) => group.tabs)).toEqual([['chart']]);
  });
});

describe('measuring', () => {
  it('gives a square kilometre within 0.6 %, whichever way round', () => {
    const dLat = 1000 / 111_195;
    const dLon = dLat / Math.cos((30 * Math.PI) / 180);
    const area = ringArea([
      [109, 30],
      [109 + dLon, 30],
      [109 + dLon, 30 + dLat],
      [109, 30 + dLat],
    ]);
    expect(area).toBeGreaterThan(0.995e6);
    expect(area).toBeLessThan(1.005e6);
    expect(ringArea([[109, 30]])).toBe(0);
  });
  it('makes a scale bar of 1, 2 or 5 that fits', () => {
    expect(scaleBar(3.3, 120)).toEqual({ metres: 200, px: 200 / 3.3 });
    expect(scaleBar(1, 100)?.metres).toBe(100);
    for (const bad of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(scaleBar(bad, 100)).toBeUndefined();
  });
});

describe('palette', () => {
  const item = (over: Partial<PaletteItem>): PaletteItem => ({
    key: over.title ?? '',
    group: 'action',
    title: '',
    run() {},
    ...over,
  });
  it('scores whole over start over inside over strewn, and refuses the rest', () => {
    const [whole, start, inside, strewn] = [
      score('undo', 'Undo'),
      score('und', 'Undo'),
      score('do', 'Undo'),
      score('uo', 'Undo'),
    ] as number[];
    expect(whole).toBeGreaterThan(start as number);
    expect(start).toBeGreaterThan(inside as number);
    expect(inside).toBeGreaterThan(strewn as number);
    expect(score('x', 'Undo')).toBeUndefined();
    expect(score('wu shan', 'Wushan county')).toBeDefined();
    expect(score('wu zzz', 'Wushan county')).toBeUndefined();
  });
  it('shows the group with the best answer first, and what the host found whatever its words', () => {
    const items = [
      item({ title: '撤销' }),
      item({ title: '巫山县', group: 'place', always: true }),
      item({ title: 'wushan-2015', group: 'scenario' }),
    ];
    expect(rank(items, 'wushan').map((i) => i.title)).toEqual(['wushan-2015', '巫山县']);
    expect(rank(items, '').map((i) => i.title)[0]).toBe('撤销');
  });
});

describe('outbox', () => {
  const memory = () => {
    const map = new Map<string, string>();
    return {
      getItem: (k: string) => map.get(k) ?? null,
      setItem: (k: string, v: string) => void map.set(k, v),
    };
  };
  it('keeps reports over a closed page and sends them in order', async () => {
    const storage = memory();
    new Outbox(storage).add('report.received', { text: 'a' }, 1);
    new Outbox(storage).add('report.received', { text: 'b' }, 2);
    const sent: unknown[] = [];
    const outbox = new Outbox(storage);
    const n = await outbox.flush(
      async (entry) => sent.push(entry.body.text),
      () => false,
      () => {},
    );
    expect(n).toBe(2);
    expect(sent).toEqual(['a', 'b']);
    expect(outbox.list()).toEqual([]);
  });
  it('keeps what did not arrive, drops and reports what was refused', async () => {
    const outbox = new Outbox(memory());
    outbox.add('report.received', { text: 'bad' }, 1);
    outbox.add('report.received', { text: 'cut off' }, 2);
    const refused: unknown[] = [];
    await outbox.flush(
      async (entry) => {
        throw new Error(String(entry.body.text));
      },
      (error) => (error as Error).message === 'bad',
      (entry) => refused.push(entry.body.text),
    );
    expect(refused).toEqual(['bad']);
    expect(outbox.list().map((e) => e.body.text)).toEqual(['cut off']);
  });
  it('ignores rubbish in its storage', () => {
    const storage = memory();
    storage.setItem(
      'sandtable.outbox.1',
      '[{"kind":"rm -rf"},5,{"kind":"mark.set","body":{},"at":1}]',
    );
    expect(new Outbox(storage).list()).toHaveLength(1);
    storage.setItem('sandtable.outbox.1', '{{{');
    expect(new Outbox(storage).list()).toEqual([]);
  });
});
