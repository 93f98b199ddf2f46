import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { NewFact } from '../../shared/events/fact.ts';
import { ManualClock } from '../../shared/time/clock.ts';
import { parseCapText } from '../feeds/capXml.ts';
import { createSupervisor, type Supervisor } from '../feeds/supervisor.ts';
import { capXml } from './capWriter.ts';
import { parsePack, type ScenarioPack } from './pack.ts';
import { type Player, type Stage, startPlayer } from './player.ts';

const T0 = Date.parse('2026-07-01T08:00:00+08:00');
const iso = (minute: number) => new Date(T0 + minute * 60_000).toISOString();

const alert = {
  identifier: 'replay-1',
  sender: 'cma@example',
  status: 'Exercise',
  msgType: 'Alert',
  event: '暴雨',
  level: 3,
  severity: 'Moderate',
  headline: '暴雨<黄色>预警 & 提示',
  areas: [
    {
      desc: '巫山',
      polygons: [
        [
          [109.8, 31],
          [110, 31],
          [110, 31.2],
          [109.8, 31],
        ],
      ],
    },
    { desc: '大宁河口', circle: { center: [109.89, 31.09], radiusM: 2500 } },
  ],
};

function pack(): ScenarioPack {
  const parsed = parsePack(
    JSON.stringify({
      format: 'sandtable-scenario',
      version: 1,
      id: 'doors',
      title: { zh: '门', en: 'Doors' },
      summary: { zh: '门', en: 'Doors' },
      mode: 'exercise',
      place: '巫山',
      start: iso(0),
      end: iso(60),
      defaultRate: 60,
      sources: [
        { id: 'paper', title: 'A paper', kind: 'paper', confidence: 'high' },
        { id: 'sim', title: 'made up', kind: 'synthetic', confidence: 'unverified' },
      ],
      stations: [
        { id: 'g1', name: '站', position: [109.9, 31.1], datum: 'wusong', source: 'paper' },
      ],
      forces: [
        { forceId: 'f', name: '队(模拟)', kind: 'fire', position: [109.9, 31.1], source: 'sim' },
      ],
      events: [
        {
          at: iso(1),
          via: 'mqtt',
          source: 'paper',
          observations: [{ thing: 'a', p: [109.9, 31] }],
        },
        { at: iso(2), via: 'mqtt', source: 'sim', observations: [{ thing: 'b', p: [109.8, 31] }] },
        { at: iso(3), via: 'cap', source: 'paper', alert },
        {
          at: iso(4),
          trueAt: iso(2),
          via: 'stage',
          source: 'paper',
          readings: [{ station: 'g1', stageM: 145.8 }],
        },
        {
          at: iso(5),
          via: 'desk',
          source: 'paper',
          kind: 'report.received',
          body: { reportId: 'r', channel: 'phone', from: '甲', text: '水涨了' },
        },
      ],
    }),
    'doors.json',
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

let supervisor: Supervisor | undefined;
let player: Player | undefined;
afterEach(async () => {
  await player?.stop();
  await supervisor?.stop();
});

async function play(from?: number, refuse: (fact: NewFact) => boolean = () => false) {
  const clock = new ManualClock(T0);
  const facts: NewFact[] = [];
  const logs: string[] = [];
  supervisor = createSupervisor({
    clock,
    log: (l) => logs.push(l),
    emit: async (batch) => {
      facts.push(...batch.filter((f) => f.kind !== 'feed.state'));
    },
  });
  const stage: Stage = {
    addFeed: (c) => (supervisor as Supervisor).add(c),
    removeFeed: (id) => (supervisor as Supervisor).remove(id),
    poke: (id) => (supervisor as Supervisor).poke(id),
    feeds: () => (supervisor as Supervisor).list(),
    append: async (batch) => {
      if (batch.some(refuse)) throw new Error('refused');
      facts.push(...batch);
    },
    text: (key, params) => `${key} ${JSON.stringify(params ?? {})}`,
    log: (l) => logs.push(l),
  };
  player = await startPlayer(pack(), stage, from);
  const to = async (minute: number) => {
    clock.set(T0 + minute * 60_000);
    await (player as Player).playTo(clock.now());
  };
  return { facts, logs, to, player };
}
const brief = (facts: readonly NewFact[]) => facts.map((f) => `${f.kind} ${f.source}`);

describe('a player', () => {
  it('gives everything out through its door, in time and never before', async () => {
    const { facts, logs, to, player: p } = await play();
    expect(brief(facts)).toEqual(['force.listed scenario:doors#sim']);
    expect(p.next()).toBe(T0 + 60_000);
    await to(0.5);
    expect(facts).toHaveLength(1);
    await to(2);
    expect(brief(facts.slice(1))).toEqual([
      'observation feed:doors-obs',
      // What nobody reported comes in by a feed of its own.
      'observation feed:sim-doors-sim',
    ]);
    await to(60);
    expect(brief(facts.slice(3))).toEqual([
      'alert.received feed:doors-cap',
      'observation feed:doors-stage',
      'report.received scenario:doors#paper',
    ]);
    // Learnt at minute 4, true at minute 2.
    expect(facts[4]?.at).toBe(T0 + 2 * 60_000);
    expect(facts[4]?.body).toMatchObject({ thing: 'g1', r: { stage: [145.8, 'm', 'wusong'] } });
    expect(facts[3]?.body).toMatchObject({
      headline: alert.headline,
      level: 3,
      status: 'Exercise',
    });
    expect(p.progress()).toBe(1);
    expect(p.next()).toBeUndefined();
    expect(logs).toEqual([]);
  });

  it('takes a run up where it was left', async () => {
    const { facts, to } = await play(T0 + 3 * 60_000);
    await to(60);
    expect(brief(facts).filter((f) => !f.startsWith('alert'))).toEqual([
      'observation feed:doors-stage',
      'report.received scenario:doors#paper',
    ]);
  });

  it('tells of what is refused and plays on', async () => {
    const {
      facts,
      logs,
      to,
      player: p,
    } = await play(undefined, (f) => f.kind === 'report.received');
    await to(60);
    expect(p.progress()).toBe(1);
    expect(facts.some((f) => f.kind === 'report.received')).toBe(false);
    expect(logs.join()).toContain('scenario.eventRefused');
  });

  it('closes its doors', async () => {
    const { player: p } = await play();
    const urls = (supervisor as Supervisor).configs().map((c) => new URL(String(c.config.url)));
    expect(urls.length).toBe(4);
    await p.stop();
    expect((supervisor as Supervisor).list()).toEqual([]);
    for (const url of urls)
      await expect(
        new Promise((resolve, reject) => {
          connect(Number(url.port), '127.0.0.1').once('connect', resolve).once('error', reject);
        }),
      ).rejects.toThrow('ECONNREFUSED');
  });
});

describe('capXml', () => {
  it('writes what the reader reads back, special characters and all', () => {
    const event = pack().events.find((e) => e.via === 'cap');
    if (event?.via !== 'cap') throw new Error('no alert');
    const read = parseCapText(capXml({ ...event.alert, sentAt: T0 }));
    if (!read.ok) throw new Error(read.problem.code);
    expect(read.value.alerts).toHaveLength(1);
    expect(read.value.alerts[0]).toMatchObject({
      identifier: 'replay-1',
      headline: alert.headline,
      level: 3,
      sentAt: T0,
      areas: [
        {
          desc: '巫山',
          polygons: [
            [
              [109.8, 31],
              [110, 31],
              [110, 31.2],
              [109.8, 31],
            ],
          ],
        },
        { desc: '大宁河口', circle: { center: [109.89, 31.09], radiusM: 2500 } },
      ],
    });
  });
});

describe('parsePack', () => {
  const text = (change: (p: Record<string, unknown>) => void) => {
    const raw = {
      format: 'sandtable-scenario',
      version: 1,
      id: 'x',
      title: { zh: 'a', en: 'a' },
      summary: { zh: 'a', en: 'a' },
      mode: 'review',
      place: 'p',
      start: iso(0),
      end: iso(10),
      defaultRate: 1,
      sources: [{ id: 's', title: 't', kind: 'paper', confidence: 'high' }],
      stations: [],
      forces: [],
      events: [{ at: iso(1), via: 'mqtt', source: 's', observations: [{ thing: 'a', p: [1, 1] }] }],
    } as Record<string, unknown>;
    change(raw);
    return JSON.stringify(raw);
  };
  const at = (change: (p: Record<string, unknown>) => void) => {
    const got = parsePack(text(change), 'f');
    return got.ok ? 'ok' : `${got.problem.code} ${got.problem.params?.at ?? ''}`;
  };
  it('takes a good one and names the place of what is wrong', () => {
    expect(at(() => {})).toBe('ok');
    expect(
      at((p) => {
        p.mode = 'actual';
      }),
    ).toBe('scenario.invalid mode');
    expect(
      at((p) => {
        p.start = '2026-07-01 08:00 sometime';
      }),
    ).toBe('scenario.rule.time start');
    expect(
      at((p) => {
        p.end = p.start;
      }),
    ).toBe('scenario.rule.end end');
    const event = (change: Record<string, unknown>) => (p: Record<string, unknown>) => {
      Object.assign((p.events as object[])[0] as object, change);
    };
    expect(at(event({ source: 'nobody' }))).toBe('scenario.rule.source events.0.source');
    expect(at(event({ at: iso(99) }))).toBe('scenario.rule.outside events.0.at');
    expect(at(event({ observations: [{ thing: 'a', p: [999, 1] }] }))).toContain('events.0');
    expect(at(event({ via: 'carrier pigeon' }))).toContain('events.0');
  });
  it('never throws on nonsense', () => {
    for (const bad of [
      '',
      '{',
      'null',
      '[]',
      '7',
      '"x"',
      `${'['.repeat(9000)}`,
      '\u0000',
      '{"__proto__":{}}',
    ])
      expect(parsePack(bad, 'f').ok).toBe(false);
  });
});
