import type { Fact, NewFact } from '../../shared/events/fact.ts';
import { newFact } from '../../shared/events/fact.ts';
import type { Collections, Rec, Situation } from '../../shared/events/situation.ts';
import { distanceM } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';
import { areaOfInterest } from '../../shared/plan/aoi.ts';
import { defaultChecklist } from '../../shared/plan/checklist.ts';
import { type LevelRow, proposeLevel } from '../../shared/plan/levels.ts';

export interface FormingInput {
  readonly situation: Situation;
  readonly incident: Rec<Collections['incidents']>;
  readonly terrain: 'imported' | 'schematic' | 'mixed';
  readonly text: (key: string, params?: Record<string, string | number>) => string;
  readonly cause: number;
  readonly now: number;
  readonly levels: readonly LevelRow[];
}

const LAYERS = [
  'relief',
  'water',
  'contours',
  'places',
  'tracks',
  'forces',
  'plan',
  'alerts',
  'incident',
  'forecast',
];

/**
 * The sandbox forms by itself: area of interest, the layers, stations and forces that belong to it, a first level
 * for a person to confirm, and the checklist. Facts only; nothing is decided for people that they should decide.
 */
export function formIncident(input: FormingInput): NewFact[] {
  const { situation, incident, now } = input;
  const { body } = incident;
  const id = incident.id;
  if (!body.position || !body.hazard) return [];
  const common = { at: now, source: 'host:forming', cause: input.cause } as const;
  const area = areaOfInterest(body.hazard, body.position);
  const inside = (p: LonLat | readonly number[]) =>
    distanceM(body.position as LonLat, [p[0] as number, p[1] as number]) <= area.radiusM;

  const stations = situation
    .list('tracks', (t, thing) => situation.get('things', thing)?.kind === 'station' && inside(t.p))
    .map((t) => t.id);
  const forces = situation
    .list('forces', (f) => f.incidentId === undefined || f.incidentId === id)
    .map((f) => f.id);

  const facts: NewFact[] = [
    newFact({
      ...common,
      kind: 'incident.formed',
      body: {
        incidentId: id,
        aoi: area.bbox,
        radiusM: area.radiusM,
        layers: LAYERS,
        stations,
        forces,
        terrain: input.terrain,
      },
    }),
  ];
  const level = proposedLevel(situation, id, input.text, input.levels);
  if (level && body.level === undefined)
    facts.push(
      newFact({
        ...common,
        kind: 'incident.level',
        body: { incidentId: id, level: level.level, state: 'proposed', basis: level.basis },
      }),
    );

  const start = body.reportedAt ?? now;
  defaultChecklist(body.hazard).forEach((item, order) => {
    facts.push(
      newFact({
        ...common,
        kind: 'checklist.set',
        body: {
          incidentId: id,
          itemId: item.id,
          text: input.text(item.textKey),
          dueAt: start + item.dueMin * 60_000,
          done: false,
          order,
        },
      }),
    );
  });
  for (const forceId of forces)
    if (situation.get('deployments', `${id}|${forceId}`) === undefined)
      facts.push(
        newFact({
          ...common,
          kind: 'force.status',
          body: { incidentId: id, forceId, status: 'standby' },
        }),
      );
  return facts;
}

/** The level that the known figures amount to, by the configurable table; undefined while they say nothing. */
export function proposedLevel(
  situation: Situation,
  incidentId: string,
  text: FormingInput['text'],
  table: readonly LevelRow[],
): { level: 1 | 2 | 3 | 4; basis: string } | undefined {
  const incident = situation.get('incidents', incidentId);
  if (!incident?.hazard) return undefined;
  const worst: Record<string, number> = {};
  for (const claim of situation.list('claims', (c) => c.incidentId === incidentId)) {
    const { field, value, valueMax } = claim.body;
    if (field === undefined || value === undefined) continue;
    worst[field] = Math.max(worst[field] ?? 0, valueMax ?? value);
  }
  const proposed = proposeLevel(incident.hazard, worst, table);
  return (
    proposed && {
      level: proposed.level,
      basis: text(proposed.basisKey, {
        ...proposed.basisParams,
        name: text(`panorama.field.${proposed.field === 'lost' ? 'dead' : proposed.field}`),
      }),
    }
  );
}

/** Facts after which the proposed level may have to change. */
export function touchesLevel(fact: Fact): string | undefined {
  return fact.kind === 'claim.made' ? (fact.body as { incidentId: string }).incidentId : undefined;
}
