import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import type { NewFact } from '../../shared/events/fact.ts';
import { createText } from '../../shared/text/index.ts';
import { readWhy, whyText } from '../../shared/text/why.ts';
import { ManualClock } from '../../shared/time/clock.ts';
import { FUTURE_LIMIT_MS, parseObservations } from './observation.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';

const NOW = 1_435_142_400_000;

describe('parseObservations', () => {
  const parse = (text: string) => {
    const got = parseObservations(text, NOW, 'feed:a');
    if (!got.ok) throw new Error(got.problem.code);
    return got.value;
  };

  it('takes one, a list, or {observations}', () => {
    const one = '{"thing":"a","p":[109,31],"at":"2015-06-24T18:40:00+08:00"}';
    expect(parse(one).facts[0]).toMatchObject({
      kind: 'observation',
      source: 'feed:a',
      at: 1_435_142_400_000,
      body: { thing: 'a', p: [109, 31] },
    });
    expect(parse(`[${one},${one}]`).facts).toHaveLength(2);
    expect(parse(`{"observations":[${one}]}`).facts).toHaveLength(1);
  });

  it('refuses each bad record with its reason and keeps the others', () => {
    const { facts, refused } = parse(
      JSON.stringify([
        { thing: 'a', p: [109, 31] },
        { thing: 'b', p: [200, 31] },
        { thing: '', p: [109, 31] },
        { thing: 'c' },
        7,
        null,
        { thing: 'd', p: [1, 1], at: NOW + FUTURE_LIMIT_MS + 1 },
        { thing: 'e', p: [1, 1], at: '32 May' },
        { thing: 'f', r: { stage: [145.8, 'm', 'wusong'] } },
        { thing: 'g', r: { stage: ['145', 'm'] } },
      ]),
    );
    expect(facts.map((f) => (f.body as { thing: string }).thing)).toEqual(['a', 'f']);
    expect(refused).toHaveLength(8);
    expect(refused.map((r) => readWhy(r.why)?.params?.field ?? r.why)).toEqual([
      'p.0',
      'thing',
      'feeds.observation.empty',
      '/',
      '/',
      'feeds.observation.future',
      'at',
      'r.stage',
    ]);
    for (const r of refused)
      for (const lang of ['zh', 'en'] as const)
        expect(whyText(createText(lang), r.why)).not.toContain('feeds.');
  });

  it('never throws on nonsense', () => {
    for (const text of [
      '',
      '{',
      'NaN',
      '[[[]]]',
      '"x"',
      '{"observations":{}}',
      `${'['.repeat(5000)}${']'.repeat(5000)}`,
      '{"__proto__":{"thing":"x"}}',
    ])
      expect(() => parseObservations(text, NOW, 's')).not.toThrow();
    expect(parseObservations('{', NOW, 's').ok).toBe(false);
  });
});

describe('MQTT over a real broker', () => {
  let supervisor: Supervisor | undefined;
  let server: Server | undefined;
  let broker: Aedes | undefined;
  afterEach(async () => {
    await supervisor?.stop();
    await new Promise<void>((done) => (broker ? broker.close(() => done()) : done()));
    server?.close();
  });

  async function startBroker(port = 0): Promise<number> {
    broker = await Aedes.createBroker();
    server = createServer(broker.handle);
    await new Promise<void>((done) => server?.listen(port, '127.0.0.1', done));
    return (server.address() as AddressInfo).port;
  }

  it('brings good records, counts bad ones, acknowledges only what is durable, and comes back after a cut', async () => {
    const port = await startBroker();
    const facts: NewFact[] = [];
    let release: (() => void) | undefined;
    let hold: Promise<void> | undefined;
    supervisor = createSupervisor({
      clock: new ManualClock(NOW),
      log: () => {},
      emit: async (batch) => {
        if (batch.some((f) => f.kind === 'observation')) await hold;
        facts.push(...batch);
      },
    });
    const feedId = supervisor.add({
      connector: 'mqtt',
      name: 'test',
      config: { url: `mqtt://127.0.0.1:${port}` },
    });
    const info = () => supervisor?.list().find((f) => f.feedId === feedId);
    await expect.poll(() => info()?.state, { timeout: 10_000 }).toBe('empty');

    let acked = 0;
    broker?.on('ack', () => {
      acked += 1;
    });
    const sender = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
    await expect.poll(() => broker?.connectedClients).toBe(2);
    await sender.publishAsync('sandtable/obs/a', 'rubbish', { qos: 1 });
    await sender.publishAsync(
      'sandtable/obs/a',
      JSON.stringify([
        { thing: 'a', p: [109, 31] },
        { thing: 'b', p: [999, 31] },
      ]),
      { qos: 1 },
    );
    await expect.poll(() => info()?.accepted, { timeout: 10_000 }).toBe(1);
    expect(info()).toMatchObject({ state: 'up', rejected: 2 });
    expect(info()?.lastErrors.at(-1)?.raw).toContain('"b"');

    // While the journal is not done the message stays unacknowledged at the broker.
    await expect.poll(() => acked, { timeout: 5000 }).toBe(2);
    hold = new Promise((done) => {
      release = done;
    });
    await sender.publishAsync('sandtable/obs/a', JSON.stringify({ thing: 'c', p: [109, 31] }), {
      qos: 1,
    });
    await new Promise((done) => setTimeout(done, 300));
    expect(acked).toBe(2);
    release?.();
    await expect.poll(() => acked, { timeout: 5000 }).toBe(3);
    expect(info()?.accepted).toBe(2);

    // The broker goes away and comes back on the same port.
    await sender.endAsync(true);
    await new Promise<void>((done) => broker?.close(() => done()));
    await new Promise((done) => server?.close(done));
    await expect.poll(() => info()?.state, { timeout: 10_000 }).toBe('down');
    await startBroker(port);
    await expect.poll(() => info()?.state, { timeout: 20_000 }).toBe('up');
    expect(facts.filter((f) => f.kind === 'feed.state').length).toBeGreaterThanOrEqual(4);

    const before = Date.now();
    await supervisor.pause(feedId);
    expect(Date.now() - before).toBeLessThan(1000);
    expect(info()?.state).toBe('paused');
  }, 60_000);

  it('keeps its connection through a flood that takes longer than its keepalive', async () => {
    const port = await startBroker();
    let states = 0;
    let accepted = 0;
    let turn: Promise<unknown> = Promise.resolve();
    supervisor = createSupervisor({
      clock: new ManualClock(NOW),
      log: () => {},
      emit: async (batch) => {
        if (batch.some((f) => f.kind === 'feed.state')) {
          states += 1;
          return;
        }
        // A journal that takes one batch at a time, slowly.
        turn = turn.then(() => new Promise((done) => setTimeout(done, 100)));
        await turn;
        accepted += batch.length;
      },
    });
    const url = `mqtt://127.0.0.1:${port}`;
    const feedId = supervisor.add({
      connector: 'mqtt',
      name: 'test',
      config: { url, keepaliveS: 1 },
    });
    const state = () => supervisor?.list().find((f) => f.feedId === feedId)?.state;
    await expect.poll(state, { timeout: 10_000 }).toBe('empty');
    const sender = await mqtt.connectAsync(url);
    const observations = Array.from({ length: 2000 }, (_, i) => ({ thing: `t${i}`, p: [109, 31] }));
    const message = JSON.stringify({ observations });
    for (let i = 0; i < 60; i++) sender.publish('sandtable/obs/a', message, { qos: 1 });
    await expect.poll(() => accepted, { timeout: 30_000 }).toBe(120_000);
    // starting, empty, up: never down.
    expect(states).toBe(3);
    await sender.endAsync(true);
  });

  it('with a name of its own gets what the broker took while it was away', async () => {
    const port = await startBroker();
    const things: string[] = [];
    supervisor = createSupervisor({
      clock: new ManualClock(NOW),
      log: () => {},
      emit: async (batch) => {
        for (const f of batch)
          if (f.kind === 'observation') things.push((f.body as { thing: string }).thing);
      },
    });
    const url = `mqtt://127.0.0.1:${port}`;
    const config = { url, clientId: 'sandtable-test' };
    const feedId = supervisor.add({ connector: 'mqtt', name: 'test', config });
    const state = () => supervisor?.list().find((f) => f.feedId === feedId)?.state;
    await expect.poll(state, { timeout: 10_000 }).toBe('empty');
    const sender = await mqtt.connectAsync(url);
    const publish = (thing: string) =>
      sender.publishAsync('sandtable/obs/a', JSON.stringify({ thing, p: [109, 31] }), { qos: 1 });
    await publish('before');
    await expect.poll(() => things).toContain('before');
    await supervisor.pause(feedId);
    await expect.poll(() => broker?.connectedClients).toBe(1);
    await publish('meanwhile');
    await supervisor.resume(feedId);
    await expect.poll(() => things, { timeout: 10_000 }).toContain('meanwhile');
    await sender.endAsync(true);
  });

  it('refuses an unknown kind and a bad address by name', () => {
    supervisor = createSupervisor({
      clock: new ManualClock(NOW),
      log: () => {},
      emit: async () => {},
    });
    const add = (connector: string, url: string) => () =>
      supervisor?.add({ connector, name: 'x', config: { url } });
    expect(add('ftp', 'mqtt://a')).toThrow('feeds.noConnector');
    expect(add('mqtt', 'http://a')).toThrow('feeds.badConfig');
  });
});
