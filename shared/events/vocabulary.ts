import { z } from 'zod';
import {
  commandLevel,
  confidence,
  fields,
  hazardType,
  heightDatum,
  level,
  lonLat,
  plotShape,
  runMode,
} from '../model/common.ts';

const { id, text, instant } = fields;
const count = z.number().int().min(0).max(1e9);

/**
 * The vocabulary of facts: kind → payload. A payload says only what became known; who said it and when
 * stand in the envelope (source, actor, at, rx). New kinds are added here, changed ones get a new version
 * and an upcaster in upcast.ts.
 */
export const vocabulary = {
  // ── an incident and what is known of it ─────────────────────────────────────
  'incident.reported': z.object({
    incidentId: id,
    hazard: hazardType,
    title: text.min(1),
    place: text,
    position: lonLat,
    /** How far off the position may be, m. */
    positionErrorM: z.number().min(0).max(1e6).optional(),
    occurredAt: instant,
    reportedBy: text,
    text: text.optional(),
    mode: runMode,
  }),
  'incident.updated': z.object({
    incidentId: id,
    title: text.min(1).optional(),
    place: text.optional(),
    position: lonLat.optional(),
    hazard: hazardType.optional(),
  }),
  'incident.level': z.object({
    incidentId: id,
    level,
    state: z.enum(['proposed', 'confirmed']),
    basis: text,
  }),
  /** The sandbox formed by itself: area of interest and what was put into it. */
  'incident.formed': z.object({
    incidentId: id,
    /** west, south, east, north in degrees */
    aoi: z.tuple([z.number(), z.number(), z.number(), z.number()]),
    radiusM: z.number().positive(),
    layers: z.array(id).max(200),
    stations: z.array(id).max(2000),
    forces: z.array(id).max(2000),
    terrain: z.enum(['imported', 'schematic', 'mixed']),
  }),
  'incident.closed': z.object({ incidentId: id, reason: text }),
  /** One source's figure. Figures of different sources are kept side by side, never averaged. */
  'claim.made': z.object({
    incidentId: id,
    field: z.enum([
      'dead',
      'missing',
      'injured',
      'trapped',
      'affected',
      'evacuated',
      'toEvacuate',
      'resettled',
      'households',
      'vesselsSunk',
      'vesselsAdrift',
      'waveHeightM',
      'volumeM3',
      'other',
    ]),
    value: z.number().min(-1e12).max(1e12),
    /** Upper end where the source gave a range. */
    valueMax: z.number().min(-1e12).max(1e12).optional(),
    unit: z.string().max(40),
    claimant: text.min(1),
    confidence: confidence.optional(),
    note: text.optional(),
  }),
  /** A message in words: a call, a field report, a bulletin. */
  'report.received': z.object({
    reportId: id,
    incidentId: id.optional(),
    channel: z.enum(['phone', 'field', 'platform', 'media', 'public', 'system']),
    from: text,
    text: text.min(1),
    position: lonLat.optional(),
    confidence: confidence.optional(),
  }),
  /** One line of 七情: what is the state of one aspect. */
  'aspect.stated': z.object({
    incidentId: id,
    aspect: id,
    text,
    value: z.number().optional(),
    unit: z.string().max(40).optional(),
    by: text,
  }),
  'checklist.set': z.object({
    incidentId: id,
    itemId: id,
    text: text.optional(),
    done: z.boolean().optional(),
    dueAt: instant.optional(),
    order: z.number().int().optional(),
  }),

  // ── what the senses bring ───────────────────────────────────────────────────
  /** A thing was seen: where it is and what it measured. The high-rate fact; short names on purpose. */
  observation: z.object({
    thing: id,
    /** vehicle, boat, aircraft, person, station, sensor … */
    kind: z.string().max(40).optional(),
    name: z.string().max(200).optional(),
    /** lon, lat, height m (optional) */
    p: z
      .union([
        lonLat,
        z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90), z.number()]),
      ])
      .optional(),
    heightDatum: heightDatum.optional(),
    headingDeg: z.number().min(-360).max(360).optional(),
    speedMs: z.number().min(0).max(2000).optional(),
    /** quantity → [value, unit, datum of a height]. Units are converted at the door. */
    r: z
      .record(
        z.string().min(1).max(60),
        z.union([
          z.tuple([z.number(), z.string().max(20)]),
          z.tuple([z.number(), z.string().max(20), heightDatum]),
        ]),
      )
      .optional(),
    quality: confidence.optional(),
  }),
  'thing.removed': z.object({ thing: id, reason: text.optional() }),
  'alert.received': z.object({
    identifier: id,
    sender: text,
    status: z.enum(['Actual', 'Exercise', 'System', 'Test', 'Draft']),
    msgType: z.enum(['Alert', 'Update', 'Cancel', 'Ack', 'Error']),
    event: text,
    eventCode: z.string().max(40).optional(),
    /** 1 red … 4 blue where the message says so. */
    level: level.optional(),
    severity: z.enum(['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown']),
    certainty: z.string().max(40).optional(),
    urgency: z.string().max(40).optional(),
    headline: text,
    headlineEn: text.optional(),
    description: text.optional(),
    instruction: text.optional(),
    sentAt: instant,
    effectiveAt: instant.optional(),
    onsetAt: instant.optional(),
    expiresAt: instant.optional(),
    /** identifiers of messages that this one replaces or cancels */
    references: z.array(id).max(200).optional(),
    areas: z
      .array(
        z.object({
          desc: text,
          geocodes: z.array(z.string().max(40)).max(500).optional(),
          polygons: z.array(z.array(lonLat).max(5000)).max(50).optional(),
          circle: z.object({ center: lonLat, radiusM: z.number().min(0) }).optional(),
        }),
      )
      .max(200),
  }),
  'feed.state': z.object({
    feedId: id,
    connector: id,
    name: text,
    state: z.enum(['starting', 'up', 'empty', 'silent', 'down', 'paused', 'stopped']),
    detail: text.optional(),
  }),

  // ── forces, plan, orders ────────────────────────────────────────────────────
  'force.listed': z.object({
    forceId: id,
    incidentId: id.optional(),
    name: text.min(1),
    /** fire, rescue, maritime, police, medical, geology, aviation, engineering, water, volunteer … */
    kind: id,
    position: lonLat,
    positionErrorM: z.number().min(0).max(1e6).optional(),
    people: count.optional(),
    vehicles: count.optional(),
    boats: count.optional(),
    equipment: text.optional(),
    /** Travel speed that the straight-line ETA uses, m/s. */
    speedMs: z.number().positive().max(400).optional(),
  }),
  'force.status': z.object({
    forceId: id,
    incidentId: id,
    status: z.enum([
      'standby',
      'requested',
      'preparing',
      'enroute',
      'arrived',
      'working',
      'withdrawn',
    ]),
    /** Expected arrival; where it comes from stands in etaBasis. */
    etaAt: instant.optional(),
    etaBasis: z.enum(['straightLine', 'reported', 'route']).optional(),
    position: lonLat.optional(),
    note: text.optional(),
  }),
  'plan.item': z.object({
    itemId: id,
    incidentId: id,
    shape: plotShape,
    coordinates: z.array(lonLat).min(1).max(5000),
    label: text.optional(),
    /** GB/T 35649 code or a code of ours that extends it. */
    symbol: id.optional(),
    /** actual is drawn solid, planned is drawn dashed (XF/T 3013). */
    phase: z.enum(['planned', 'actual']),
    color: z.enum(['red', 'blue', 'black', 'yellow', 'green']).optional(),
    note: text.optional(),
    deleted: z.boolean().optional(),
  }),
  'task.set': z.object({
    taskId: id,
    incidentId: id,
    title: text.min(1),
    forceId: id.optional(),
    itemIds: z.array(id).max(100).optional(),
    startAt: instant.optional(),
    endAt: instant.optional(),
    state: z.enum(['draft', 'assigned', 'executing', 'done', 'cancelled']),
    note: text.optional(),
    deleted: z.boolean().optional(),
  }),
  'order.issued': z.object({
    orderId: id,
    incidentId: id,
    /** Running number within the incident, given by the host. */
    no: z.number().int().min(1),
    taskId: id.optional(),
    toLevel: commandLevel,
    to: text.min(1),
    toForceId: id.optional(),
    text: text.min(1),
    /** When the acknowledgement is due. */
    ackDueAt: instant.optional(),
    deleted: z.boolean().optional(),
  }),
  'order.acked': z.object({
    orderId: id,
    incidentId: id,
    by: text.min(1),
    state: z.enum(['received', 'executing', 'done', 'refused']),
    progress: text.optional(),
  }),

  // ── panorama, forecast, marks ───────────────────────────────────────────────
  'panorama.stage': z.object({
    incidentId: id,
    stageId: id,
    version: z.number().int().min(1),
    state: z.enum(['waiting', 'running', 'done', 'degraded', 'late', 'failed']),
    deadlineMin: z.number(),
    dueAt: instant,
    doneAt: instant.optional(),
    computeMs: z.number().min(0).optional(),
    completeness: z.number().min(0).max(1).optional(),
    missing: z
      .array(
        z.object({
          key: id,
          params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
          weight: z.number(),
        }),
      )
      .max(200)
      .optional(),
    summary: text.optional(),
  }),
  'panorama.product': z.object({
    incidentId: id,
    productId: id,
    stageId: id,
    version: z.number().int().min(1),
    kind: z.enum(['pdf', 'png', 'geojson', 'json', 'svg']),
    mime: text,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    bytes: count,
    asOfAt: instant,
    asOfSeq: z.number().int().min(0),
  }),
  'panorama.signed': z.object({
    incidentId: id,
    version: z.number().int().min(1),
    signer: text.min(1),
    productSha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    note: text.optional(),
  }),
  'forecast.made': z.object({
    forecastId: id,
    incidentId: id,
    predictor: id,
    predictorVersion: id,
    method: text,
    seed: z.number().int(),
    inputs: z.record(z.string(), z.unknown()),
    inputsHash: z.string(),
    resultHash: z.string(),
    computeMs: z.number().min(0),
    validFrom: instant,
    validTo: instant,
    warnings: z
      .array(
        z.object({
          key: id,
          params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        }),
      )
      .max(100),
    /** What the map and the tables show; small. Large rasters go to blobs. */
    result: z.object({
      headline: z
        .array(
          z.object({
            key: id,
            value: z.number(),
            low: z.number().optional(),
            high: z.number().optional(),
            unit: z.string().max(20),
          }),
        )
        .max(50),
      places: z
        .array(
          z.object({
            name: text,
            position: lonLat,
            arrivalS: z.number().optional(),
            value: z.number(),
            low: z.number().optional(),
            high: z.number().optional(),
            unit: z.string().max(20),
          }),
        )
        .max(500),
      shapes: z
        .array(
          z.object({
            kind: z.enum(['extent', 'isochrone', 'source']),
            label: text,
            timeS: z.number().optional(),
            ring: z.array(lonLat).max(2000),
          }),
        )
        .max(200),
    }),
  }),
  'mark.set': z.object({
    markId: id,
    incidentId: id.optional(),
    text: text.min(1),
    deleted: z.boolean().optional(),
  }),

  // ── the line itself ─────────────────────────────────────────────────────────
  /** First fact of a branch: where it left its parent. */
  'line.branched': z.object({
    parent: id,
    forkSeq: z.number().int().min(0),
    forkAt: instant,
    name: text,
  }),
  /** The host's clock stepped back; rx was held so that it never decreases. */
  'clock.anomaly': z.object({ stepMs: z.number() }),
  /** An inverse of an earlier fact was appended (undo) or taken back (redo). */
  'command.undone': z.object({ targetSeq: z.number().int().min(1), redo: z.boolean() }),
} as const;

export type FactKind = keyof typeof vocabulary;
export type Payload<K extends FactKind> = z.infer<(typeof vocabulary)[K]>;

export function isFactKind(kind: string): kind is FactKind {
  return Object.hasOwn(vocabulary, kind);
}

/** Facts that a person at a seat may issue. All others come from feeds, the pipeline or the host itself. */
export const commandKinds = [
  'incident.reported',
  'incident.updated',
  'incident.level',
  'incident.closed',
  'claim.made',
  'report.received',
  'aspect.stated',
  'checklist.set',
  'force.listed',
  'force.status',
  'plan.item',
  'task.set',
  'order.issued',
  'order.acked',
  'panorama.signed',
  'mark.set',
] as const satisfies readonly FactKind[];
export type CommandKind = (typeof commandKinds)[number];
