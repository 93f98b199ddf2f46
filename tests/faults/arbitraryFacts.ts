import fc from 'fast-check';
import { FACT_VERSION, type Fact, type NewFact } from '../../shared/events/fact.ts';

/** Few names and few instants, so that facts meet on the same record at the same time. */
const id = fc.constantFrom('a', 'b', 'c');
const incidentId = fc.constantFrom('i1', 'i2');
const text = fc.constantFrom('', '水位上涨', 'x', '第二次报告');
export const T0 = 1_600_000_000_000;
export const instant = fc.integer({ min: 0, max: 12 }).map((n) => T0 + n * 1000);
const position = fc.constantFrom<[number, number]>([106.5, 29.5], [109.9, 31.09], [106.6, 29.6]);
const number = fc.constantFrom(0, 1, 2.5, -3, 180.5);

const body = fc.oneof(
  fc.record({
    kind: fc.constant('incident.reported' as const),
    body: fc.record({
      incidentId,
      hazard: fc.constantFrom('flood' as const, 'landslide' as const),
      title: fc.constantFrom('滑坡', '洪水'),
      place: text,
      position,
      occurredAt: instant,
      reportedBy: text,
      mode: fc.constantFrom('actual' as const, 'exercise' as const),
    }),
  }),
  fc.record({
    kind: fc.constant('incident.level' as const),
    body: fc.record({
      incidentId,
      level: fc.constantFrom(1 as const, 2 as const, 4 as const),
      state: fc.constantFrom('proposed' as const, 'confirmed' as const),
      basis: text,
    }),
  }),
  fc.record({
    kind: fc.constant('incident.closed' as const),
    body: fc.record({ incidentId, reason: text }),
  }),
  fc.record({
    kind: fc.constant('claim.made' as const),
    body: fc.record({
      incidentId,
      field: fc.constantFrom('dead' as const, 'missing' as const),
      value: number,
      unit: fc.constant('人'),
      claimant: fc.constantFrom('公安', '应急'),
    }),
  }),
  fc.record({
    kind: fc.constant('observation' as const),
    body: fc
      .record(
        {
          thing: id,
          kind: fc.constantFrom('vehicle', 'station'),
          name: text,
          p: position,
          headingDeg: fc.integer({ min: 0, max: 359 }),
          r: fc.dictionary(
            fc.constantFrom('level', 'flow'),
            number.map((n): [number, string] => [n, 'm']),
            { maxKeys: 2 },
          ),
          quality: fc.constantFrom('high' as const, 'low' as const),
        },
        { requiredKeys: ['thing'] },
      )
      // fast-check makes dictionaries without a prototype; JSON does not.
      .map((b) => ({ ...b, ...(b.r === undefined ? {} : { r: { ...b.r } }) })),
  }),
  fc.record({ kind: fc.constant('thing.removed' as const), body: fc.record({ thing: id }) }),
  fc.record({
    kind: fc.constant('alert.received' as const),
    body: fc.record(
      {
        identifier: id,
        sender: text,
        status: fc.constant('Actual' as const),
        msgType: fc.constantFrom('Alert' as const, 'Update' as const, 'Cancel' as const),
        event: fc.constantFrom('暴雨', '洪水'),
        severity: fc.constantFrom('Severe' as const, 'Minor' as const),
        headline: text,
        sentAt: instant,
        references: fc.uniqueArray(id, { maxLength: 2 }),
        areas: fc.constant([{ desc: '万州' }]),
      },
      {
        requiredKeys: [
          'identifier',
          'sender',
          'status',
          'msgType',
          'event',
          'severity',
          'headline',
          'sentAt',
          'areas',
        ],
      },
    ),
  }),
  fc.record({
    kind: fc.constant('plan.item' as const),
    body: fc.record(
      {
        itemId: id,
        incidentId,
        shape: fc.constantFrom('point' as const, 'line' as const),
        coordinates: fc.array(position, { minLength: 1, maxLength: 3 }),
        phase: fc.constantFrom('planned' as const, 'actual' as const),
        label: text,
        deleted: fc.boolean(),
      },
      { requiredKeys: ['itemId', 'incidentId', 'shape', 'coordinates', 'phase'] },
    ),
  }),
  fc.record({
    kind: fc.constant('order.issued' as const),
    body: fc.record({
      orderId: id,
      incidentId,
      no: fc.integer({ min: 1, max: 5 }),
      toLevel: fc.constantFrom('city' as const, 'site' as const),
      to: fc.constantFrom('支队', '前指'),
      text: fc.constantFrom('前出', '撤离'),
    }),
  }),
  fc.record({
    kind: fc.constant('order.acked' as const),
    body: fc.record({
      orderId: id,
      incidentId,
      by: fc.constantFrom('支队', '前指'),
      state: fc.constantFrom('received' as const, 'done' as const, 'refused' as const),
    }),
  }),
);

export const newFacts = fc
  .record({
    it: body,
    at: instant,
    source: fc.constantFrom('feed:mqtt', 'seat:标绘席', 'feed:cap'),
    actor: fc.option(fc.constantFrom('甲', '乙'), { nil: undefined }),
  })
  .map(
    ({ it, at, source, actor }) =>
      ({
        ...it,
        at,
        source,
        ...(actor === undefined ? {} : { actor }),
      }) as unknown as NewFact,
  );

/** Facts as a journal holds them: seq from 1, rx that never decreases and is not before `at` only by chance. */
export const journalled = fc
  .array(fc.tuple(newFacts, fc.integer({ min: 0, max: 2 })), { maxLength: 80 })
  .map((list): Fact[] => {
    let rx = T0;
    return list.map(([fact, step], i) => {
      rx += step * 1000;
      return { ...fact, seq: i + 1, rx, v: FACT_VERSION };
    });
  });
