import { describe, expect, it } from 'vitest';
import type { LiveRecord, SessionInfo, TrackColumns } from '../../shared/contract/types.ts';
import type { CollectionName } from '../../shared/events/situation.ts';
import { createText } from '../../shared/text/index.ts';
import { LiveTables } from '../live/tables.ts';
import { drawForecasts } from './drawAreas.ts';
import { drawForces } from './drawForces.ts';
import { drawStations } from './drawStations.ts';
import type { LayerContext } from './layerContext.ts';

const T = Date.UTC(2015, 5, 24, 11);
const MIN = 60_000;
const session: SessionInfo = {
  id: 'live:x',
  line: { id: 'x', kind: 'main', mode: 'actual', name: '', createdAt: 0, facts: 0 },
  clock: { mode: 'live', playing: false, rate: 1, anchorSim: T, anchorHost: 0 },
  view: 'known',
};

type Rows = {
  readonly [C in CollectionName]?: readonly (readonly [string, unknown, number?])[];
};
function context(up: Rows, trackAt?: number): LayerContext {
  const tables = new LiveTables(() => 0);
  tables.apply({ t: 'reset', session, seq: 0 });
  const rows = Object.fromEntries(
    Object.entries(up).map(([name, list]) => [
      name,
      list.map(([id, body, at]): LiveRecord => [id, body, [at ?? T, at ?? T, 1], 's']),
    ]),
  );
  const columns: TrackColumns = {
    id: ['a'],
    lon: Float64Array.of(109.9),
    lat: Float64Array.of(31.1),
    height: Float32Array.of(Number.NaN),
    headingDeg: new Float32Array(1),
    speedMs: new Float32Array(1),
    at: Float64Array.of(trackAt ?? T),
    rx: new Float64Array(1),
    seq: new Float64Array(1),
    source: new Uint16Array(1),
    sources: ['s'],
  };
  const frame = { t: 'delta', seq: 1, facts: 1, simNow: T, up: rows } as const;
  tables.apply(trackAt === undefined ? frame : { ...frame, tracks: columns });
  return { tables, text: createText('zh'), places: [], now: T };
}
const words = (marks: readonly { label: readonly { text: string }[] }[]) =>
  marks.flatMap((m) => m.label.map((l) => l.text));

describe('a station', () => {
  const station = (stageAt: number, rainAt: number) =>
    drawStations(
      context(
        {
          things: [['a', { kind: 'station', name: '巫山' }]],
          readings: [
            ['a|stage', { thing: 'a', quantity: 'stage', value: 145.6, unit: 'm' }, stageAt],
            ['a|rain', { thing: 'a', quantity: 'rain', value: 3, unit: 'mm' }, rainAt],
          ],
        },
        T,
      ),
    ).marks;
  it('has the age of its oldest figure', () => {
    const marks = station(T - 90 * MIN, T - MIN);
    expect(words(marks).at(-1)).toBe('17:30 · 2 h 前');
    expect(marks[0]?.faded).toBe(false);
  });
  it('says of an old level beside fresh rain that it is old', () => {
    const marks = station(T - 300 * MIN, T - MIN);
    expect(words(marks)[1]).toContain('14:00 起无更新');
    expect(words(marks)[2]).not.toContain('起无更新');
    expect(words(marks).at(-1)).toContain('18:59');
    expect(marks[0]?.faded).toBe(false);
  });
  it('fades where all is old, also where its place was told just now', () => {
    const marks = station(T - 300 * MIN, T - 200 * MIN);
    expect(marks[0]?.faded).toBe(true);
    expect(words(marks).at(-1)).toBe('14:00 起无更新');
  });
});

describe('a force', () => {
  const at = (trackAt: number) =>
    drawForces(
      context(
        {
          forces: [['a', { name: 'a', kind: 'fire' }]],
          deployments: [['i|a', { forceId: 'a', incidentId: 'i', status: 'arrived' }]],
        },
        trackAt,
      ),
    ).marks[0];
  it('fades when its device is silent, and says since when', () => {
    expect(at(T - MIN)?.faded).toBe(false);
    const silent = at(T - 120 * MIN);
    expect(silent?.faded).toBe(true);
    expect(silent?.label.at(-1)?.text).toBe('17:00 起无更新');
    expect(silent?.crowd?.row).toContain('17:00 起无更新');
  });
});

describe('a forecast', () => {
  const ring = [
    [109.88, 31.08],
    [109.92, 31.08],
    [109.9, 31.12],
  ];
  const made = (validTo: number, closed = false) =>
    drawForecasts(
      context({
        incidents: [['i', { closed }]],
        forecasts: [
          [
            'f',
            {
              incidentId: 'i',
              predictor: 'wave',
              validTo,
              result: {
                headline: [],
                places: [],
                shapes: [
                  { kind: 'isochrone', label: '1', ring },
                  { kind: 'isochrone', label: '2', ring },
                ],
              },
            },
          ],
        ],
      }),
    );
  it('is pale past its time and says so once; of a closed incident there is none', () => {
    const [good, over] = [made(T + MIN), made(T - MIN)];
    expect(good.marks.every((m) => !m.faded)).toBe(true);
    expect(over.marks.every((m) => m.faded)).toBe(true);
    expect(words(over.marks).filter((w) => w.includes('18:59'))).toHaveLength(1);
    expect(over.outlines[0]?.color).not.toBe(good.outlines[0]?.color);
    expect(made(T + MIN, true)).toEqual({ marks: [], outlines: [] });
  });
});
