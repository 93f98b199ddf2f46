import { randomUUID } from 'node:crypto';
import { type NewFact, newFact } from '../../shared/events/fact.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { capConnector } from './cap.ts';
import type { Connector, FeedState } from './contract.ts';
import { FeedMemory } from './memory.ts';
import { mqttConnector } from './mqtt.ts';
import { stageConnector } from './stage.ts';

/** All kinds of sources. */
export const connectors: readonly Connector<never>[] = [
  mqttConnector as unknown as Connector<never>,
  capConnector as unknown as Connector<never>,
  stageConnector as unknown as Connector<never>,
];

export interface FeedConfig {
  readonly feedId?: string | undefined;
  readonly connector: string;
  readonly name: string;
  readonly config: Record<string, unknown>;
}

export interface FeedInfo {
  readonly feedId: string;
  readonly connector: string;
  readonly name: string;
  readonly state: FeedState;
  readonly detail?: string | undefined;
  readonly accepted: number;
  readonly rejected: number;
  /** Line time of the newest accepted record. */
  readonly lastRx?: number | undefined;
  readonly lastErrors: readonly {
    readonly at: number;
    readonly why: string;
    readonly raw: string;
  }[];
}

interface Running {
  info: { -readonly [K in keyof FeedInfo]: FeedInfo[K] };
  readonly given: FeedConfig;
  abort: AbortController | undefined;
  done: Promise<void>;
  readonly memory: FeedMemory;
  readonly sleepers: Set<() => void>;
  /** Poked while it was at work: the next sleep is skipped. */
  poked: boolean;
}

/** Longest detail of a state that is kept. */
const DETAIL = 500;
const BACK_OFF_MS = [500, 1000, 2000, 5000, 10_000];
const ERRORS_KEPT = 20;

export interface SupervisorDeps {
  readonly clock: Clock;
  readonly emit: (facts: readonly NewFact[]) => Promise<void>;
  readonly log: (line: string) => void;
}

/** Keeps the sources running: starts them again with growing pauses, counts, and tells their state as facts. */
export function createSupervisor(deps: SupervisorDeps) {
  const feeds = new Map<string, Running>();
  const onChange = new Emitter<void>();
  let notify: ReturnType<typeof setTimeout> | undefined;
  const changed = () => {
    notify ??= setTimeout(() => {
      notify = undefined;
      onChange.emit();
    }, 500);
  };

  function set(feed: Running, state: FeedState, detail?: string): void {
    if (feed.info.state === state && feed.info.detail === detail) return;
    feed.info.state = state;
    feed.info.detail = detail;
    changed();
    const { feedId, connector, name } = feed.info;
    const body = { feedId, connector, name, state, ...(detail === undefined ? {} : { detail }) };
    deps
      .emit([newFact({ at: deps.clock.now(), kind: 'feed.state', source: `feed:${feedId}`, body })])
      .catch((error: unknown) => deps.log(`feed ${feedId}: ${error}`));
  }

  function sleep(feed: Running, ms: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted || feed.poked) {
      feed.poked = false;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', wake);
        feed.sleepers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      signal.addEventListener('abort', wake, { once: true });
      feed.sleepers.add(wake);
    });
  }

  async function keepRunning(
    feed: Running,
    connector: Connector<never>,
    config: never,
    signal: AbortSignal,
  ): Promise<void> {
    for (let attempt = 0; !signal.aborted; attempt++) {
      const before = feed.info.accepted;
      try {
        await connector.run(
          config,
          {
            feedId: feed.info.feedId,
            clock: deps.clock,
            memory: feed.memory,
            sleep: (ms) => sleep(feed, ms, signal),
            async emit(facts) {
              await deps.emit(facts);
              feed.info.accepted += facts.length;
              feed.info.lastRx = deps.clock.now();
              changed();
            },
            reject(why, raw) {
              feed.info.rejected += 1;
              feed.info.lastErrors = [
                ...feed.info.lastErrors.slice(1 - ERRORS_KEPT),
                { at: deps.clock.now(), why, raw: raw.slice(0, 500) },
              ];
              changed();
            },
            state: (state, detail) => {
              // A source that has sent before is not empty because it connected again.
              if (!signal.aborted)
                set(feed, state === 'empty' && feed.info.accepted > 0 ? 'up' : state, detail);
            },
          },
          signal,
        );
      } catch (error) {
        if (!signal.aborted)
          set(
            feed,
            'down',
            (error instanceof Error ? error.message : String(error)).slice(0, DETAIL),
          );
      }
      if (feed.info.accepted > before) attempt = 0;
      if (signal.aborted) return;
      await sleep(feed, BACK_OFF_MS[Math.min(attempt, BACK_OFF_MS.length - 1)] as number, signal);
    }
  }

  function start(feed: Running): void {
    const connector = connectors.find((c) => c.id === feed.given.connector) as Connector<never>;
    const config = connector.configSchema.parse(feed.given.config);
    const abort = new AbortController();
    feed.abort = abort;
    set(feed, 'starting');
    feed.done = keepRunning(feed, connector, config, abort.signal);
  }

  const find = (feedId: string): Running => {
    const feed = feeds.get(feedId);
    if (!feed) throw new ProblemError('feeds.unknown', { feedId });
    return feed;
  };
  async function halt(feed: Running): Promise<void> {
    feed.abort?.abort();
    feed.abort = undefined;
    await feed.done;
  }

  return {
    onChange,
    /** Starts a source and returns its id. Fails with feeds.noConnector or feeds.badConfig. */
    add(given: FeedConfig): string {
      const connector = connectors.find((c) => c.id === given.connector);
      if (!connector) throw new ProblemError('feeds.noConnector', { connector: given.connector });
      const checked = connector.configSchema.safeParse(given.config);
      if (!checked.success) {
        const issue = checked.error.issues[0];
        throw new ProblemError('feeds.badConfig', {
          path: issue?.path.join('.') ?? '',
          why: issue?.message ?? '',
        });
      }
      const feedId = given.feedId ?? randomUUID().slice(0, 8);
      const feed: Running = {
        given: { ...given, feedId },
        info: {
          feedId,
          connector: given.connector,
          name: given.name,
          state: 'paused',
          accepted: 0,
          rejected: 0,
          lastErrors: [],
        },
        abort: undefined,
        done: Promise.resolve(),
        memory: new FeedMemory(),
        sleepers: new Set(),
        poked: false,
      };
      feeds.set(feedId, feed);
      start(feed);
      return feedId;
    },
    async pause(feedId: string): Promise<void> {
      const feed = find(feedId);
      await halt(feed);
      set(feed, 'paused');
    },
    async resume(feedId: string): Promise<void> {
      const feed = find(feedId);
      if (!feed.abort) start(feed);
    },
    async remove(feedId: string): Promise<void> {
      const feed = find(feedId);
      await halt(feed);
      feeds.delete(feedId);
      changed();
    },
    list: (): FeedInfo[] => [...feeds.values()].map((f) => ({ ...f.info })),
    /** Look now: ends the pause between two looks, also the one after a failure. */
    poke(feedId: string): void {
      const feed = find(feedId);
      if (feed.sleepers.size === 0) feed.poked = feed.abort !== undefined;
      else for (const wake of [...feed.sleepers]) wake();
    },
    configs: (): FeedConfig[] => [...feeds.values()].map((f) => f.given),
    async stop(): Promise<void> {
      clearTimeout(notify);
      await Promise.all([...feeds.values()].map(halt));
    },
  };
}

export type Supervisor = ReturnType<typeof createSupervisor>;
