import { describe, expect, it } from 'vitest';
import type { LiveRecord, SessionInfo, TrackColumns } from '../../shared/contract/types.ts';
import type { CollectionName } from '../../shared/events/situation.ts';
import { createText } from '../../shared/text/index.ts';
import { LiveTables } from '../live/tables.ts';
import { waterWords } from '../live/water.ts';
import { forceMarks, incidentMarks, type MarkInput, placeMarks, stationMarks } from './marks.ts';
import { ink, levelInk } from './palette.ts';
import { pickAt } from './picking.ts';
import { createProjection } from './projection.ts';
import { forecastShapes, planShapes } from './shapes.ts';
import type { Surface } from './surface.ts';
import { createTrackPoints } from './tracks.ts';

const bbox = [109.8, 31, 110, 31.2] as const;
const T = Date.UTC(2015, 5, 24, 11);
const session: SessionInfo = {
  id: 'live:x',
  line: { id: 'x', kind: 'main', mode: 'actual', name: '', createdAt: 0, facts: 0 },
  clock: { mode: 'live', playing: false, rate: 1, anchorSim: T, anchorHost: 0 },
  view: 'known',
};

function tables(
  up: { readonly [C in CollectionName]?: readonly (readonly [string, unknown, number?])[] },
  tracks: Readonly<Record<string, readonly [number, number, at?: number]>> = {},
): LiveTables {
  const made = new LiveTables(() => 0);
  made.apply({ t: 'reset', session, seq: 0 });
  const rows = Object.fromEntries(
    Object.entries(up).map(([name, list]) => [
      name,
      list.map(([id, body, at]): LiveRecord => [id, body, [at ?? T, at ?? T, 1], 's']),
    ]),
  );
  const ids = Object.keys(tracks);
  const n = ids.length;
  const columns: TrackColumns = {
    id: ids,
    lon: Float64Array.from(ids, (i) => tracks[i]?.[0] ?? 0),
    lat: Float64Array.from(ids, (i) => tracks[i]?.[1] ?? 0),
    height: new Float32Array(n).fill(Number.NaN),
    headingDeg: new Float32Array(n),
    speedMs: new Float32Array(n),
    at: Float64Array.from(ids, (i) => tracks[i]?.[2] ?? T),
    rx: new Float64Array(n),
    seq: new Float64Array(n),
    source: new Uint16Array(n),
    sources: ['s'],
  };
  made.apply({ t: 'delta', seq: 1, facts: 1, simNow: T, up: rows, tracks: columns });
  return made;
}

const input = (of: LiveTables): MarkInput => ({
  tables: of,
  projection: createProjection(bbox),
  incidentId: 'i',
  places: [],
  text: createText('zh'),
  english: false,
  now: T,
});
const deploy = (forceId: string, status: string, rest: object = {}) =>
  [`i|${forceId}`, { forceId, incidentId: 'i', status, ...rest }] as const;
const force = (id: string, position = [109.9, 31.1]) =>
  [id, { forceId: id, name: id, kind: 'fire', position }] as const;

describe('what stands on the table', () => {
  it('shows a force by its status: solid green, dashed blue, dashed grey', () => {
    const marks = forceMarks(
      input(
        tables(
          {
            forces: [force('a'), force('b'), force('c')],
            deployments: [
              deploy('a', 'working'),
              deploy('b', 'enroute', { etaAt: T + 600_000 }),
              deploy('c', 'requested'),
            ],
          },
          { b: [109.85, 31.05] },
        ),
      ),
    );
    const look = Object.fromEntries(marks.map((m) => [m.pick.id, [m.color, m.dashed]]));
    expect(look).toEqual({
      a: [ink.confirmed, false],
      b: [ink.accent, true],
      c: [ink.unknown, true],
    });
    expect(marks.find((m) => m.pick.id === 'b')?.label).toContain('19:10');
    expect(marks.every((m) => m.symbol?.character === '消')).toBe(true);
  });

  it('leaves out a force whose place is not known, that is elsewhere, or that belongs to another incident', () => {
    const of = tables({
      forces: [force('a'), force('far', [108, 30]), force('other')],
      deployments: [
        deploy('a', 'enroute'),
        deploy('far', 'arrived'),
        ['j|other', { forceId: 'other', incidentId: 'j', status: 'arrived' }],
      ],
    });
    expect(forceMarks(input(of))).toEqual([]);
  });

  it('fades a force whose device is silent and says since when; the newer of device and report is where it is', () => {
    const of = (trackAt: number) =>
      tables(
        {
          forces: [force('a')],
          deployments: [
            [...deploy('a', 'arrived', { position: [109.95, 31.1] }), T - 1_800_000] as const,
          ],
        },
        { a: [109.85, 31.05, trackAt] },
      );
    const [fresh] = forceMarks(input(of(T - 60_000)));
    expect([fresh?.faint, fresh?.label]).toEqual([false, 'a']);
    const [silent] = forceMarks(input(of(T - 1_200_000)));
    expect([silent?.faint, silent?.label]).toEqual([true, 'a 18:40 起无更新']);
    const [reported] = forceMarks(input(of(T - 7_200_000)));
    expect(reported?.x).toBeGreaterThan(fresh?.x ?? 0);
    expect(reported?.faint).toBe(false);
  });

  it('writes a reading with unit, datum and time, and fades it when it is old', () => {
    const reading = (at: number) =>
      tables(
        {
          readings: [
            ['w|rain', { thing: 'w', quantity: 'rain', value: 3, unit: 'mm' }, T],
            [
              'w|stage',
              { thing: 'w', quantity: 'stage', value: 145.6, unit: 'm', datum: 'wusong' },
              at,
            ],
          ],
          things: [['w', { kind: 'station', name: '巫山' }]],
        },
        { w: [109.87, 31.07] },
      );
    const [fresh] = stationMarks(input(reading(T - 60_000)));
    expect(fresh?.label).toBe('巫山 145.60 m 吴淞 18:59');
    expect(fresh?.faint).toBe(false);
    expect(stationMarks(input(reading(T - 7_300_000)))[0]?.faint).toBe(true);
  });

  it('colours the incident by its level and drops it when it is closed', () => {
    const of = (more: object) =>
      tables({ incidents: [['i', { title: 't', position: [109.9, 31.1], ...more }]] });
    expect(incidentMarks(input(of({ level: 3 })))[0]?.color).toBe(levelInk[3]);
    expect(incidentMarks(input(of({})))[0]?.color).toBe(levelInk[0]);
    expect(incidentMarks(input(of({ closed: true })))).toEqual([]);
  });

  it('names places of the area in the language asked for', () => {
    const places = [
      {
        id: 'p',
        name: '巫山',
        nameEn: 'Wushan',
        kind: 'seat',
        position: [109.87, 31.07] as [number, number],
      },
      { id: 'q', name: '万州', kind: 'seat', position: [108.4, 30.8] as [number, number] },
    ];
    const of = input(tables({}));
    expect(placeMarks({ ...of, places }).map((m) => m.label)).toEqual(['巫山']);
    expect(placeMarks({ ...of, places, english: true }).map((m) => m.label)).toEqual(['Wushan']);
  });
});

describe('what lies on the table', () => {
  const projection = createProjection(bbox);
  const item = (more: object) => ({
    incidentId: 'i',
    shape: 'line',
    coordinates: [
      [109.85, 31.1],
      [109.95, 31.1],
    ],
    phase: 'planned',
    ...more,
  });

  it('is dashed while planned and solid once it is so; what was deleted is gone', () => {
    const shapes = planShapes(
      tables({
        plan: [
          ['a', item({})],
          ['b', item({ phase: 'actual', color: 'red' })],
          ['c', item({ deleted: true })],
          ['d', item({ incidentId: 'j' })],
        ],
      }),
      projection,
      'i',
    );
    expect(shapes.map((s) => [s.pick.id, s.dashed])).toEqual([
      ['a', true],
      ['b', false],
    ]);
  });

  it('shows the newest forecast of each predictor only', () => {
    const ring = [
      [109.88, 31.08],
      [109.92, 31.08],
      [109.9, 31.12],
    ];
    const made = (label: string) => ({
      incidentId: 'i',
      predictor: 'wave',
      result: { headline: [], places: [], shapes: [{ kind: 'isochrone', label, ring }] },
    });
    const of = tables({
      forecasts: [
        ['new', made('2'), T],
        ['old', made('1'), T - 1000],
      ],
    });
    const shapes = forecastShapes(of, projection, 'i', createText('zh'), T);
    expect(shapes.map((s) => [s.pick.id, s.dashed, s.color])).toEqual([
      ['new', true, ink.forecast],
    ]);
  });

  it('keeps a forecast past its time as a pale trace that says so, and none of a closed incident', () => {
    const ring = [
      [109.88, 31.08],
      [109.92, 31.08],
      [109.9, 31.12],
    ];
    const of = (closed: boolean) =>
      tables({
        incidents: [['i', { closed }]],
        forecasts: [
          [
            'f',
            {
              incidentId: 'i',
              predictor: 'wave',
              validTo: T - 60_000,
              result: { headline: [], places: [], shapes: [{ kind: 'extent', label: '1', ring }] },
            },
          ],
        ],
      });
    const shapes = (now: number, closed = false) =>
      forecastShapes(of(closed), projection, 'i', createText('zh'), now);
    const [good] = shapes(T - 120_000);
    const [over] = shapes(T);
    expect([good?.faint, good?.label?.text, good?.color]).toEqual([false, '1', ink.forecast]);
    expect([over?.faint, over?.color]).toEqual([true, ink.forecastOver]);
    expect(over?.label?.text).toMatch(/^1 · .*18:59.*已过$/);
    expect(over?.fill?.alpha).toBeLessThan(good?.fill?.alpha ?? 0);
    expect(shapes(T - 120_000, true)).toEqual([]);
  });

  it('is taken hold of: symbol before line, line within reach, area inside', () => {
    const [area, line] = planShapes(
      tables({
        plan: [
          [
            'area',
            item({
              shape: 'area',
              coordinates: [
                [109.85, 31.05],
                [109.95, 31.05],
                [109.9, 31.15],
              ],
            }),
          ],
          ['line', item({})],
        ],
      }),
      projection,
      'i',
    );
    if (!area || !line) throw new Error('shapes');
    const at = (x: number, z: number, spots: Parameters<typeof pickAt>[2]['spots'] = []) =>
      pickAt(10, 10, {
        spots,
        shapes: [area, line],
        ground: { x, z },
        reachM: 100,
        tracks: () => {},
      });
    expect(at(0, 60)?.id).toBe('line');
    expect(at(0, 1000)?.id).toBe('area');
    expect(at(9000, 9000)).toBeUndefined();
    const force = { collection: 'forces', id: 'f' } as const;
    expect(at(0, 60, [{ pick: force, label: '', box: { x: 0, y: 0, w: 24, h: 24 } }])).toEqual(
      force,
    );
  });
});

describe('moving points', () => {
  it('turn grey when nothing was heard of them for long, also with nothing new told', () => {
    const projection = createProjection(bbox);
    const land = { projection, lowM: 0, heightAt: () => 100 } as unknown as Surface;
    const of = tables({}, { a: [109.85, 31.05, T - 60_000], b: [109.9, 31.1, T - 3_600_000] });
    const points = createTrackPoints();
    const olds = () => {
      const ids: string[] = [];
      points.each((id) => ids.push(id));
      const old = points.points.geometry.getAttribute('old');
      return ids.map((id, i) => [id, old.getX(i)]);
    };
    expect(points.update(land, of, () => false, T)).toBe(true);
    expect(olds()).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(points.update(land, of, () => false, T)).toBe(false);
    expect(points.update(land, of, () => false, T + 900_000)).toBe(true);
    expect(olds()[0]).toEqual(['a', 1]);
    points.dispose();
  });
});

describe('known levels', () => {
  const level = (value: number, more: object = {}, at = T) =>
    tables(
      {
        readings: [
          [
            'w|stage',
            { thing: 'w', quantity: 'stage', value, unit: 'm', datum: 'wusong', ...more },
            at,
          ],
        ],
      },
      { w: [109.87, 31.07] },
    );
  it('change with a level, and are none where it is old, of no known datum, or not in metres', () => {
    expect(waterWords(level(145))).not.toBe('');
    expect(waterWords(level(145))).not.toBe(waterWords(level(146)));
    expect(waterWords(level(145, { datum: 'unknown' }))).toBe('');
    expect(waterWords(level(145, { unit: 'ft' }))).toBe('');
    expect(waterWords(level(145, {}, T - 25 * 3_600_000))).toBe('');
  });
});
