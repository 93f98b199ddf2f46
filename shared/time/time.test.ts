import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClockState, ManualClock, RateClock, simNow } from './clock.ts';
import { formatBeijing, formatElapsed, formatIso, parseTime } from './time.ts';

const instants = fc.integer({
  min: Date.UTC(1900, 0, 1),
  max: Date.UTC(2199, 11, 31),
});

describe('parseTime', () => {
  it('reads Beijing time unless another offset is given', () => {
    const t = Date.UTC(2015, 5, 24, 10, 40);
    expect(parseTime('2015-06-24T18:40+08:00')).toBe(t);
    expect(parseTime('2015-06-24 18:40')).toBe(t);
    expect(parseTime('2015-06-24T10:40:00Z')).toBe(t);
    expect(parseTime('2015-06-24T05:10-0530')).toBe(t);
    expect(parseTime('2015-06-24T18:40:00.5')).toBe(t + 500);
    expect(parseTime('2015-06-24')).toBe(Date.UTC(2015, 5, 23, 16));
  });

  it.each([
    '',
    'yesterday',
    '2015-13-01',
    '2015-02-30',
    '2023-02-29',
    '2015-06-24T24:00',
    '2015-06-24T18:60',
    '2015-06-24T18:40:61',
    '24.06.2015',
    '2015-06-24T18:40+08:00 extra',
    '2015-6-4',
    `2015-06-24${' '.repeat(100_000)}x`,
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  it('reads back what formatIso writes', () => {
    fc.assert(
      fc.property(instants, (t) => {
        expect(parseTime(formatIso(t))).toBe(t);
      }),
    );
  });
});

describe('formats', () => {
  it('show Beijing time', () => {
    const t = Date.UTC(2015, 5, 24, 16, 5, 9);
    expect(formatBeijing(t)).toBe('2015-06-25 00:05:09');
    expect(formatBeijing(t, 'minute')).toBe('2015-06-25 00:05');
    expect(formatBeijing(t, 'clock')).toBe('00:05:09');
    expect(formatBeijing(t, 'date')).toBe('2015-06-25');
    expect(formatIso(-1)).toBe('1970-01-01T07:59:59.999+08:00');
  });

  it('count elapsed time past a day and before zero', () => {
    expect(formatElapsed(17 * 60_000 + 42_999)).toBe('00:17:42');
    expect(formatElapsed(100 * 3_600_000)).toBe('100:00:00');
    expect(formatElapsed(-61_000)).toBe('-00:01:01');
    expect(formatElapsed(-400)).toBe('00:00:00');
  });
});

describe('clocks', () => {
  it('the state alone tells the time to everyone', () => {
    const state: ClockState = {
      mode: 'replay',
      playing: true,
      rate: -60,
      anchorSim: 1_000_000,
      anchorHost: 500,
    };
    expect(simNow(state, 1500)).toBe(1_000_000 - 60_000);
    expect(simNow({ ...state, playing: false }, 1500)).toBe(1_000_000);
  });

  it('a rate clock is continuous through every change', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 10_000 }),
            fc.constantFrom(0.1, 1, 60, 600, -1),
            fc.boolean(),
          ),
          { maxLength: 20 },
        ),
        (steps) => {
          const host = new ManualClock(0);
          const clock = new RateClock(host, 5000);
          for (const [ms, rate, playing] of steps) {
            host.advance(ms);
            const before = clock.now();
            clock.change({ rate, playing });
            expect(Math.abs(clock.now() - before)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
    const host = new ManualClock(0);
    const clock = new RateClock(host, 0, 60);
    host.advance(1000);
    expect(clock.now()).toBe(60_000);
    clock.change({ playing: false });
    host.advance(1000);
    expect(clock.now()).toBe(60_000);
    clock.change({ at: 7, playing: true, rate: 1 });
    host.advance(3);
    expect(clock.now()).toBe(10);
  });

  it('a manual clock moves only when told', () => {
    const clock = new ManualClock(5);
    expect(clock.now()).toBe(5);
    clock.advance(10);
    expect(clock.now()).toBe(15);
    clock.set(1);
    expect(clock.now()).toBe(1);
  });
});
