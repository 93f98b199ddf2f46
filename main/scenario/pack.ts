import { z } from 'zod';
import { vocabulary } from '../../shared/events/vocabulary.ts';
import { fail, ok, type Result } from '../../shared/kit/result.ts';
import { confidence, fields, heightDatum, lonLat, runMode } from '../../shared/model/common.ts';
import { parseTime } from '../../shared/time/time.ts';

const words = z.object({ zh: z.string().min(1).max(2000), en: z.string().min(1).max(2000) });
/** A time with its zone, "2015-06-24T18:40:00+08:00". */
const time = z
  .string()
  .max(40)
  .transform((text, ctx) => {
    const t = parseTime(text);
    if (t !== undefined) return t;
    ctx.addIssue({ code: 'custom', params: { rule: 'time', id: text } });
    return z.NEVER;
  });

/** Where a figure comes from. `synthetic`: nobody reported it, it fills the picture and is marked 模拟 everywhere. */
const source = z.object({
  id: fields.id,
  title: z.string().min(1).max(500),
  kind: z.enum(['official', 'media', 'paper', 'synthetic']),
  confidence,
  note: z.string().max(2000).optional(),
});

const step = {
  /** When the command post learns of it. */
  at: time,
  /** When it was true, where that is another time. */
  trueAt: time.optional(),
  source: fields.id,
  note: z.string().max(2000).optional(),
};

const event = z.discriminatedUnion('via', [
  /** Published to the broker as JSON observations. */
  z.object({
    ...step,
    via: z.literal('mqtt'),
    observations: z.array(vocabulary.observation).min(1).max(2000),
  }),
  /** A CAP 1.2 message in the warning feed. */
  z.object({
    ...step,
    via: z.literal('cap'),
    alert: vocabulary['alert.received'].omit({ sentAt: true }),
  }),
  /** A gauge's reading in the stage service. */
  z.object({
    ...step,
    via: z.literal('stage'),
    readings: z
      .array(
        z.object({
          station: fields.id,
          stageM: z.number().min(-500).max(9000).optional(),
          dischargeM3s: z.number().min(-1e6).max(1e6).optional(),
        }),
      )
      .min(1)
      .max(500),
  }),
  /** Keyed in by the desk: a report, a figure, an order, a status. */
  z.object({
    ...step,
    via: z.literal('desk'),
    kind: z.enum([
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
      'mark.set',
    ]),
    body: z.record(z.string(), z.unknown()),
  }),
]);

export const packSchema = z
  .object({
    format: z.literal('sandtable-scenario'),
    version: z.literal(1),
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,60}$/),
    title: words,
    summary: words,
    /** review: a past event; exercise: made up; actual is never played. */
    mode: runMode.exclude(['actual']),
    place: z.string().min(1).max(200),
    start: time,
    end: time,
    defaultRate: z.number().min(1).max(600),
    sources: z.array(source).min(1).max(200),
    /** Gauges that the stage service tells of. */
    stations: z
      .array(
        z.object({
          id: fields.id,
          name: z.string().min(1).max(200),
          position: lonLat,
          positionErrorM: z.number().min(0).max(1e6).optional(),
          datum: heightDatum,
          warningM: z.number().optional(),
          guaranteeM: z.number().optional(),
          source: fields.id,
        }),
      )
      .max(500),
    /** Listed before the first event. */
    forces: z.array(vocabulary['force.listed'].extend({ source: fields.id })).max(2000),
    events: z.array(event).min(1).max(100_000),
  })
  .superRefine((pack, ctx) => {
    const issue = (path: (string | number)[], rule: string, id = '') =>
      ctx.addIssue({ code: 'custom', path, params: { rule, id } });
    const sources = new Set(pack.sources.map((s) => s.id));
    const stations = new Set(pack.stations.map((s) => s.id));
    const cite = (path: (string | number)[], id: string) => {
      if (!sources.has(id)) issue([...path, 'source'], 'source', id);
    };
    if (pack.end <= pack.start) issue(['end'], 'end');
    pack.stations.forEach((s, i) => {
      cite(['stations', i], s.source);
    });
    pack.forces.forEach((f, i) => {
      cite(['forces', i], f.source);
    });
    pack.events.forEach((e, i) => {
      cite(['events', i], e.source);
      if (e.at < pack.start || e.at > pack.end) issue(['events', i, 'at'], 'outside');
      const before = pack.events[i - 1];
      if (before && before.at > e.at) issue(['events', i, 'at'], 'order');
      if (e.trueAt !== undefined && e.trueAt > e.at) issue(['events', i, 'trueAt'], 'trueAt');
      if (e.via === 'stage')
        e.readings.forEach((r, j) => {
          if (!stations.has(r.station))
            issue(['events', i, 'readings', j, 'station'], 'station', r.station);
          if (r.stageM === undefined && r.dischargeM3s === undefined)
            issue(['events', i, 'readings', j], 'reading');
        });
      if (e.via !== 'desk') return;
      const body = vocabulary[e.kind].safeParse(e.body);
      const bad = body.error?.issues[0];
      if (bad)
        ctx.addIssue({
          code: 'custom',
          path: ['events', i, 'body', ...bad.path],
          message: bad.message,
        });
    });
  });

export type ScenarioPack = z.output<typeof packSchema>;
export type ScenarioEvent = ScenarioPack['events'][number];

/** Largest pack that is read, characters. */
export const MAX_PACK = 64 * 1024 * 1024;

/** A pack from its JSON text; the first thing that is wrong with it is named with its place. */
export function parsePack(text: string, path: string): Result<ScenarioPack> {
  if (text.length > MAX_PACK) return fail('scenario.tooLarge', { path });
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    return fail('scenario.notJson', { path, why: error instanceof Error ? error.message : '' });
  }
  const parsed = packSchema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  const issue = parsed.error.issues[0];
  const where = {
    path,
    at: issue?.path.join('.') || '/',
    more: parsed.error.issues.length - 1,
  };
  const { rule, id } = (issue?.code === 'custom' ? issue.params : undefined) ?? {};
  return rule === undefined
    ? fail('scenario.invalid', { ...where, why: issue?.message ?? '' })
    : fail(`scenario.rule.${rule}`, { ...where, id: String(id) });
}
