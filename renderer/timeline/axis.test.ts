import { describe, expect, it } from 'vitest';
import type { TimelineEntry } from '../../shared/contract/types.ts';
import { parseTime } from '../../shared/time/time.ts';
import {
  elapsedTicks,
  fitAxis,
  knownExtent,
  LEAST_SPAN_MS,
  panned,
  ticksOf,
  timeAt,
  xOf,
  zoomed,
} from './axis.ts';
import { marksOf } from './marks.ts';

const H = 3_600_000;
const MIN = 60_000;
const T0 = parseTime('2015-06-24 18:42') as number;

describe('range of the axis', () => {
  it('begins a little before the report, not at the first observation hours earlier', () => {
    const axis = fitAxis('recent', { now: T0 + H, reportedAt: T0, firstAt: T0 - 5 * H });
    expect(axis.start).toBeLessThan(T0);
    expect(axis.start).toBeGreaterThan(T0 - 15 * MIN);
    expect(axis.end).toBeGreaterThan(T0 + H);
    expect(axis.end).toBeLessThan(T0 + 1.3 * H);
  });
  it('shows the last two hours of a long incident, and all of it when asked', () => {
    const long = { now: T0 + 80 * H, reportedAt: T0, firstAt: T0 - 5 * H };
    expect(fitAxis('recent', long).start).toBeGreaterThan(T0 + 77 * H);
    expect(fitAxis('incident', long).start).toBeLessThan(T0);
    expect(fitAxis('incident', long).start).toBeGreaterThan(T0 - 5 * H);
    expect(fitAxis('all', long).start).toBeLessThan(T0 - 5 * H);
  });
  it('holds the moment shown also where it lies before the report', () => {
    for (const fit of ['recent', 'incident', 'all'] as const) {
      const axis = fitAxis(fit, { now: T0 - H, reportedAt: T0, lastAt: T0 + 3 * H });
      expect(axis.start).toBeLessThan(T0 - H);
      expect(axis.end).toBeGreaterThan(T0 - H);
    }
  });
  it('stands still while a live session goes on', () => {
    for (const fit of ['recent', 'incident', 'all'] as const)
      for (const hours of [0.3, 1, 7, 80]) {
        const seen = new Set<string>();
        for (let i = 0; i < 100; i++) {
          const now = T0 + hours * H + i * 250;
          const axis = fitAxis(fit, { now, reportedAt: T0, firstAt: T0 - 5 * H, lastAt: now });
          expect(axis.end).toBeGreaterThan(now);
          seen.add(`${axis.start}|${axis.end}`);
        }
        expect(seen.size, `${fit} ${hours}`).toBeLessThanOrEqual(2);
      }
  });
  it('is never without length, also with nothing known', () => {
    const axis = fitAxis('recent', { now: 1000 });
    expect(axis.end - axis.start).toBeGreaterThan(10 * MIN);
  });
});

describe('what is known', () => {
  it('takes the entries where the line has not said yet', () => {
    expect(
      knownExtent(
        [
          { at: 5, rx: 9 },
          { at: 7, rx: 8 },
        ],
        undefined,
        undefined,
      ),
    ).toEqual({
      firstAt: 5,
      firstRx: 8,
      lastRx: 9,
    });
    expect(knownExtent([{ at: 5, rx: 9 }], 6, 20)).toEqual({ firstAt: 5, firstRx: 6, lastRx: 20 });
    expect(knownExtent([], undefined, undefined).firstRx).toBeUndefined();
  });
});

describe('zoom and pan', () => {
  const axis = { start: 0, end: 100 * MIN };
  it('keeps what stands under the pointer', () => {
    const near = zoomed(axis, 30 * MIN, 0.5);
    expect(xOf(near, 30 * MIN)).toBeCloseTo(0.3, 9);
    expect(near.end - near.start).toBe(50 * MIN);
  });
  it('stops at a sensible least span', () => {
    let a = axis;
    for (let i = 0; i < 60; i++) a = zoomed(a, 30 * MIN, 0.5);
    expect(a.end - a.start).toBe(LEAST_SPAN_MS);
  });
  it('moves, and turns places into times and back', () => {
    expect(panned(axis, 5 * MIN)).toEqual({ start: 5 * MIN, end: 105 * MIN });
    expect(timeAt(axis, xOf(axis, 12_345))).toBeCloseTo(12_345, 6);
  });
});

describe('ticks', () => {
  it('are whole Beijing times with room between them', () => {
    const ticks = ticksOf({ start: T0, end: T0 + 2 * H }, 1200);
    expect(ticks.map((x) => x.label).slice(0, 3)).toEqual(['18:50', '19:00', '19:10']);
    expect(ticks.length).toBeLessThanOrEqual(1200 / 84 + 1);
  });
  it('name midnight in Beijing by its date', () => {
    const ticks = ticksOf({ start: T0, end: T0 + 12 * H }, 1200);
    expect(ticks.find((x) => x.day)).toMatchObject({
      label: '06-25',
      at: parseTime('2015-06-25 00:00'),
    });
  });
  it('do without a width', () => {
    expect(ticksOf({ start: 0, end: 1000 }, 0)).toEqual([]);
  });
  it('count from the report where there is room', () => {
    const axis = { start: T0 - 5 * MIN, end: T0 + 75 * MIN };
    expect(elapsedTicks(axis, 1600, T0).map((x) => x.label)).toEqual([
      'T+5',
      'T+10',
      'T+20',
      'T+30',
      'T+60',
    ]);
    expect(elapsedTicks(axis, 300, T0).map((x) => x.label)).toEqual(['T+20', 'T+60']);
  });
});

describe('marks', () => {
  let seq = 0;
  const entry = (over: Partial<TimelineEntry>): TimelineEntry => ({
    seq: ++seq,
    at: T0,
    rx: T0,
    kind: 'report.received',
    source: 's',
    track: 'report',
    label: '',
    ...over,
  });
  const force = {
    kind: 'force.status',
    track: 'force',
    subject: { collection: 'forces', id: 'f' },
  } as const;
  it('end the way of a force at its arrival, not at what was expected', () => {
    const [way] = marksOf(
      [
        entry({ ...force, state: 'enroute', endAt: T0 + 40 * MIN }),
        entry({ ...force, state: 'arrived', at: T0 + 25 * MIN }),
      ],
      T0 + H,
    );
    expect(way).toMatchObject({ from: T0, to: T0 + 25 * MIN, open: false });
  });
  it('draw what is only expected as not yet sure', () => {
    const [way] = marksOf(
      [entry({ ...force, state: 'enroute', endAt: T0 + 40 * MIN })],
      T0 + 10 * MIN,
    );
    expect(way).toMatchObject({ to: T0 + 40 * MIN, sureTo: T0 + 10 * MIN, open: true });
  });
  it('carry on what is overdue to now, late from its due time', () => {
    const order = { subject: { collection: 'orders' as const, id: 'o' }, track: 'order' as const };
    const marks = marksOf(
      [
        entry({ ...order, kind: 'order.issued', endAt: T0 + 5 * MIN }),
        entry({ ...force, state: 'enroute', endAt: T0 + 40 * MIN }),
      ],
      T0 + H,
    );
    expect(marks.map((m) => [m.to, m.open, m.lateFrom])).toEqual([
      [T0 + H, true, T0 + 5 * MIN],
      [T0 + H, true, T0 + 40 * MIN],
    ]);
    const [soon] = marksOf(
      [entry({ ...order, kind: 'order.issued', endAt: T0 + 5 * MIN })],
      T0 + MIN,
    );
    expect(soon?.lateFrom).toBeUndefined();
  });
  it('end an order with its first answer, whoever else is answered', () => {
    const order = (id: string) => ({
      subject: { collection: 'orders' as const, id },
      track: 'order' as const,
    });
    const marks = marksOf(
      [
        entry({ ...order('a'), kind: 'order.issued' }),
        entry({ ...order('b'), kind: 'order.acked', at: T0 + MIN }),
        entry({ ...order('a'), kind: 'order.acked', at: T0 + 7 * MIN }),
        entry({ ...order('a'), kind: 'order.acked', at: T0 + 9 * MIN }),
      ],
      T0 + H,
    );
    expect(marks.find((m) => m.entry.kind === 'order.issued')?.to).toBe(T0 + 7 * MIN);
  });
  it('leave a moment a moment', () => {
    expect(marksOf([entry({})], T0)[0]?.to).toBeUndefined();
  });
});
