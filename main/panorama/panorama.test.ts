import { XMLValidator } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { Fact, NewFact } from '../../shared/events/fact.ts';
import { foldInto } from '../../shared/events/reduce.ts';
import { Situation } from '../../shared/events/situation.ts';
import { createGrid } from '../../shared/geo/grid.ts';
import { createText } from '../../shared/text/index.ts';
import { loadFonts } from '../export/fonts.ts';
import { birdsEye } from './birdsEye.ts';
import { buildModel, signModel } from './buildModel.ts';
import { frameMap } from './frame.ts';
import { gapsOf } from './gaps.ts';
import { sheetPages } from './sheetSvg.ts';
import { assess, type StageOutcome, stages } from './stages.ts';
import { loadSymbols } from './symbols.ts';
import { type Bbox, type CutOut, cutOut, type PanoramaTerrain } from './terrainPort.ts';
import { viewOf } from './view.ts';

const T0 = Date.parse('2015-06-24T18:42:00+08:00');
const MIN = 60_000;
const zh = createText('zh');

const terrain: PanoramaTerrain = {
  heights: async (bbox, cols, rows) => {
    const grid = createGrid(bbox, cols, rows);
    for (let i = 0; i < grid.data.length; i++) grid.data[i] = 200 + 300 * Math.sin(i / 37);
    return grid;
  },
  kind: () => 'schematic',
  datum: () => 'huanghai85',
  names: () => [{ name: '巫山', position: [109.8789, 31.0748], kind: 'seat' }],
};

type Given = Omit<NewFact, 'source' | 'at'> & { at?: number; source?: string };
function situationOf(facts: readonly Given[]): Situation {
  const situation = new Situation();
  facts.forEach((f, i) => {
    const at = f.at ?? T0;
    foldInto(situation, { source: 'seat:值班', ...f, at, rx: at, seq: i + 1, v: 1 } as Fact);
  });
  return situation;
}

const reported: Given = {
  kind: 'incident.reported',
  body: {
    incidentId: 'i',
    hazard: 'landslide',
    title: '红岩子滑坡',
    place: '巫山',
    position: [109.89, 31.09],
    occurredAt: T0 - 2 * MIN,
    reportedBy: '海事',
    mode: 'actual',
  },
};
const claim = (value: number, claimant: string, field = 'missing'): Given =>
  ({ kind: 'claim.made', body: { incidentId: 'i', field, value, unit: '人', claimant } }) as Given;

function sheet(facts: readonly Given[], now = T0 + 29 * MIN, locale: 'zh' | 'en' = 'zh') {
  const situation = situationOf(facts);
  const view = viewOf(situation, 'i', now);
  if (!view) throw new Error('no incident');
  const waiting: StageOutcome[] = stages.map((s) => ({
    id: s.id,
    deadlineMin: s.deadlineMin,
    state: 'waiting',
    dueAt: T0 + s.deadlineMin * MIN,
    missing: [],
  }));
  const model = buildModel({
    view,
    text: createText(locale),
    version: 1,
    stages: waiting,
    terrain,
    computeBoundS: 60,
  });
  return { model, view, situation };
}
async function pagesOf(model: ReturnType<typeof sheet>['model'], cut?: CutOut) {
  return sheetPages({
    model,
    main: cut,
    locator: cut,
    area: cut,
    symbols: loadSymbols(),
    measure: loadFonts().measure,
  });
}

describe('the sheet', () => {
  it('says what is known, that the rest is not, and leaves no key untranslated, in both languages', async () => {
    const cut = await cutOut(terrain, [109.8, 31, 110, 31.2] as Bbox, 60, 60);
    for (const locale of ['zh', 'en'] as const) {
      const { model } = sheet([reported, claim(4, '海事')], T0 + 29 * MIN, locale);
      const pages = await pagesOf(model, cut);
      expect(pages.length).toBeGreaterThan(1);
      for (const page of pages) {
        expect(XMLValidator.validate(page)).toBe(true);
        expect(page).not.toMatch(/panorama\.[a-z]|\{\{|undefined|NaN/);
      }
      expect(pages[0]).toContain('红岩子滑坡');
      expect(pages[0]).toContain(locale === 'zh' ? '未报' : 'not reported');
      expect(pages[0]).toContain(locale === 'zh' ? '示意地形' : 'chematic');
    }
  });

  it('draws the same bytes for the same situation, and other ones for another', async () => {
    const a = await pagesOf(sheet([reported, claim(4, '海事')]).model);
    const b = await pagesOf(sheet([reported, claim(4, '海事')]).model);
    const c = await pagesOf(sheet([reported, claim(5, '海事')]).model);
    expect(a).toEqual(b);
    expect(c[0]).not.toBe(a[0]);
  });

  it('stands hostile and endless words', async () => {
    const nasty = `</text><script>"'&\u0000\u0008\ud800${'很长'.repeat(400)}`;
    const { model } = sheet([
      { ...reported, body: { ...(reported.body as object), title: nasty, place: nasty } } as Given,
      claim(1, nasty),
      {
        kind: 'report.received',
        body: { reportId: 'r', channel: 'public', from: nasty, text: nasty },
      } as Given,
    ]);
    for (const page of await pagesOf(model)) {
      expect(XMLValidator.validate(page)).toBe(true);
      expect(page).not.toContain('<script>');
    }
  });

  it('keeps its columns when there are hundreds of forces, and says how many it leaves out', async () => {
    const forces: Given[] = [];
    for (let i = 0; i < 300; i++) {
      forces.push({
        kind: 'force.listed',
        body: { forceId: `f${i}`, name: `队伍${i}`, kind: 'fire', position: [109.9, 31.1] },
      } as Given);
      forces.push({
        kind: 'force.status',
        body: { forceId: `f${i}`, incidentId: 'i', status: 'arrived' },
      } as Given);
    }
    const pages = await pagesOf(sheet([reported, ...forces]).model);
    const left = /其余 (\d+) 行见附页/.exec(pages[0] as string);
    expect(Number(left?.[1])).toBeGreaterThan(200);
    // All of them stand on the pages behind, each once.
    const behind = pages.slice(1).join('');
    for (const i of [0, 150, 299]) expect(behind.split(`>队伍${i}<`)).toHaveLength(2);
    const lowest = Math.max(
      ...[...(pages[0] as string).matchAll(/<text x="[\d.]+" y="([\d.]+)"/g)].map((m) =>
        Number(m[1]),
      ),
    );
    expect(lowest).toBeLessThanOrEqual(297);
  });

  it('changes nothing but the signature when it is signed', () => {
    const { model } = sheet([reported]);
    const signed = signModel(model, { signer: '张三', at: T0 + 31 * MIN, seq: 9 }, zh);
    expect(model.signLine).toContain('____');
    expect(signed.signLine).toContain('张三');
    expect(signed.footerRight).toContain('张三');
    expect({ ...signed, signLine: '', footerRight: '' }).toEqual({
      ...model,
      signLine: '',
      footerRight: '',
    });
  });

  it('marks an exercise and a review on the sheet, never the real thing', () => {
    const as = (mode: string) =>
      sheet([{ ...reported, body: { ...(reported.body as object), mode } } as Given]).model;
    expect(as('exercise').watermark).toContain('演练');
    expect(as('review').mark).toBe('复盘');
    expect(as('actual').watermark).toBeUndefined();
  });
});

describe('gaps', () => {
  const gaps = (facts: readonly Given[], now = T0 + 29 * MIN) => {
    const view = viewOf(situationOf(facts), 'i', now);
    return view ? gapsOf(view, zh) : [];
  };
  it('put contradicting figures of lives above what merely waits', () => {
    const found = gaps([reported, claim(4, '甲'), claim(9, '乙')]);
    const at = (part: string) => found.findIndex((g) => g.text.includes(part));
    expect(at('失联 各源不一致')).toBe(0);
    expect(at('没有威胁预测')).toBeGreaterThan(0);
    expect(found.map((g) => g.weight)).toEqual(found.map((g) => g.weight).sort((a, b) => b - a));
  });
  it('do not call equal figures of two sources a contradiction', () => {
    const found = gaps([reported, claim(4, '甲'), claim(4, '乙')]);
    expect(found.some((g) => g.text.includes('不一致'))).toBe(false);
  });
  it('name an order that nobody answered, until somebody does', () => {
    const order = {
      kind: 'order.issued',
      body: {
        orderId: 'o',
        incidentId: 'i',
        no: 1,
        toLevel: 'district',
        to: '海事',
        text: '封航',
        ackDueAt: T0 + MIN,
      },
    } as Given;
    const ack = {
      kind: 'order.acked',
      at: T0 + 2 * MIN,
      body: { orderId: 'o', incidentId: 'i', by: '海事', state: 'received' },
    } as Given;
    expect(gaps([reported, order]).some((g) => g.text.includes('超时未回执'))).toBe(true);
    expect(gaps([reported, order, ack]).some((g) => g.text.includes('未回执'))).toBe(false);
  });
});

describe('gauges', () => {
  it('never take a bound for what the gauge reads', () => {
    const gauge = {
      kind: 'observation',
      source: 'feed:stage',
      body: {
        thing: 'cuntan',
        kind: 'station',
        name: '寸滩',
        p: [109.9, 31.1],
        r: {
          stage: [186.06, 'm', 'wusong'],
          warningStage: [180.5, 'm', 'wusong'],
          guaranteeStage: [183.5, 'm', 'wusong'],
        },
      },
    } as Given;
    const { model } = sheet([reported, gauge]);
    const words = JSON.stringify([model.side, model.map, model.annex]);
    expect(words).toContain('186.06');
    expect(words).not.toContain('183.5');
    expect(words).not.toContain('180.5');
  });
});

describe('stages', () => {
  it('weigh what is known against what is missing', async () => {
    const { view } = sheet([reported]);
    const input = {
      view,
      text: zh,
      version: 1,
      earlier: [],
      terrain: { kind: () => 'imported' as const, hasWater: true },
    };
    const t0 = stages.find((s) => s.id === 't0');
    const bare = await t0?.run(input);
    const { view: more } = sheet([
      reported,
      claim(1, '海事'),
      {
        kind: 'incident.level',
        body: { incidentId: 'i', level: 3, state: 'confirmed', basis: 'x' },
      } as Given,
    ]);
    const full = await t0?.run({ ...input, view: more });
    expect(bare?.missing.map((m) => m.key)).toContain('panorama.missing.casualties');
    expect(full?.missing).toEqual([]);
    expect(full?.completeness).toBe(1);
    expect(bare?.completeness as number).toBeLessThan(0.8);
  });
  it('count a half-met need as half', () => {
    const { view } = sheet([reported]);
    const got = assess(
      [
        { weight: 3, check: () => ({ met: 1 }) },
        { weight: 1, check: () => ({ met: 0.5, key: 'panorama.missing.water' }) },
      ],
      {
        view,
        text: zh,
        version: 1,
        earlier: [],
        terrain: { kind: () => 'schematic', hasWater: false },
      },
    );
    expect(got.completeness).toBe(0.875);
    expect(got.missing[0]?.weight).toBe(0.125);
  });
});

describe('frame and slant view', () => {
  it('frames everything of the area that matters, true to its round scale', () => {
    const aoi: Bbox = [109.7, 30.9, 110.1, 31.3];
    const frame = frameMap(
      aoi,
      [
        [109.8, 31.0],
        [110.05, 31.2],
        [120, 40],
      ],
      [109.89, 31.09],
    );
    expect(frame.scale % 5000).toBe(0);
    for (const [lon, lat] of [
      [109.8, 31.0],
      [110.05, 31.2],
      [109.89, 31.09],
    ] as const) {
      expect(lon > frame.bbox[0] && lon < frame.bbox[2]).toBe(true);
      expect(lat > frame.bbox[1] && lat < frame.bbox[3]).toBe(true);
    }
    expect(frame.bbox[2]).toBeLessThan(111);
  });
  it('puts a summit above its foot and hides what lies behind it', async () => {
    const bbox: Bbox = [109.8, 31, 109.9, 31.1];
    const flat = createGrid(bbox, 60, 60);
    flat.data.fill(0);
    const peak = { ...flat, data: flat.data.slice() };
    for (let r = 25; r < 35; r++) for (let c = 25; c < 35; c++) peak.data[r * 60 + c] = 1500;
    const view = birdsEye({ bbox, heights: peak, water: undefined });
    const top = view.place(0.5, 0.5)[1];
    const foot = view.place(0.1, 0.5)[1];
    expect(top).toBeLessThan(foot);
    expect(view.factor).toBeGreaterThanOrEqual(1);
  });
});
