import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { Aedes } from 'aedes';
import mqtt, { type MqttClient } from 'mqtt';
import { type NewFact, newFact } from '../../shared/events/fact.ts';
import type { Payload } from '../../shared/events/vocabulary.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { FeedConfig, FeedInfo } from '../feeds/supervisor.ts';
import { capFeed } from './capWriter.ts';
import type { ScenarioEvent, ScenarioPack } from './pack.ts';
import { type StageReading, stageJson } from './stations.ts';

/** What a player needs of the line that it plays into. */
export interface Stage {
  addFeed(config: FeedConfig): string;
  removeFeed(feedId: string): Promise<void>;
  poke(feedId: string): void;
  feeds(): readonly FeedInfo[];
  append(facts: readonly NewFact[]): Promise<unknown>;
  /** Words for feed names and refusals. */
  text(key: string, params?: Record<string, string | number>): string;
  log(line: string): void;
}

export interface Player {
  readonly pack: ScenarioPack;
  /** Time of the next event; undefined: played to the end. */
  next(): number | undefined;
  /** Gives out everything up to t and settles when it has arrived (or was refused). */
  playTo(t: number): Promise<void>;
  /** 0 … 1 of the events. */
  progress(): number;
  stop(): Promise<void>;
}

type Channel = 'obs' | 'sim' | 'cap' | 'stage';

/** Readings of one gauge that the stage service keeps in its answer. */
const KEPT_READINGS = 48;
const ARRIVAL_MS = 15_000;

/**
 * Plays a pack into a line through the doors that real data use: its own MQTT broker, a CAP feed and a stage service
 * over HTTP, all on the loopback address. What the desk keyed in is appended with the pack as its source. Data of a
 * source of kind `synthetic` come in by feeds of their own whose names say 模拟. `from`: events up to that time were
 * played before (a run that is taken up again).
 */
export async function startPlayer(
  pack: ScenarioPack,
  stage: Stage,
  from = Number.NEGATIVE_INFINITY,
): Promise<Player> {
  const synthetic = new Set(pack.sources.filter((s) => s.kind === 'synthetic').map((s) => s.id));
  const feedIds = new Map<Channel, string>();
  const expected = new Map<Channel, number>();
  const alerts: Payload<'alert.received'>[] = [];
  const readings = new Map<string, StageReading[]>();
  let cursor = 0;
  let stopped = false;
  let lastDoor: Channel | 'desk' | undefined;

  const uses = (channel: Channel) => pack.events.some((e) => doorOf(e) === channel);
  const sourceOf = (id: string) => `scenario:${pack.id}#${id}`;
  const doorOf = (event: ScenarioEvent): Channel | 'desk' =>
    event.via === 'mqtt' ? (synthetic.has(event.source) ? 'sim' : 'obs') : event.via;
  const topic = (channel: 'obs' | 'sim') => `sandtable/${channel}/${pack.id}`;
  const note = (event: ScenarioEvent) => {
    const at = event.trueAt ?? event.at;
    if (event.via === 'cap')
      alerts.push({ ...event.alert, sentAt: at } as Payload<'alert.received'>);
    else if (event.via === 'stage')
      for (const r of event.readings) {
        const list = readings.get(r.station) ?? [];
        list.push({ ...r, at });
        if (list.length > KEPT_READINGS) list.shift();
        readings.set(r.station, list);
      }
  };

  while (cursor < pack.events.length && (pack.events[cursor] as ScenarioEvent).at <= from)
    note(pack.events[cursor++] as ScenarioEvent);

  // ── the doors ───────────────────────────────────────────────────────────────
  let broker: Aedes | undefined;
  let brokerServer: Server | undefined;
  let sender: MqttClient | undefined;
  let http: HttpServer | undefined;
  const listen = (server: Server | HttpServer) =>
    new Promise<number>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });

  async function stop(): Promise<void> {
    if (stopped) return;
    stopped = true;
    for (const id of feedIds.values()) await stage.removeFeed(id).catch(() => {});
    await sender?.endAsync(true).catch(() => {});
    await new Promise<void>((done) => (broker ? broker.close(() => done()) : done()));
    brokerServer?.close();
    http?.closeAllConnections();
    http?.close();
  }

  const addFeed = (channel: Channel, connector: string, config: Record<string, unknown>) => {
    const feedId = `${channel === 'sim' ? 'sim-' : ''}${pack.id}-${channel}`;
    // A run that was cut off may have left its feed behind.
    const id = stage.addFeed({
      feedId,
      connector,
      name: stage.text(`scenario.feed.${channel}`),
      config,
    });
    feedIds.set(channel, id);
    expected.set(channel, 0);
  };
  const info = (channel: Channel) => stage.feeds().find((f) => f.feedId === feedIds.get(channel));

  try {
    if (uses('obs') || uses('sim')) {
      broker = await Aedes.createBroker();
      brokerServer = createServer(broker.handle);
      const port = await listen(brokerServer);
      const url = `mqtt://127.0.0.1:${port}`;
      for (const channel of ['obs', 'sim'] as const)
        if (uses(channel)) addFeed(channel, 'mqtt', { url, topics: [topic(channel)] });
      sender = await mqtt.connectAsync(url, { reconnectPeriod: 500 });
    }
    if (uses('cap') || uses('stage')) {
      http = createHttpServer((request, response) => {
        const now = pack.events[Math.max(0, cursor - 1)]?.at ?? pack.start;
        const [type, body] =
          request.url === '/cap'
            ? ['application/atom+xml; charset=utf-8', capFeed(alerts, now)]
            : request.url === '/stage'
              ? ['application/json; charset=utf-8', stageJson(pack, [...readings.values()].flat())]
              : [undefined, ''];
        if (type === undefined) response.writeHead(404).end();
        else response.writeHead(200, { 'content-type': type }).end(body);
      });
      const port = await listen(http);
      if (uses('cap')) addFeed('cap', 'cap', { url: `http://127.0.0.1:${port}/cap`, pollS: 30 });
      if (uses('stage'))
        addFeed('stage', 'stageHttp', { url: `http://127.0.0.1:${port}/stage`, pollS: 30 });
    }
    // Every feed has said that it is there before the first event: the same pack gives the same facts each time.
    await until(
      () =>
        [...feedIds.keys()].every((c) => ['empty', 'up', 'silent'].includes(info(c)?.state ?? '')),
      ARRIVAL_MS,
    );
    if (from === Number.NEGATIVE_INFINITY) await listForces();
  } catch (error) {
    await stop();
    throw error;
  }

  async function listForces(): Promise<void> {
    const facts = pack.forces.map(({ source, ...body }) =>
      newFact({ at: pack.start, kind: 'force.listed', source: sourceOf(source), body }),
    );
    if (facts.length > 0) await stage.append(facts);
  }

  async function give(event: ScenarioEvent, n: number): Promise<void> {
    const at = event.trueAt ?? event.at;
    note(event);
    if (event.via === 'desk') {
      const fact = {
        at,
        kind: event.kind,
        source: sourceOf(event.source),
        body: event.body,
      } as unknown as NewFact;
      try {
        await stage.append([fact]);
      } catch (error) {
        const why = error instanceof ProblemError ? error.problem.code : String(error);
        stage.log(stage.text('scenario.eventRefused', { id: pack.id, n: n + 1, why }));
      }
    } else if (event.via === 'mqtt') {
      const channel = doorOf(event) as 'obs' | 'sim';
      const observations = event.observations.map((o) => ({ ...o, at }));
      await sender?.publishAsync(topic(channel), JSON.stringify({ observations }), { qos: 1 });
      expected.set(channel, (expected.get(channel) ?? 0) + observations.length);
    } else {
      const more = event.via === 'cap' ? 1 : event.readings.length;
      expected.set(event.via, (expected.get(event.via) ?? 0) + more);
    }
  }

  /** Everything given out by now is in the journal, or was refused by name. */
  async function arrived(): Promise<void> {
    const missing = () =>
      [...expected].filter(([channel, n]) => {
        const f = info(channel);
        const { accepted = 0, rejected = 0, state } = f ?? {};
        // A feed says that it is up after its first record.
        return accepted + rejected < n || (accepted > 0 && state === 'empty');
      });
    for (const [channel] of missing())
      if (channel === 'cap' || channel === 'stage') stage.poke(feedIds.get(channel) as string);
    const all = await until(() => missing().length === 0, ARRIVAL_MS);
    if (all || stopped) return;
    for (const [channel, n] of missing()) {
      const f = info(channel);
      const got = (f?.accepted ?? 0) + (f?.rejected ?? 0);
      stage.log(
        `scenario ${pack.id}: ${channel}: ${n - got} of ${n} did not arrive (${f?.detail ?? f?.state})`,
      );
      expected.set(channel, got);
    }
  }

  /** Polls until the condition holds, at most `ms`; false where it never did. */
  async function until(condition: () => boolean, ms: number): Promise<boolean> {
    for (let waited = 0; !condition(); waited += 5) {
      if (waited >= ms || stopped) return false;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return true;
  }

  return {
    pack,
    next: () => pack.events[cursor]?.at,
    progress: () => cursor / pack.events.length,
    async playTo(t) {
      while (!stopped && cursor < pack.events.length) {
        const event = pack.events[cursor] as ScenarioEvent;
        if (event.at > t) break;
        // What is given out through another door must find what came before it, and each run in the same order.
        const door = doorOf(event);
        if (lastDoor !== undefined && lastDoor !== door) await arrived();
        lastDoor = door;
        await give(event, cursor);
        cursor += 1;
      }
      if (!stopped) await arrived();
    },
    stop,
  };
}
