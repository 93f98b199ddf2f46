import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import mqtt from 'mqtt';
import { afterEach, describe, expect, it } from 'vitest';
import type { NewFact } from '../../shared/events/fact.ts';
import { ManualClock } from '../../shared/time/clock.ts';
import { formatIso, MINUTE_MS } from '../../shared/time/time.ts';
import { FUTURE_LIMIT_MS } from './observation.ts';
import { createSupervisor } from './supervisor.ts';

const NOW = 1_435_142_400_000;
const WAIT = { timeout: 15_000, interval: 20 };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** A record of the suite, whatever the source: who, when. */
interface Sample {
  readonly id: string;
  readonly at: number;
}

interface Bench {
  readonly connector: string;
  readonly config: (port: number) => Record<string, unknown>;
  /** Brings records to the source; `bad` is one malformed record among them. */
  send(samples: readonly Sample[], bad?: boolean): Promise<void>;
  start(port?: number): Promise<number>;
  stop(): Promise<void>;
  idOf(fact: NewFact): string;
  readonly polled: boolean;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function serve(handler: Handler, port = 0) {
  const server = createHttpServer(handler);
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const stop = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  ends.push(stop);
  return { port: (server.address() as AddressInfo).port, stop };
}

function httpBench(
  connector: string,
  write: (samples: readonly Sample[], bad: boolean) => string,
  idOf: (fact: NewFact) => string,
): Bench {
  const held: Sample[] = [];
  let bad = false;
  let server: Awaited<ReturnType<typeof serve>> | undefined;
  return {
    connector,
    polled: true,
    config: (port) => ({ url: `http://127.0.0.1:${port}/`, pollS: 0.5 }),
    async send(samples, withBad = false) {
      held.push(...samples);
      bad ||= withBad;
    },
    async start(port) {
      server = await serve((_, response) => response.end(write(held, bad)), port);
      return server.port;
    },
    async stop() {
      await server?.stop();
    },
    idOf,
  };
}

const capText = ({ id, at }: Sample) =>
  `<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>${id}</identifier><sender>s</sender><sent>${formatIso(at)}</sent><status>Test</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language><event>暴雨</event><urgency>Future</urgency><severity>Minor</severity><certainty>Likely</certainty></info></alert>`;
const capFeed = (inner: string) => `<feed xmlns="http://www.w3.org/2005/Atom">${inner}</feed>`;
const entry = (inner: string) => `<entry><content>${inner}</content></entry>`;
const stageText = (samples: readonly Sample[], bad: boolean) =>
  JSON.stringify({
    stations: [...new Set(samples.map((s) => s.id))].map((id) => ({
      id,
      name: id,
      lon: 109,
      lat: 31,
      datum: 'wusong',
      warningM: 180.5,
    })),
    readings: [
      ...(bad ? [{ station: 'a', at: 'noon', stageM: 1 }] : []),
      ...samples.map(({ id, at }) => ({ station: id, at: formatIso(at), stageM: 145.6 })),
    ],
  });

function mqttBench(): Bench {
  let broker: Aedes | undefined;
  let server: Server | undefined;
  let port = 0;
  const stop = async () => {
    const old = broker;
    broker = undefined;
    await new Promise<void>((done) => (old ? old.close(() => done()) : done()));
    await new Promise<void>((done) => (server?.listening ? server.close(() => done()) : done()));
  };
  ends.push(stop);
  return {
    connector: 'mqtt',
    polled: false,
    config: (p) => ({ url: `mqtt://127.0.0.1:${p}` }),
    async start(given = 0) {
      broker = await Aedes.createBroker();
      server = createServer(broker.handle);
      await new Promise<void>((done) => server?.listen(given, '127.0.0.1', done));
      port = (server.address() as AddressInfo).port;
      return port;
    },
    stop,
    async send(samples, bad = false) {
      const sender = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
      const records = samples.map(({ id, at }) => ({ thing: id, p: [109, 31], at }));
      await sender.publishAsync(
        'sandtable/obs/x',
        JSON.stringify(bad ? [{ thing: '' }, ...records] : records),
        {
          qos: 1,
        },
      );
      await sender.endAsync();
    },
    idOf: (fact) => (fact.body as { thing: string }).thing,
  };
}

const benches: Record<string, () => Bench> = {
  mqtt: mqttBench,
  cap: () =>
    httpBench(
      'cap',
      (samples, bad) =>
        capFeed(
          (bad ? entry('<alert><identifier>z</identifier></alert>') : '') +
            samples.map((s) => entry(capText(s))).join(''),
        ),
      (fact) => (fact.body as { identifier: string }).identifier,
    ),
  stageHttp: () =>
    httpBench('stageHttp', stageText, (fact) => (fact.body as { thing: string }).thing),
};

function run(
  connector: string,
  config: Record<string, unknown>,
  idOf: (fact: NewFact) => string = () => '',
) {
  const facts: NewFact[] = [];
  const clock = new ManualClock(NOW);
  let broken = false;
  const supervisor = createSupervisor({
    clock,
    log: () => {},
    emit: async (batch) => {
      if (broken && batch.some((f) => f.kind !== 'feed.state')) throw new Error('journal full');
      facts.push(...batch);
    },
  });
  ends.push(() => supervisor.stop());
  const feedId = supervisor.add({ connector, name: connector, config });
  const info = () => {
    const [found] = supervisor.list();
    if (!found) throw new Error('no feed');
    return found;
  };
  const data = () => facts.filter((f) => f.kind !== 'feed.state');
  return {
    supervisor,
    feedId,
    clock,
    info,
    data,
    got: () => data().map((f) => `${idOf(f)}@${(f.at - NOW) / MINUTE_MS}`),
    breakJournal: (yes: boolean) => {
      broken = yes;
    },
    until: (state: string) => expect.poll(() => info().state, WAIT).toBe(state),
    stateFacts: () =>
      facts.filter((f) => f.kind === 'feed.state').map((f) => (f.body as { state: string }).state),
  };
}

const min = (id: string, minutes: number): Sample => ({ id, at: NOW + minutes * MINUTE_MS });

describe.each(Object.keys(benches))('%s', (name) => {
  const make = benches[name] as () => Bench;

  it('brings good records with their own time, refuses bad ones, goes down and comes up again', async () => {
    const bench = make();
    const port = await bench.start();
    const feed = run(bench.connector, bench.config(port), bench.idOf);
    await feed.until('empty');

    await bench.send([min('a', -1)]);
    await expect.poll(feed.got, WAIT).toEqual(['a@-1']);
    expect(feed.info()).toMatchObject({ state: 'up', accepted: 1, rejected: 0, lastRx: NOW });
    expect(feed.data()[0]?.source).toBe(`feed:${feed.feedId}`);

    // Late, and out of order.
    await bench.send([min('b', -2), min('c', -600)]);
    await expect.poll(() => feed.got().sort(), WAIT).toEqual(['a@-1', 'b@-2', 'c@-600']);

    await bench.send([min('d', -1)], true);
    await expect.poll(() => feed.got().length, WAIT).toBe(4);
    await expect.poll(() => feed.info().rejected, WAIT).toBe(1);
    const [error] = feed.info().lastErrors;
    expect(error?.why.length).toBeGreaterThan(3);
    expect(error?.raw.length).toBeGreaterThan(3);

    await bench.stop();
    await feed.until('down');
    expect(feed.info().detail?.length).toBeGreaterThan(3);
    await bench.start(port);
    await feed.until('up');
    await bench.send([min('e', 0)]);
    await expect.poll(() => feed.got().at(-1), WAIT).toBe('e@0');
    // Nothing was doubled or refused again, not even by starting anew.
    expect(feed.info()).toMatchObject({ accepted: 5, rejected: 1 });

    const before = performance.now();
    await feed.supervisor.pause(feed.feedId);
    expect(performance.now() - before).toBeLessThan(1000);
    expect(feed.info().state).toBe('paused');
    await feed.supervisor.resume(feed.feedId);
    await feed.until('up');
    expect(feed.got()).toHaveLength(5);
  });

  it('refuses what is far in the future', async () => {
    const bench = make();
    const feed = run(bench.connector, bench.config(await bench.start()), bench.idOf);
    await feed.until('empty');
    const early = { id: 'z', at: NOW + FUTURE_LIMIT_MS + 60_000 };
    await bench.send([min('a', 5), early]);
    await expect.poll(feed.got, WAIT).toEqual(['a@5']);
    await expect.poll(() => feed.info().rejected, WAIT).toBe(1);
    if (!bench.polled) return;
    // A polled source still says so when its time has come.
    feed.clock.advance(FUTURE_LIMIT_MS);
    await expect.poll(() => feed.got().length, WAIT).toBe(2);
    expect(feed.info().rejected).toBe(1);
  });

  it('becomes silent, and up again', async () => {
    const bench = make();
    const port = await bench.start();
    const feed = run(bench.connector, { ...bench.config(port), silentAfterS: 1 }, bench.idOf);
    await feed.until('empty');
    await bench.send([min('a', 0)]);
    await expect.poll(feed.got, WAIT).toEqual(['a@0']);
    await feed.until('silent');
    await bench.send([min('b', 0)]);
    await expect.poll(() => feed.got().length, WAIT).toBe(2);
    await feed.until('silent');
    expect(feed.stateFacts().filter((s) => s === 'up').length).toBeGreaterThanOrEqual(2);
  });

  it('says why it is down when nothing answers, and a poke ends the waiting', async () => {
    const bench = make();
    const port = await bench.start();
    await bench.stop();
    const feed = run(bench.connector, bench.config(port), bench.idOf);
    await feed.until('down');
    await bench.start(port);
    feed.supervisor.poke(feed.feedId);
    await feed.until('empty');
  });
});

describe('polling', () => {
  const urlOf = (port: number) => `http://127.0.0.1:${port}/feed`;

  it.each(['cap', 'stageHttp'])('%s: a poke looks at once, also during a look', async (name) => {
    let asked = 0;
    let release = () => {};
    let hold: Promise<void> | undefined;
    const { port } = await serve(async (_, response) => {
      asked += 1;
      await hold;
      response.end(name === 'cap' ? capFeed('') : stageText([], false));
    });
    const feed = run(name, { url: urlOf(port), pollS: 3600 });
    await feed.until('empty');
    expect(asked).toBe(1);
    hold = new Promise((done) => {
      release = done;
    });
    feed.supervisor.poke(feed.feedId);
    await expect.poll(() => asked, { timeout: 1000, interval: 10 }).toBe(2);
    feed.supervisor.poke(feed.feedId);
    release();
    await expect.poll(() => asked, { timeout: 1000, interval: 10 }).toBe(3);
    await new Promise((done) => setTimeout(done, 200));
    expect(asked).toBe(3);
    expect(() => feed.supervisor.poke('nobody')).toThrow('feeds.unknown');
  });

  it('asks conditionally, halts in the middle of an answer', async () => {
    const seen: (string | undefined)[] = [];
    let hang = false;
    const { port } = await serve((request, response) => {
      seen.push(request.headers['if-none-match']);
      response.setHeader('etag', '"v1"');
      if (hang) response.write('<feed');
      else if (request.headers['if-none-match'] === '"v1"') response.writeHead(304).end();
      else response.end(capFeed(entry(capText(min('a', 0)))));
    });
    const feed = run('cap', { url: urlOf(port), pollS: 0.5 });
    await expect.poll(() => seen.length, WAIT).toBe(3);
    expect(seen).toEqual([undefined, '"v1"', '"v1"']);
    expect(feed.info()).toMatchObject({ state: 'up', accepted: 1 });
    hang = true;
    await expect.poll(() => seen.length, WAIT).toBe(4);
    const before = performance.now();
    await feed.supervisor.pause(feed.feedId);
    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('does not lose what the journal could not take', async () => {
    const { port } = await serve((_, response) =>
      response.setHeader('etag', '"v1"').end(stageText([min('a', 0)], false)),
    );
    const facts = run('stageHttp', { url: urlOf(port), pollS: 0.5 }, () => 'a');
    facts.breakJournal(true);
    await facts.until('down');
    expect(facts.info().detail).toContain('journal full');
    facts.breakJournal(false);
    await expect.poll(() => facts.data().length, WAIT).toBe(1);
    await facts.until('up');
  });

  it.each([
    [
      'an error of the server',
      (_q, r) => r.writeHead(503).end(),
      'feeds.http.status {"status":503}',
    ],
    ['a login page', (_q, r) => r.end('<html><body/></html>'), 'feeds.cap.notCap'],
    ['too much', (_q, r) => r.end(Buffer.alloc(9 * 1024 * 1024, 32)), 'feeds.http.tooLarge'],
    [
      'an announced flood',
      (_q, r) => r.writeHead(200, { 'content-length': 1e12 }).write('<'),
      'feeds.http.tooLarge',
    ],
    ['a loop', (_q, r) => r.writeHead(302, { location: '/feed' }).end(), 'feeds.http.redirects'],
    [
      'another scheme',
      (_q, r) => r.writeHead(302, { location: 'file:///etc/hosts' }).end(),
      'feeds.http.badRedirect',
    ],
    [
      'a cut',
      (_q, r) => {
        r.writeHead(200, { 'content-length': 100 }).write('<');
        setTimeout(() => r.destroy(), 50);
      },
      'feeds.http.unreachable',
    ],
  ] as [string, Handler, string][])('is down with the reason: %s', async (_, handler, why) => {
    const { port } = await serve(handler);
    const feed = run('cap', { url: urlOf(port), pollS: 0.5 });
    await feed.until('down');
    expect(feed.info().detail).toContain(why);
    expect(feed.data()).toEqual([]);
  });

  it('follows a redirect, and fetches linked messages from the same server only, each once', async () => {
    const asked: string[] = [];
    let foreign = 0;
    const other = await serve((_, response) => {
      foreign += 1;
      response.end(capText(min('x', 0)));
    });
    const away = `http://127.0.0.1:${other.port}`;
    const { port } = await serve((request, response) => {
      const path = request.url ?? '';
      asked.push(path);
      if (path === '/feed') response.writeHead(302, { location: '/real' }).end();
      else if (path === '/real')
        response.end(
          capFeed(
            [
              '/1.cap',
              '2.cap',
              '/bad.cap',
              '/gone.cap',
              '/leave.cap',
              `${away}/x.cap`,
              'file:///etc/hosts',
            ]
              .map((href) => `<entry><link href="${href}"/></entry>`)
              .join(''),
          ),
        );
      else if (path === '/bad.cap') response.end('<rubbish');
      else if (path === '/leave.cap') response.writeHead(302, { location: away }).end();
      else if (path === '/gone.cap') response.writeHead(404).end();
      else response.end(capText(min(path.slice(1, 2), 0)));
    });
    const feed = run(
      'cap',
      { url: urlOf(port), pollS: 0.5 },
      (f) => (f.body as { identifier: string }).identifier,
    );
    await expect.poll(() => asked.filter((p) => p === '/real').length, WAIT).toBe(3);
    expect(feed.got().sort()).toEqual(['1@0', '2@0']);
    expect(foreign).toBe(0);
    expect(asked.filter((p) => p === '/1.cap')).toHaveLength(1);
    expect(feed.info()).toMatchObject({ state: 'up', rejected: 5 });
  });

  it('refuses settings that cannot work, by name', () => {
    const supervisor = createSupervisor({
      clock: new ManualClock(NOW),
      log: () => {},
      emit: async () => {},
    });
    const add = (connector: string, config: Record<string, unknown>) => () =>
      supervisor.add({ connector, name: 'x', config });
    for (const config of [
      {},
      { url: 'ftp://a/b' },
      { url: 'file:///etc/hosts' },
      { url: 'nonsense' },
      { url: 'http://name:word@a/' },
      { dir: 'relative/path' },
      { url: 'http://a/', pollS: 0.1 },
      { url: 'http://a/', pollS: 3601 },
    ])
      expect(add('cap', config)).toThrow('feeds.badConfig');
    expect(add('stageHttp', {})).toThrow('feeds.badConfig');
    expect(supervisor.list()).toEqual([]);
  });
});

describe('stages', () => {
  it('keeps datum and thresholds, takes corrections, refuses entry by entry', async () => {
    const station = {
      id: 'cuntan',
      name: '寸滩',
      lon: 106.6,
      lat: 29.617,
      datum: 'wusong',
      warningM: 180.5,
      guaranteeM: 183.5,
    };
    let readings: unknown[] = [
      { station: 'cuntan', at: NOW, stageM: 191.62, dischargeM3s: 74_600, quality: 'high' },
    ];
    const { port } = await serve((_, response) =>
      response.end(
        JSON.stringify({
          stations: [
            station,
            { ...station, id: 'b', datum: 'navd88' },
            { ...station, id: 'c', lat: 106 },
            station,
            7,
          ],
          readings,
        }),
      ),
    );
    const feed = run('stageHttp', {
      url: `http://127.0.0.1:${port}/`,
      pollS: 0.5,
      stations: ['cuntan', 'nowhere'],
    });
    await expect.poll(() => feed.data().length, WAIT).toBe(1);
    expect(feed.data()[0]).toEqual({
      at: NOW,
      kind: 'observation',
      source: `feed:${feed.feedId}`,
      body: {
        thing: 'cuntan',
        kind: 'station',
        name: '寸滩',
        p: [106.6, 29.617],
        quality: 'high',
        r: {
          stage: [191.62, 'm', 'wusong'],
          discharge: [74_600, 'm3/s'],
          warningStage: [180.5, 'm', 'wusong'],
          guaranteeStage: [183.5, 'm', 'wusong'],
        },
      },
    });
    expect(feed.info().rejected).toBe(4);
    readings = [
      ...readings,
      { station: 'cuntan', at: NOW, stageM: 191.52 },
      { station: 'cuntan', at: NOW, stageM: '191' },
      { station: 'cuntan', at: NOW },
      { station: 'cuntan', at: NOW, stageM: 1e9 },
      { station: 'nowhere', at: NOW, stageM: 1 },
      { station: 'b', at: NOW, stageM: 1 },
      null,
    ];
    await expect.poll(() => feed.data().length, WAIT).toBe(2);
    await expect.poll(() => feed.info().rejected, WAIT).toBe(9);
  });

  it.each([
    ['no JSON', '<html>', 'feeds.notJson'],
    ['another form', '{"stations":{}}', 'feeds.stage.form'],
    ['null', 'null', 'feeds.stage.form'],
    ['deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'feeds.json.depth'],
    ['too many', `{"stations":[],"readings":[${'0,'.repeat(60_000)}0]}`, 'feeds.stage.tooMany'],
  ])('is down on %s', async (_, text, why) => {
    const { port } = await serve((_q, response) => response.end(text));
    const feed = run('stageHttp', { url: `http://127.0.0.1:${port}/`, pollS: 0.5 });
    await feed.until('down');
    expect(feed.info().detail).toContain(why);
    expect(feed.info().rejected).toBe(1);
  });
});

describe('drop folder', () => {
  it('takes finished files, puts bad ones aside with the reason, touches nothing else', async () => {
    const root = await mkdtemp(join(tmpdir(), 'cap-'));
    ends.push(() => rm(root, { recursive: true, force: true }));
    const dir = join(root, 'in');
    await mkdir(join(dir, 'sub.xml'), { recursive: true });
    await writeFile(join(root, 'outside.xml'), capText(min('outside', 0)));
    await symlink(join(root, 'outside.xml'), join(dir, 'link.xml'));
    await writeFile(join(dir, 'note.txt'), capText(min('txt', 0)));
    await writeFile(join(dir, 'empty.xml'), '');
    await writeFile(join(dir, 'a.xml'), capText(min('a', -3)));
    await writeFile(join(dir, 'b.CAP'), `<all>${capText(min('b', -1))}<alert/></all>`);
    await writeFile(join(dir, 'bad.xml'), '<alert');
    await writeFile(join(dir, 'big.cap'), Buffer.alloc(5 * 1024 * 1024, 32));
    await writeFile(
      join(dir, 'later.xml'),
      capText({ id: 'later', at: NOW + 2 * FUTURE_LIMIT_MS }),
    );
    const half = capText(min('slow', 0));
    await writeFile(join(dir, 'slow.xml'), half.slice(0, 100));

    const feed = run(
      'cap',
      { dir, pollS: 0.5 },
      (f) => (f.body as { identifier: string }).identifier,
    );
    await expect.poll(() => feed.got().sort(), WAIT).toEqual(['a@-3', 'b@-1']);
    // Its sender goes on writing: neither taken half nor put aside.
    await writeFile(join(dir, 'slow.xml'), half);
    await expect.poll(() => feed.got().at(-1), WAIT).toBe('slow@0');
    await expect.poll(() => readdir(join(dir, 'refused')).catch(() => []), WAIT).toHaveLength(4);
    expect((await readdir(join(dir, 'refused'))).sort()).toEqual([
      'bad.xml',
      'bad.xml.txt',
      'big.cap',
      'big.cap.txt',
    ]);
    const why = await readFile(join(dir, 'refused', 'bad.xml.txt'), 'utf8');
    expect(why).toContain('XML 不完整');
    expect(why).toContain('incomplete');
    expect((await readdir(join(dir, 'taken'))).sort()).toEqual([
      'a.xml',
      'b.CAP',
      'b.CAP.txt',
      'slow.xml',
    ]);
    expect((await readdir(dir)).sort()).toEqual([
      'empty.xml',
      'later.xml',
      'link.xml',
      'note.txt',
      'refused',
      'sub.xml',
      'taken',
    ]);
    expect(feed.info()).toMatchObject({ state: 'up', accepted: 3, rejected: 4 });

    // The same message in another file, under a name that is used: not doubled, nothing overwritten.
    await writeFile(join(dir, 'a.xml'), capText(min('a', -3)));
    await expect.poll(() => readdir(join(dir, 'taken')), WAIT).toContain('a-2.xml');
    feed.clock.advance(2 * FUTURE_LIMIT_MS);
    await expect.poll(() => readdir(join(dir, 'taken')), WAIT).toContain('later.xml');
    expect(feed.info().accepted).toBe(4);

    await rm(dir, { recursive: true });
    await feed.until('down');
    expect(feed.info().detail).toContain('feeds.dir.unreadable');
    await mkdir(dir);
    await feed.until('up');
  });

  it('leaves the file where it is until its facts are durable, and does not follow a link for taken/', async () => {
    const root = await mkdtemp(join(tmpdir(), 'cap-'));
    ends.push(() => rm(root, { recursive: true, force: true }));
    const dir = join(root, 'in');
    await mkdir(join(root, 'elsewhere'));
    await mkdir(dir);
    await writeFile(join(dir, 'a.xml'), capText(min('a', 0)));
    const feed = run('cap', { dir, pollS: 0.5 });
    feed.breakJournal(true);
    await feed.until('down');
    expect(await readdir(dir)).toEqual(['a.xml']);
    await symlink(join(root, 'elsewhere'), join(dir, 'taken'));
    feed.breakJournal(false);
    await expect.poll(() => feed.info().detail ?? '', WAIT).toContain('feeds.dir.notMoved');
    expect(await readdir(join(root, 'elsewhere'))).toEqual([]);
    await rm(join(dir, 'taken'));
    await expect.poll(() => readdir(join(dir, 'taken')).catch(() => []), WAIT).toEqual(['a.xml']);
    expect(feed.data()).toHaveLength(1);
  });

  it('serves the folder while the address is down', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'cap-'));
    ends.push(() => rm(dir, { recursive: true, force: true }));
    const { port, stop } = await serve(() => {});
    await stop();
    await writeFile(join(dir, 'a.xml'), capText(min('a', 0)));
    const feed = run('cap', { dir, url: `http://127.0.0.1:${port}/`, pollS: 0.5 });
    await feed.until('down');
    expect(feed.data()).toHaveLength(1);
  });
});
