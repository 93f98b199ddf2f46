import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../shared/time/time.ts';
import { parsePack, type ScenarioPack } from './pack.ts';

const ids = ['wushan-2015', 'chongqing-flood-2020'] as const;
const textOf = (id: string) =>
  readFileSync(
    fileURLToPath(new URL(`../../assets/scenarios/${id}.json`, import.meta.url)),
    'utf8',
  );

function packOf(id: string): ScenarioPack {
  const parsed = parsePack(textOf(id), `${id}.json`);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

const deskOf = (pack: ScenarioPack, kind: string) =>
  pack.events.flatMap((e) => (e.via === 'desk' && e.kind === kind ? [{ ...e, at: e.at }] : []));
const claims = (pack: ScenarioPack, field: string) =>
  deskOf(pack, 'claim.made').filter((e) => e.body.field === field);
const stages = (pack: ScenarioPack, station: string) =>
  pack.events.flatMap((e) =>
    e.via === 'stage'
      ? e.readings
          .filter((r) => r.station === station)
          .map((r) => ({ at: e.at, source: e.source, ...r }))
      : [],
  );
const bjt = (text: string) => parseTime(`${text}+08:00`) ?? Number.NaN;

describe.each(ids)('pack %s', (id) => {
  const pack = packOf(id);
  const synthetic = new Set(pack.sources.filter((s) => s.kind === 'synthetic').map((s) => s.id));

  it('is a review under its own name in both languages', () => {
    expect(pack.id).toBe(id);
    expect(pack.mode).toBe('review');
    expect(pack.title.zh).toMatch(/\p{Script=Han}/u);
    expect(pack.title.en).not.toMatch(/\p{Script=Han}/u);
    expect(pack.summary.zh).toContain('模拟');
    expect(pack.summary.en).toContain('simulated');
  });

  it('cites every source, and tells made-up sources by their id', () => {
    const cited = new Set([...pack.stations, ...pack.forces, ...pack.events].map((x) => x.source));
    expect(pack.sources.map((s) => s.id).filter((s) => !cited.has(s))).toEqual([]);
    for (const s of pack.sources) {
      expect(s.id.startsWith('sim'), s.id).toBe(s.kind === 'synthetic');
      expect(s.title.includes('模拟'), s.id).toBe(s.kind === 'synthetic');
    }
  });

  it('marks everything made up with 模拟 in its name', () => {
    const names: (string | undefined)[] = [];
    for (const x of [...pack.forces, ...pack.stations])
      if (synthetic.has(x.source)) names.push(x.name);
    for (const e of pack.events) {
      if (!synthetic.has(e.source)) continue;
      if (e.via === 'mqtt') names.push(...e.observations.map((o) => o.name));
      if (e.via === 'cap') names.push(e.alert.headline, e.alert.event);
      if (e.via === 'stage')
        for (const r of e.readings)
          names.push(pack.stations.find((s) => s.id === r.station)?.name ?? r.station);
      if (e.via !== 'desk') continue;
      const b = e.body as Record<string, string>;
      if (e.kind === 'claim.made') names.push(b.claimant);
      if (e.kind === 'report.received') names.push(`${b.from}${b.text}`);
      if (e.kind === 'order.acked' || e.kind === 'aspect.stated') names.push(b.by);
      if (e.kind === 'plan.item') names.push(b.label);
      if (e.kind === 'task.set') names.push(b.note);
      if (e.kind === 'incident.level') names.push(b.basis);
    }
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((n) => !n?.includes('模拟'))).toEqual([]);
    for (const n of pack.forces.map((f) => f.name)) expect(n).toMatch(/\(模拟\)$/);
  });

  it('lets only made-up sources carry acknowledgements, force movements and tracks', () => {
    for (const e of pack.events)
      if (
        e.via === 'mqtt' ||
        (e.via === 'desk' && ['order.acked', 'force.status', 'task.set'].includes(e.kind))
      )
        expect(synthetic.has(e.source), `${e.via} ${e.at}`).toBe(true);
  });

  it('sends no alert that could be taken for a live one', () => {
    const alerts = pack.events.flatMap((e) => (e.via === 'cap' ? [e.alert] : []));
    expect(alerts.length).toBeGreaterThan(0);
    for (const a of alerts) {
      expect(a.status).toBe('Exercise');
      expect(a.identifier).toMatch(/^(sim|replay)-/);
    }
  });

  it('speaks only of its one incident and of forces and orders that it has', () => {
    const incident = deskOf(pack, 'incident.reported');
    expect(incident).toHaveLength(1);
    const known = incident[0]?.body.incidentId;
    const forces = new Set<unknown>(pack.forces.map((f) => f.forceId));
    const orders = new Set(deskOf(pack, 'order.issued').map((e) => e.body.orderId));
    for (const e of pack.events) {
      if (e.via !== 'desk') continue;
      if (e.body.incidentId !== undefined) expect(e.body.incidentId).toBe(known);
      for (const key of ['forceId', 'toForceId'])
        if (e.body[key] !== undefined) expect(forces).toContain(e.body[key]);
      if (e.kind === 'order.acked') expect(orders).toContain(e.body.orderId);
    }
    for (const e of deskOf(pack, 'order.acked')) {
      const order = deskOf(pack, 'order.issued').find((o) => o.body.orderId === e.body.orderId);
      expect(e.at).toBeGreaterThan(order?.at ?? Number.POSITIVE_INFINITY);
    }
  });

  it('is refused with the place of the first error when it is broken', () => {
    const broken = (change: (json: ReturnType<typeof JSON.parse>) => void) => {
      const json = JSON.parse(textOf(id));
      change(json);
      const r = parsePack(JSON.stringify(json), 'broken.json');
      return r.ok ? 'accepted' : `${r.problem.code} ${r.problem.params?.at}`;
    };
    const desk = pack.events.findIndex((e) => e.via === 'desk' && e.kind === 'claim.made');
    expect(broken(() => {})).toBe('accepted');
    expect(
      broken((j) => {
        j.events[5].source = 'nobody';
      }),
    ).toBe('scenario.rule.source events.5.source');
    expect(
      broken((j) => {
        j.events[3].at = 'yesterday';
      }),
    ).toBe('scenario.rule.time events.3.at');
    expect(
      broken((j) => {
        j.events[desk].body.value = 'many';
      }),
    ).toBe(`scenario.invalid events.${desk}.body.value`);
    expect(broken((j) => j.events.reverse())).toMatch(/^scenario\.rule\.order events\.\d+\.at$/);
    expect(
      broken((j) => {
        j.mode = 'actual';
      }),
    ).toBe('scenario.invalid mode');
    expect(parsePack(textOf(id).slice(0, -3), 'cut.json')).toMatchObject({
      ok: false,
      problem: { code: 'scenario.notJson' },
    });
  });
});

describe('wushan-2015', () => {
  const pack = packOf('wushan-2015');

  it('has the slide at 18:40 with its position error', () => {
    const [slide] = deskOf(pack, 'incident.reported');
    expect(slide?.body).toMatchObject({
      incidentId: 'hongyanzi',
      hazard: 'landslide',
      occurredAt: bjt('2015-06-24T18:40:00'),
      position: [109.89, 31.09],
      positionErrorM: 1500,
    });
  });

  it('keeps contradicting figures side by side, each with its claimant', () => {
    const said = (field: string) =>
      new Set(
        claims(pack, field)
          .filter((e) => !e.source.startsWith('sim'))
          .map((e) => e.body.value),
      );
    expect([...said('injured')].sort()).toEqual([4, 5]);
    expect([...said('vesselsSunk')].sort()).toEqual([13, 16]);
    expect(said('vesselsAdrift')).toEqual(new Set([21]));
    expect(said('dead')).toEqual(new Set([1]));
    expect(said('volumeM3')).toEqual(new Set([230_000]));
    const [wave] = claims(pack, 'waveHeightM').filter((e) => e.source === 'xinhua-0625');
    expect(wave?.body).toMatchObject({ value: 5, valueMax: 6 });
  });

  it('is dense in the first half hour', () => {
    const from = bjt('2015-06-24T18:40:00');
    const early = pack.events.filter((e) => e.at >= from && e.at <= from + 32 * 60_000);
    expect(early.length).toBeGreaterThan(80);
    const aspects = new Set(deskOf(pack, 'aspect.stated').map((e) => e.body.aspect));
    for (const a of ['rain', 'water', 'works', 'danger', 'damage', 'social', 'opinion'])
      expect(aspects).toContain(a);
    for (const a of ['comms', 'roads', 'power']) expect(aspects).toContain(a);
  });
});

describe('chongqing-flood-2020', () => {
  const pack = packOf('chongqing-flood-2020');

  it('has the nine gauges and the dam with the datum of each', () => {
    expect(Object.fromEntries(pack.stations.map((s) => [s.name, s.datum]))).toEqual({
      寸滩: 'wusong',
      '北碚(三)': 'huanghai85',
      磁器口: 'wusong',
      '朱沱(三)': 'unknown',
      朝天门: 'unknown',
      菜园坝: 'unknown',
      东津沱: 'unknown',
      '长寿(二)': 'unknown',
      武隆: 'wusong',
      三峡坝前: 'wusong',
    });
    const cuntan = pack.stations.find((s) => s.id === 'cuntan');
    expect([cuntan?.warningM, cuntan?.guaranteeM]).toEqual([180.5, 183.5]);
  });

  it.each([
    ['cuntan', '2020-08-20T08:15:00', 191.62],
    ['beibei', '2020-08-19T12:35:00', 200.23],
    ['zhutuo', '2020-08-19T19:25:00', 214.68],
    ['ciqikou', '2020-08-20T02:00:00', 194.29],
  ])('%s crests at %s with %f m', (station, at, stageM) => {
    const all = stages(pack, station);
    const top = all.reduce((a, b) => ((b.stageM ?? 0) > (a.stageM ?? 0) ? b : a));
    expect(top).toMatchObject({ at: bjt(at), stageM });
  });

  it('gives interpolated stages to points of their own, within the published values', () => {
    for (const e of pack.events) if (e.via === 'stage') expect(e.source).not.toBe('sim-interp');
    const interpolated = pack.events.filter((e) => e.source === 'sim-interp');
    expect(interpolated.length).toBeGreaterThan(48);
    for (const e of interpolated) {
      if (e.via !== 'mqtt') throw new Error(`interpolated via ${e.via}`);
      for (const o of e.observations) {
        const station = o.thing.replace(/^sim-interp-/, '');
        const all = stages(pack, station);
        const before = all.filter((s) => s.at < e.at).at(-1);
        const after = all.find((s) => s.at > e.at);
        if (before?.stageM === undefined || after?.stageM === undefined)
          throw new Error(`${o.thing} goes beyond the published values`);
        const k = (e.at - before.at) / (after.at - before.at);
        expect(o.r?.stage?.[0]).toBeCloseTo(before.stageM + (after.stageM - before.stageM) * k, 1);
        expect(o.r?.stage?.[2]).toBe(pack.stations.find((s) => s.id === station)?.datum);
      }
    }
  });

  it('raises the response to Ⅰ at 14:00 on the 18th and counts no deaths', () => {
    const levels = deskOf(pack, 'incident.level');
    expect(levels.map((e) => e.body.level)).toEqual([2, 1]);
    expect(Math.abs((levels[1]?.at ?? 0) - bjt('2020-08-18T14:00:00'))).toBeLessThan(60_000);
    expect(claims(pack, 'dead').map((e) => e.body.value)).toEqual([0]);
    const [affected] = claims(pack, 'affected');
    expect(affected?.body.value).toBe(263_200);
    expect(affected?.trueAt).toBe(bjt('2020-08-20T08:00:00'));
  });
});
