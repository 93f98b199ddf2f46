import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type HostInfo, type LineInfo, PROTOCOL_VERSION } from '../../shared/contract/types.ts';
import type { WaterQuery } from '../../shared/contract/waterQuery.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { type Problem, ProblemError, problemOf } from '../../shared/kit/result.ts';
import { createText } from '../../shared/text/index.ts';
import type { Line } from '../session/line.ts';
import { type ImageryLook, startWire } from '../wire/server.ts';
import { LineRuntime } from './lineRuntime.ts';
import { openParts } from './parts.ts';
import { rendererDir, rootDir } from './paths.ts';
import { feedsPath, takeUpFeeds } from './savedFeeds.ts';
import { type House, Seat } from './seat.ts';
import { systemClock } from './systemClock.ts';

/** Tiles coarser than this (300 m a pixel) show rivers as lines: a risen one is no wider than its line there. */
const FILL_FROM_LEVEL = 9;

export interface HostConfig {
  /** The workspace folder; made when absent. */
  readonly dataDir: string;
  /** 0: any free port. */
  readonly port?: number | undefined;
  /** Another port instead of an error when `port` is in use. */
  readonly anyPortIfTaken?: boolean;
  readonly locale?: 'zh' | 'en';
  readonly token?: string | undefined;
  /** Scenario to go straight into: id or path of a pack. */
  readonly scenario?: string | undefined;
  /** Pace of that scenario, 1 … 600. */
  readonly rate?: number | undefined;
  readonly log?: (line: string) => void;
}

export interface Host {
  /** Address with a one-time token. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  link(): string;
  /** Imports elevation files of this machine as one job; a shell's file dialog ends here. */
  importTerrain(paths: readonly string[]): { readonly jobId: string };
  /** The host cannot go on (the journal's writer failed). */
  onFatal(listener: (problem: Problem) => void): void;
  stop(): Promise<void>;
}

/** Wires the house together: workspace, terrain, lines at work, seats, and the loopback server. Knows no Electron. */
export async function startHost(config: HostConfig): Promise<Host> {
  const log = config.log ?? ((line: string) => process.stderr.write(`${line}\n`));
  const text = createText(config.locale ?? 'zh');
  const parts = await openParts({ dataDir: config.dataDir, hostClock: systemClock, text, log });
  const { workspace, services, places, scenarios } = parts;
  const { terrain, jobs, blobs, lineInfo } = services;
  const version = (
    JSON.parse(await readFile(join(rootDir, 'package.json'), 'utf8')) as { version: string }
  ).version;
  const fatal = new Emitter<Problem>();
  const runtimes = new Map<string, Promise<LineRuntime>>();
  const open = new Map<string, LineRuntime>();
  const seats = new Map<string, Seat>();

  function lines(): LineInfo[] {
    return workspace.lines().map((meta) => {
      const runtime = open.get(meta.id);
      return runtime ? lineInfo(runtime.line) : { ...meta, facts: meta.facts ?? 0 };
    });
  }

  function runtime(lineId: string): Promise<LineRuntime> {
    let opening = runtimes.get(lineId);
    if (!opening) {
      opening = openRuntime(lineId);
      runtimes.set(lineId, opening);
      opening.catch(() => runtimes.delete(lineId));
    }
    return opening;
  }

  /** Sets a line to work, wired to the host and its seats. */
  async function begin(line: Line): Promise<LineRuntime> {
    const made = new LineRuntime(line, services);
    line.onFailure.on((problem) => fatal.emit(problem));
    made.feedsChanged(() => toSeats(made, (seat) => seat.live?.feeds(made.feeds())));
    open.set(line.meta.id, made);
    try {
      await made.start();
    } catch (error) {
      open.delete(line.meta.id);
      throw error;
    }
    made.keepTime();
    return made;
  }

  async function openRuntime(lineId: string): Promise<LineRuntime> {
    if (!workspace.lines().some((l) => l.id === lineId))
      throw new ProblemError('session.noLine', { line: lineId });
    const made = await begin(await workspace.openLine(lineId));
    const tell = (problem: Problem) => log(text.problem(problem));
    for (const feed of takeUpFeeds(feedsPath(config.dataDir, lineId), tell))
      try {
        made.addSavedFeeds([feed]);
      } catch (error) {
        const why = text.problem(problemOf(error));
        tell({ code: 'host.feedRefused', params: { name: feed.name, why } });
      }
    await playOn(made);
    return made;
  }

  const packPath = (lineId: string) => join(config.dataDir, 'lines', lineId, 'scenario.json');

  /** A scenario line goes on where it was left, with the pack that it began with. */
  async function playOn(made: LineRuntime): Promise<void> {
    if (made.line.meta.kind !== 'scenario') return;
    try {
      await made.play(scenarios.load(packPath(made.line.meta.id)).pack);
    } catch (error) {
      log(text.problem(problemOf(error)));
    }
  }

  async function startScenario(input: {
    scenarioId: string;
    rate?: number | undefined;
    restart: boolean;
  }): Promise<LineRuntime> {
    const { pack, text: content } = scenarios.load(input.scenarioId);
    const earlier = workspace
      .lines()
      .filter((l) => l.kind === 'scenario' && l.scenarioId === pack.id)
      .at(-1);
    if (earlier && !input.restart) {
      const made = await runtime(earlier.id);
      if (input.rate !== undefined) made.scenarioControl({ rate: input.rate, playing: true });
      workspace.activeLine = earlier.id;
      return made;
    }
    const meta = workspace.createLine({
      kind: 'scenario',
      mode: pack.mode,
      name: pack.title[text.locale],
      scenarioId: pack.id,
      clock: { at: pack.start, rate: input.rate ?? pack.defaultRate, playing: true },
    });
    await writeFile(packPath(meta.id), content);
    const made = await runtime(meta.id);
    workspace.activeLine = meta.id;
    linesChanged();
    return made;
  }

  const toSeats = (of: LineRuntime | undefined, tell: (seat: Seat) => void) => {
    for (const seat of seats.values()) if (!of || seat.line === of) tell(seat);
  };
  const linesChanged = () => toSeats(undefined, (seat) => seat.live?.lines(lines()));
  let jobsTimer: ReturnType<typeof setTimeout> | undefined;
  jobs.onChange.on(() => {
    jobsTimer ??= setTimeout(() => {
      jobsTimer = undefined;
      toSeats(undefined, (seat) => seat.live?.jobs(jobs.list()));
    }, 200);
  });
  terrain.onChanged.on(() => toSeats(undefined, (seat) => seat.live?.terrain(terrain.version())));
  // Seats keep their clocks to the host's.
  const pulse = setInterval(() => {
    toSeats(undefined, (seat) => seat.live?.ping());
  }, 5000);

  function importTerrain(paths: readonly string[], after?: () => Promise<void>): { jobId: string } {
    const title = paths.map((p) => p.split(/[\\/]/).pop()).join(', ');
    const { id } = jobs.run('terrainImport', title, async (signal, progress) => {
      try {
        const reports = await terrain.importFiles([...paths], {
          signal,
          now: systemClock.now(),
          onProgress: (p) => progress(p.fraction),
        });
        const bad = reports.find((r) => r.problem !== undefined);
        if (bad?.problem) throw new ProblemError(bad.problem.code, bad.problem.params);
      } finally {
        await after?.();
      }
    });
    return { jobId: id };
  }

  const house: House = {
    info: (): HostInfo => ({
      version,
      protocol: PROTOCOL_VERSION,
      dataDir: config.dataDir,
      terrainVersion: terrain.version(),
      terrainKind: terrain.kind(),
      hostNow: systemClock.now(),
      testMode: config.token !== undefined,
    }),
    lines,
    runtime,
    activeRuntime: () => open.get(workspace.activeLine) ?? active,
    branch: async (from, at, name) => {
      const line = await from.line.branch({ at, name });
      const opening = begin(line);
      runtimes.set(line.meta.id, opening);
      opening.catch(() => runtimes.delete(line.meta.id));
      await opening;
      linesChanged();
      return lineInfo(line);
    },
    get terrainVersion() {
      return terrain.version();
    },
    terrainSample: (input) => terrain.sample(input.points),
    terrainProfile: (input) => terrain.profile(input.line, input.samples),
    terrainSources: () => terrain.sources(),
    terrainImport: async (input) => importTerrain(input.paths),
    terrainRemove: (input) => terrain.removeSource(input.id),
    places: (input) => places.search(input.query, input.limit),
    scenarios: () => scenarios.list(),
    startScenario,
    jobs: () => jobs.list(),
    jobCancel: async (input) => jobs.cancel(input.id),
  };

  const lastActive = () =>
    runtime(workspace.activeLine).catch(async (error: unknown) => {
      if (workspace.activeLine === 'main') throw error;
      log(text.problem(problemOf(error)));
      return runtime('main');
    });
  const active = await (config.scenario === undefined
    ? lastActive()
    : startScenario({ scenarioId: config.scenario, rate: config.rate, restart: false })
  ).catch(async (error: unknown) => {
    await parts.close();
    throw error;
  });
  const wireDeps = {
    seat: (key: string) => {
      let seat = seats.get(key);
      if (!seat) {
        seat = new Seat(house);
        seats.set(key, seat);
      }
      return seat;
    },
    terrainVersion: () => terrain.version(),
    terrainTile: (level: number, x: number, y: number) => terrain.heightmapTile(level, x, y),
    imageryTile: (z: number, x: number, y: number, look: ImageryLook) =>
      terrain.reliefTile(z, x, y, {
        style: 'dark',
        levels: z < FILL_FROM_LEVEL ? undefined : look.water,
        without: look.without,
      }),
    cutout: async (
      bbox: readonly [number, number, number, number],
      cols: number,
      rows: number,
      water: WaterQuery | undefined,
    ) => {
      // Without a level the natural rivers still show, as lines.
      return terrain.cutoutBytes(bbox, cols, rows, water ?? {}).catch((error: unknown) => {
        // A level that cannot be put in the ground's datum is no water; the land is still wanted.
        if (problemOf(error).code !== 'terrain.levelDatum') throw error;
        return terrain.cutoutBytes(bbox, cols, rows);
      });
    },
    blob: async (sha256: string) => {
      const bytes = await blobs.get(sha256);
      if (!bytes) return undefined;
      for (const r of open.values())
        for (const rec of r.line.head.tables.products.values())
          if (rec.body.sha256 === sha256)
            return {
              bytes,
              mime: rec.body.mime ?? 'application/octet-stream',
              name: `${rec.body.stageId}-v${rec.body.version}.${rec.body.kind}`,
            };
      return { bytes, mime: 'application/octet-stream', name: sha256 };
    },
    places: () => places.all,
    upload: async (name: string, body: NodeJS.ReadableStream) => {
      const dir = join(config.dataDir, 'incoming', crypto.randomUUID());
      await mkdir(dir, { recursive: true });
      const path = join(dir, name);
      const remove = () => rm(dir, { recursive: true, force: true });
      try {
        await pipeline(body, createWriteStream(path));
      } catch (error) {
        await remove();
        throw error;
      }
      return importTerrain([path], remove);
    },
    rendererDir,
    log,
  };
  async function letGo(): Promise<void> {
    clearInterval(pulse);
    clearTimeout(jobsTimer);
    // A line that cannot be stopped keeps none of the others, nor the workspace's lock.
    await Promise.allSettled(runtimes.values());
    for (const r of open.values())
      await r.stop().catch((error: unknown) => log(text.problem(problemOf(error))));
    await parts.close();
  }
  const wire = await startWire(wireDeps, { port: config.port ?? 0, token: config.token })
    .catch((error: unknown) => {
      if (config.anyPortIfTaken && problemOf(error).code === 'wire.portTaken')
        return startWire(wireDeps, { port: 0, token: config.token });
      throw error;
    })
    .catch(async (error: unknown) => {
      await letGo();
      throw error;
    });
  const url = wire.link();
  try {
    workspace.announce(wire.port);
  } catch (error) {
    // Only what a second host would be told.
    log(text.problem(problemOf(error)));
  }

  let stopping: Promise<void> | undefined;
  return {
    url,
    port: wire.port,
    token: new URL(url).searchParams.get('token') ?? '',
    link: () => wire.link(),
    importTerrain: (paths) => importTerrain(paths),
    onFatal: (listener) => {
      fatal.on(listener);
    },
    stop: () => {
      stopping ??= (async () => {
        clearInterval(pulse);
        await wire.stop();
        await letGo();
      })();
      return stopping;
    },
  };
}
