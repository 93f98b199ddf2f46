import type { TextFn, TextParams } from '../../shared/text/index.ts';
import { formatBeijing } from '../../shared/time/time.ts';
import { aspectOf, type linkAspects, sevenAspects } from './aspects.ts';
import { gapsOf } from './gaps.ts';
import type { Bbox, TerrainKind } from './terrainPort.ts';
import {
  alertsOf,
  figureOf,
  forcesOf,
  forecastsOf,
  type IncidentView,
  liveTracks,
  liveViews,
  ordersOf,
  readingsOf,
  reportsOf,
} from './view.ts';
import { kmText, positionText } from './words.ts';

export type StageState = 'waiting' | 'running' | 'done' | 'degraded' | 'late' | 'failed';
export type StageId = 't0' | 't1' | 't5' | 't10' | 't20' | 't30';

export interface Missing {
  readonly key: string;
  readonly params?: Readonly<Record<string, string | number>> | undefined;
  readonly weight: number;
}

export interface StageOutcome {
  readonly id: StageId;
  readonly deadlineMin: number;
  readonly state: StageState;
  readonly dueAt: number;
  readonly doneAt?: number;
  readonly computeMs?: number;
  readonly completeness?: number;
  readonly missing: readonly Missing[];
  readonly summary?: string;
}

export interface StageInput {
  readonly view: IncidentView;
  readonly text: TextFn;
  readonly version: number;
  /** Outcomes of the stages before. */
  readonly earlier: readonly StageOutcome[];
  readonly terrain: {
    kind(bbox: Bbox): TerrainKind;
    readonly hasWater: boolean;
  };
}

/** Something that a stage wants to know. `met` is the share of it that is known: 1 all, 0 nothing. */
interface Need {
  readonly weight: number;
  check(input: StageInput): { met: number; key?: string; params?: TextParams };
}

export interface StageResult {
  readonly completeness: number;
  readonly missing: Missing[];
  readonly summary: string;
}

export interface StageSpec {
  readonly id: StageId;
  readonly deadlineMin: number;
  readonly titleKey: string;
  readonly needs: readonly Need[];
  /** Products that the stage makes besides its brief. */
  readonly products: 'brief' | 'map' | 'sheet';
  run(input: StageInput): Promise<StageResult>;
}

const need = (weight: number, key: string, met: (input: StageInput) => number | boolean): Need => ({
  weight,
  check: (input) => ({ met: Number(met(input)), key: `panorama.missing.${key}` }),
});

/** Share of the needs that is met, and what is missing with its part of the whole. */
export function assess(needs: readonly Need[], input: StageInput): Omit<StageResult, 'summary'> {
  let total = 0;
  let have = 0;
  const missing: Missing[] = [];
  for (const { weight, check } of needs) {
    const { met, key, params } = check(input);
    const share = Math.max(0, Math.min(1, met));
    total += weight;
    have += weight * share;
    if (share < 1 && key)
      missing.push({ key, weight: weight * (1 - share), ...(params ? { params } : {}) });
  }
  const sum = total || 1;
  return {
    completeness: Math.round((have / sum) * 1000) / 1000,
    missing: missing
      .map((m) => ({ ...m, weight: Math.round((m.weight / sum) * 1000) / 1000 }))
      .sort((a, b) => b.weight - a.weight),
  };
}

function stage(
  id: StageId,
  deadlineMin: number,
  products: StageSpec['products'],
  needs: readonly Need[],
  summary: (input: StageInput, completeness: number) => TextParams,
): StageSpec {
  return {
    id,
    deadlineMin,
    titleKey: `panorama.stage.${id}`,
    needs,
    products,
    async run(input) {
      const result = assess(needs, input);
      return {
        ...result,
        summary: input.text(`panorama.summary.${id}`, summary(input, result.completeness)),
      };
    },
  };
}

const body = (i: StageInput) => i.view.incident.body;
const arrived = (i: StageInput) =>
  forcesOf(i.view).filter((d) => d.status === 'arrived' || d.status === 'working').length;
const fieldReports = (i: StageInput) =>
  reportsOf(i.view).filter((r) => r.body.channel === 'field' && r.last[0] >= i.view.reportedAt);
const IMAGE = /图像|影像|航拍|照片|视频|image|photo|video|picture|footage/i;
const images = (i: StageInput) =>
  fieldReports(i).filter((r) => IMAGE.test(r.body.text ?? '')).length;
const link = (i: StageInput, id: (typeof linkAspects)[number][0]) =>
  aspectOf(i.view.situation, i.view.incidentId, id);

const levelNeed: Need = {
  weight: 2,
  check: (i) => {
    const b = body(i);
    if (b.level === undefined) return { met: 0, key: 'panorama.missing.levelNone' };
    return { met: b.levelState === 'confirmed' ? 1 : 0.5, key: 'panorama.missing.levelProposed' };
  },
};
const positionNeed: Need = {
  weight: 3,
  check: (i) => {
    const b = body(i);
    if (!b.position) return { met: 0, key: 'panorama.missing.position' };
    const errorM = Math.round(b.positionErrorM ?? 0);
    return {
      met: errorM > 500 ? 0.6 : 1,
      key: 'panorama.missing.positionRough',
      params: { errorM },
    };
  },
};
const terrainNeed: Need = {
  weight: 3,
  check: (i) => {
    const kind = i.terrain.kind(i.view.aoi);
    return {
      met: kind === 'imported' ? 1 : kind === 'mixed' ? 0.7 : 0.4,
      key: 'panorama.missing.terrainSchematic',
    };
  },
};
const casualties = need(2, 'casualties', (i) =>
  (['dead', 'missing', 'injured', 'trapped'] as const).some((f) => figureOf(i.view, f)),
);
const acksNeed: Need = {
  weight: 2,
  check: (i) => {
    const orders = ordersOf(i.view);
    if (orders.length === 0) return { met: 0, key: 'panorama.missing.noOrders' };
    const open = orders.filter((o) => !o.ack).length;
    return { met: 1 - open / orders.length, key: 'panorama.missing.acks', params: { n: open } };
  },
};
const commsNeed: Need = {
  weight: 4,
  check: (i) => {
    const rec = link(i, 'comms');
    if (!rec) return { met: 0, key: 'panorama.missing.comms' };
    const minutes = Math.floor((i.view.now - rec.last[0]) / 60_000);
    return minutes > 15
      ? { met: 0.6, key: 'panorama.missing.commsStale', params: { minutes } }
      : { met: 1 };
  },
};
const feedsNeed: Need = {
  weight: 1,
  check: (i) => {
    const feeds = [...i.view.situation.tables.feeds.values()];
    const down = feeds.filter((f) => f.body.state === 'down' || f.body.state === 'silent').length;
    return {
      met: feeds.length === 0 ? 1 : 1 - down / feeds.length,
      key: 'panorama.missing.feedsDown',
      params: { n: down },
    };
  },
};
const aspectsNeed: Need = {
  weight: 3,
  check: (i) => {
    const open = sevenAspects.filter(([id]) => !aspectOf(i.view.situation, i.view.incidentId, id));
    return {
      met: 1 - open.length / sevenAspects.length,
      key: 'panorama.missing.aspects',
      params: {
        n: open.length,
        names: open.map(([id]) => i.text(`panorama.aspect.${id}`)).join('、'),
      },
    };
  },
};
const checklistNeed: Need = {
  weight: 1,
  check: (i) => {
    const due = i.view.situation.list(
      'checklist',
      (c) => c.incidentId === i.view.incidentId && (c.dueAt ?? Infinity) <= i.view.now,
    );
    const open = due.filter((c) => !c.body.done).length;
    return {
      met: due.length === 0 ? 1 : 1 - open / due.length,
      key: 'panorama.missing.checklist',
      params: { n: open },
    };
  },
};
const earlierNeed: Need = {
  weight: 3,
  check: (i) => {
    if (i.earlier.length === 0) return { met: 1 };
    const sum = i.earlier.reduce((a, s) => a + (s.completeness ?? 0), 0);
    const worst = [...i.earlier].sort((a, b) => (a.completeness ?? 0) - (b.completeness ?? 0))[0];
    return {
      met: sum / i.earlier.length,
      key: 'panorama.missing.earlier',
      params: {
        stage: worst ? i.text(`panorama.stage.${worst.id}`) : '',
        state: worst ? i.text(`panorama.state.${worst.state}`) : '',
      },
    };
  },
};

/** The first thirty minutes, in order; deadlines count from the report. */
export const stages: readonly StageSpec[] = [
  stage(
    't0',
    0,
    'brief',
    [
      need(2, 'title', (i) => !!body(i).title),
      positionNeed,
      need(1, 'occurredAt', (i) => body(i).occurredAt !== undefined),
      need(1, 'hazard', (i) => body(i).hazard !== undefined && body(i).hazard !== 'other'),
      levelNeed,
      casualties,
    ],
    (i) => ({
      title: body(i).title ?? '',
      at: formatBeijing(i.view.reportedAt, 'minute'),
      position: body(i).position
        ? positionText(body(i).position as [number, number], body(i).positionErrorM)
        : i.text('panorama.sheet.unknown'),
    }),
  ),
  stage(
    't1',
    1,
    'map',
    [
      need(3, 'aoi', (i) => body(i).formed !== undefined),
      terrainNeed,
      need(1, 'water', (i) => i.terrain.hasWater),
      need(1, 'stations', (i) => readingsOf(i.view, 'stage').length > 0),
      need(2, 'forces', (i) => forcesOf(i.view).length > 0),
    ],
    (i) => ({
      radius: kmText(i.view.radiusM),
      terrain: i.text(`panorama.sheet.terrain.${i.terrain.kind(i.view.aoi)}`),
      stations: new Set(readingsOf(i.view, 'stage').map((r) => r.body.thing)).size,
      forces: forcesOf(i.view).length,
    }),
  ),
  stage(
    't5',
    5,
    'brief',
    [
      need(4, 'liveVideo', (i) => liveViews(i.view) > 0),
      need(2, 'livePositions', (i) => liveTracks(i.view) > 0),
      need(2, 'eyewitness', (i) => reportsOf(i.view).some((r) => r.body.channel !== 'system')),
    ],
    (i) => ({
      video: liveViews(i.view) > 0 ? liveViews(i.view) : i.text('panorama.summary.none'),
      tracks: liveTracks(i.view),
      reports: reportsOf(i.view).length,
    }),
  ),
  stage(
    't10',
    10,
    'brief',
    [
      need(4, 'fieldImage', (i) => images(i) > 0 || liveViews(i.view) > 0),
      need(3, 'vanguard', (i) => arrived(i) > 0),
      need(2, 'fieldReport', (i) => fieldReports(i).length > 0),
    ],
    (i) => ({
      arrived: arrived(i),
      reports: fieldReports(i).length,
      images: images(i) > 0 ? images(i) : i.text('panorama.summary.unknown'),
    }),
  ),
  stage(
    't20',
    20,
    'brief',
    [
      commsNeed,
      need(2, 'roads', (i) => link(i, 'roads') !== undefined),
      need(2, 'power', (i) => link(i, 'power') !== undefined),
      acksNeed,
      feedsNeed,
    ],
    (i) => {
      const orders = ordersOf(i.view);
      return {
        comms: link(i, 'comms')?.body.text ?? i.text('panorama.summary.unknown'),
        orders: orders.length,
        acked: orders.filter((o) => o.ack).length,
      };
    },
  ),
  stage(
    't30',
    30,
    'sheet',
    [
      positionNeed,
      levelNeed,
      casualties,
      need(
        1,
        'evacuation',
        (i) => !!(figureOf(i.view, 'toEvacuate') || figureOf(i.view, 'evacuated')),
      ),
      need(2, 'forces', (i) => forcesOf(i.view).length > 0),
      need(3, 'forecast', (i) => forecastsOf(i.view).length > 0),
      acksNeed,
      aspectsNeed,
      checklistNeed,
      need(
        1,
        'oneSource',
        (i) =>
          new Set([
            ...reportsOf(i.view).map((r) => r.body.from),
            ...alertsOf(i.view).map((a) => a.body.sender),
            ...(['dead', 'missing', 'injured'] as const).flatMap(
              (f) => figureOf(i.view, f)?.claims.map((c) => c.body.claimant) ?? [],
            ),
          ]).size > 1,
      ),
      earlierNeed,
    ],
    (i, completeness) => ({
      version: i.version,
      percent: Math.round(completeness * 100),
      gaps: gapsOf(i.view, i.text).length,
    }),
  ),
];
