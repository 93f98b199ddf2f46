import type { SessionControl, SessionInfo, TimelineEntry } from '../../shared/contract/types.ts';
import type { Fact, NewFact } from '../../shared/events/fact.ts';
import { isKind, newFact } from '../../shared/events/fact.ts';
import type { Situation } from '../../shared/events/situation.ts';
import { predictors } from '../../shared/hazard/index.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { type ClockState, RateClock } from '../../shared/time/clock.ts';
import {
  createSupervisor,
  type FeedConfig,
  type FeedInfo,
  type Supervisor,
} from '../feeds/supervisor.ts';
import type { PredictJob } from '../jobs/index.ts';
import { PanoramaPipeline } from '../panorama/index.ts';
import type { ScenarioPack } from '../scenario/pack.ts';
import type { Stage } from '../scenario/player.ts';
import type { Line } from '../session/line.ts';
import { createSession, type Session } from '../session/session.ts';
import { formIncident, proposedLevel, touchesLevel } from './forming.ts';
import { LiveHub } from './liveHub.ts';
import { foreseenJob, predictJob } from './predictJob.ts';
import { ScenarioRun } from './scenarioRun.ts';
import type { HostServices } from './services.ts';
import { timelineEntry, timelineKinds } from './timeline.ts';
import { waterLevels } from './waterLevels.ts';

/** How often the pipeline looks whether a stage is due, ms. */
const PANORAMA_BEAT_MS = 200;

/** A session that seats look at. Live ones are shared by all seats of a line, replays belong to one seat. */
export interface SessionHandle {
  readonly runtime: LineRuntime;
  readonly hub: LiveHub;
  readonly isLive: boolean;
  readonly situation: Situation;
  info(): SessionInfo;
  /** Time that the session shows. */
  now(): number;
  control(input: SessionControl): Promise<void>;
  /** Newest seq that this session may show (as known then); undefined: all. */
  knownSeq(): number | undefined;
  series(
    thing: string,
    quantity: string,
    fromAt: number,
    toAt: number,
  ): Promise<readonly { at: number; value: number; seq: number }[]>;
  release(): void;
}

/**
 * One open line at work: its feeds, the scenario that plays into it, incidents that form, panoramas that run, and
 * the sessions that seats look at.
 */
export class LineRuntime {
  readonly line: Line;
  private readonly services: HostServices;
  private readonly supervisor: Supervisor;
  private readonly live: SessionHandle;
  private readonly replays = new Set<SessionHandle>();
  private readonly entries: TimelineEntry[] = [];
  private readonly forming = new Set<string>();
  private lastStamp = 0;
  private readonly work = new Set<Promise<void>>();
  readonly panorama: PanoramaPipeline;
  private panoramaTimer: ReturnType<typeof setInterval> | undefined;
  private scenario: ScenarioRun | undefined;
  private readonly scenarioFeeds = new Set<string>();
  private foreseeing: Promise<void> = Promise.resolve();

  constructor(line: Line, services: HostServices) {
    this.line = line;
    this.services = services;
    this.supervisor = createSupervisor({
      clock: line.clock,
      emit: async (facts) => {
        await this.append(facts);
      },
      log: services.log,
    });
    this.live = this.createLive();
    this.panorama = new PanoramaPipeline({
      clock: line.clock,
      monotonic: services.monotonic,
      text: services.text,
      terrain: services.panoramaTerrain(() => waterLevels(line.head, line.clock.now())),
      renderer: services.renderer,
      stamp: () => this.stamp(),
      situation: () => line.head,
      append: (facts) => this.append(facts),
      put: (bytes) => services.blobs.put(bytes),
      get: (sha256) => services.blobs.get(sha256),
    });
    line.onCommitted.on((facts) => this.committed(facts));
  }

  /** Fills the time axis, takes up what a stop interrupted. */
  async start(): Promise<void> {
    const facts = await this.line.facts({ kinds: [...timelineKinds], limit: 200_000 });
    for (const fact of facts) this.note(fact);
    for (const incident of this.line.head.list(
      'incidents',
      (i) => i.title !== undefined && !i.closed,
    )) {
      if (incident.body.formed === undefined) await this.form(incident.id, incident.last[2]);
    }
  }

  /** Computes panorama stages as the line's clock reaches them. Without it only `panorama.tick()` does. */
  keepTime(): void {
    let busy = false;
    this.panoramaTimer = setInterval(() => {
      if (busy) return;
      busy = true;
      void this.guard(this.panorama.tick()).finally(() => {
        busy = false;
      });
    }, PANORAMA_BEAT_MS);
  }

  /** Settles when everything that committed facts set in motion has been done. */
  async settled(): Promise<void> {
    while (this.work.size > 0) await Promise.all(this.work);
  }

  /** Time for a fact of the host itself: the clock's, and never the same twice. */
  private stamp(): number {
    this.lastStamp = Math.max(this.line.clock.now(), this.lastStamp + 1);
    return this.lastStamp;
  }

  append(facts: readonly NewFact[], options?: { urgent?: boolean }) {
    return this.line.append([...facts], options);
  }

  // ── sessions ────────────────────────────────────────────────────────────────
  private createLive(): SessionHandle {
    const { line } = this;
    const handle: SessionHandle = {
      runtime: this,
      isLive: true,
      get hub() {
        return hub;
      },
      get situation() {
        return line.head;
      },
      info: () => this.sessionInfo(`live:${line.meta.id}`, this.clockState(), 'known'),
      now: () => line.clock.now(),
      control: async () => {
        throw new ProblemError('session.live');
      },
      knownSeq: () => undefined,
      series: (thing, quantity, fromAt, toAt) =>
        line.series(thing, quantity, fromAt, toAt, 'actual'),
      release: () => {},
    };
    const hub = new LiveHub(
      { situation: line.head, info: () => handle.info(), simNow: () => line.clock.now() },
      () => this.services.hostClock.now(),
    );
    return handle;
  }

  liveSession(): SessionHandle {
    return this.live;
  }

  async replaySession(at: number): Promise<SessionHandle> {
    const session: Session = await createSession(this.line, {
      mode: 'replay',
      at,
      hostClock: this.services.hostClock,
    });
    const view = () => ({
      situation: session.situation,
      info: () => handle.info(),
      simNow: () => session.now(),
    });
    const handle: SessionHandle = {
      runtime: this,
      isLive: false,
      get hub() {
        return hub;
      },
      get situation() {
        return session.situation;
      },
      info: () => this.sessionInfo(session.id, session.clock, session.view),
      now: () => session.now(),
      control: async (input) => {
        await session.control(input);
      },
      knownSeq: () => (session.view === 'known' ? session.situation.seq : undefined),
      series: (thing, quantity, fromAt, toAt) =>
        this.line.series(
          thing,
          quantity,
          fromAt,
          Math.min(toAt, session.now()),
          session.view,
          session.now(),
        ),
      release: () => {
        this.replays.delete(handle);
        session.dispose();
      },
    };
    const hub = new LiveHub(view(), () => this.services.hostClock.now());
    session.onState.on(() => hub.sessionChanged());
    session.onSituation.on((change) => {
      if (change.replaced) hub.replace(view());
    });
    this.replays.add(handle);
    return handle;
  }

  private sessionInfo(id: string, clock: ClockState, view: 'known' | 'actual'): SessionInfo {
    const { scenario } = this;
    return {
      id,
      line: this.services.lineInfo(this.line),
      clock,
      view,
      ...(scenario
        ? {
            scenario: {
              id: scenario.pack.id,
              title: scenario.pack.title[this.services.text.locale],
              progress: scenario.progress,
              ended: scenario.ended,
            },
          }
        : {}),
    };
  }

  private clockState(): ClockState {
    const { clock } = this.line;
    if (clock instanceof RateClock) return clock.state;
    const now = this.services.hostClock.now();
    return { mode: 'live', playing: true, rate: 1, anchorSim: now, anchorHost: now };
  }

  // ── what facts set in motion ────────────────────────────────────────────────
  private committed(facts: readonly Fact[]): void {
    for (const fact of facts) {
      if (fact.kind === 'observation') continue;
      this.note(fact);
      if (isKind(fact, 'incident.reported'))
        void this.guard(this.form(fact.body.incidentId, fact.seq));
      else if (isKind(fact, 'force.listed')) void this.guard(this.listForce(fact));
      else if (isKind(fact, 'panorama.signed'))
        void this.guard(this.panorama.sign(fact.body, fact.at, fact.seq));
      const touched = touchesLevel(fact);
      if (touched) void this.guard(this.reconsiderLevel(touched, fact.seq));
      if (isKind(fact, 'incident.formed') || isKind(fact, 'claim.made'))
        this.foresee(fact.body.incidentId, fact.seq);
    }
  }

  private note(fact: Fact): void {
    const entry = timelineEntry(fact);
    if (entry) this.entries.push(entry);
  }

  timeline(): readonly TimelineEntry[] {
    return this.entries;
  }

  private async form(incidentId: string, cause: number): Promise<void> {
    if (this.forming.has(incidentId)) return;
    this.forming.add(incidentId);
    const incident = this.line.head.tables.incidents.get(incidentId);
    if (!incident || incident.body.formed) return;
    const facts = formIncident({
      situation: this.line.head,
      incident,
      terrain: this.services.terrainKind(incident.body.position),
      text: this.services.text,
      cause,
      now: this.stamp(),
      levels: this.services.levels,
    });
    const { reportedAt } = incident.body;
    if (
      reportedAt !== undefined &&
      this.line.head.get('stages', `${incidentId}|1|t0`) === undefined
    )
      facts.push(...this.panorama.announce(incidentId, reportedAt));
    if (facts.length > 0) await this.append(facts, { urgent: true });
  }

  private async listForce(fact: Fact<'force.listed'>): Promise<void> {
    const { head } = this.line;
    for (const incident of head.list('incidents', (i) => i.formed !== undefined && !i.closed)) {
      if (fact.body.incidentId !== undefined && fact.body.incidentId !== incident.id) continue;
      if (head.get('deployments', `${incident.id}|${fact.body.forceId}`)) continue;
      await this.append([
        {
          at: fact.at,
          kind: 'force.status',
          source: 'host:forming',
          cause: fact.seq,
          body: { incidentId: incident.id, forceId: fact.body.forceId, status: 'standby' },
        },
      ]);
    }
  }

  /** A worse figure may mean a higher level: propose it again, as long as no person confirmed one at least as high. */
  private async reconsiderLevel(incidentId: string, cause: number): Promise<void> {
    const incident = this.line.head.get('incidents', incidentId);
    const proposed = proposedLevel(
      this.line.head,
      incidentId,
      this.services.text,
      this.services.levels,
    );
    if (
      !incident ||
      !proposed ||
      (incident.level !== undefined && incident.level <= proposed.level)
    )
      return;
    await this.append([
      {
        at: this.stamp(),
        kind: 'incident.level',
        source: 'host:forming',
        cause,
        body: { incidentId, level: proposed.level, state: 'proposed', basis: proposed.basis },
      },
    ]);
  }

  private guard(work: Promise<void>): Promise<void> {
    const watched = this.watch(work).finally(() => this.work.delete(watched));
    this.work.add(watched);
    return watched;
  }

  private async watch(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.services.log(
        `line ${this.line.meta.id}: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
      );
    }
  }

  // ── feeds and scenario ──────────────────────────────────────────────────────
  feeds(): readonly FeedInfo[] {
    return this.supervisor.list();
  }

  feedPoke(feedId: string): void {
    this.supervisor.poke(feedId);
  }

  private saveFeeds(): Promise<void> {
    // The feeds of a scenario come and go with its run.
    const own = this.supervisor
      .configs()
      .filter((c) => c.feedId === undefined || !this.scenarioFeeds.has(c.feedId));
    return this.services.saveFeeds(this.line.meta.id, own);
  }

  /** The doors of this line as a scenario player uses them. */
  scenarioStage(): Stage {
    return {
      addFeed: (config) => {
        const id = this.supervisor.add(config);
        this.scenarioFeeds.add(id);
        return id;
      },
      removeFeed: async (id) => {
        this.scenarioFeeds.delete(id);
        await this.supervisor.remove(id);
      },
      poke: (id) => this.supervisor.poke(id),
      feeds: () => this.supervisor.list(),
      append: (facts) => this.append(facts),
      text: (key, params) => this.services.text(key, params),
      log: this.services.log,
    };
  }

  /** Plays a pack into this line from where it stands. */
  async play(pack: ScenarioPack): Promise<void> {
    const { clock } = this.line;
    if (!(clock instanceof RateClock) || this.scenario) return;
    const { facts, lastRx } = this.line.stats();
    this.scenario = await ScenarioRun.start(
      pack,
      clock,
      this.scenarioStage(),
      facts > 0 ? lastRx : undefined,
      () => this.live.hub.sessionChanged(),
    );
    this.live.hub.sessionChanged();
  }

  scenarioControl(input: { playing?: boolean | undefined; rate?: number | undefined }): void {
    const { clock } = this.line;
    if (!this.scenario || !(clock instanceof RateClock))
      throw new ProblemError('scenario.notRunning');
    clock.change({
      ...(input.playing === undefined ? {} : { playing: input.playing }),
      ...(input.rate === undefined ? {} : { rate: input.rate }),
    });
    this.live.hub.sessionChanged();
  }

  /** Runs a predictor for an incident; what is known of the incident fills in what the person left open. */
  async predict(
    input: { incidentId: string; predictor: string; params: Record<string, unknown> },
    actor: string,
  ): Promise<{ forecastId: string }> {
    const job = await predictJob(this.line.head, input, this.services, this.line.clock.now());
    await this.compute(job, { actor });
    return { forecastId: job.forecastId };
  }

  /** Runs what the known facts ask for by themselves, one after the other, so that no case is computed twice. */
  private foresee(incidentId: string, cause: number): void {
    this.foreseeing = this.guard(
      this.foreseeing.then(async () => {
        for (const predictor of predictors) {
          const now = this.line.clock.now();
          const job = await foreseenJob(this.line.head, incidentId, predictor, this.services, now);
          // One that fails keeps none of the others; the job board says why.
          if (job) await this.compute(job, { cause }).catch(() => {});
        }
      }),
    );
  }

  /** Runs a job on the board and keeps its forecast. */
  private async compute(
    job: PredictJob,
    by: { readonly actor?: string; readonly cause?: number },
  ): Promise<void> {
    const { jobs, pool, text } = this.services;
    let failed: unknown;
    const { done } = jobs.run(
      'predict',
      text(`panorama.predictor.${job.predictor}`),
      async (signal, progress) => {
        try {
          const body = await pool.predict(job, { signal, onProgress: progress });
          await this.append([
            newFact({
              at: this.stamp(),
              kind: 'forecast.made',
              source: `host:predict/${job.predictor}`,
              ...by,
              body,
            }),
          ]);
        } catch (error) {
          failed = error;
          throw error;
        }
      },
    );
    await done;
    if (failed) throw failed;
  }

  /** Content of a product; undefined where it is lost. */
  blob(sha256: string): Promise<Uint8Array | undefined> {
    return this.services.blobs.get(sha256);
  }

  async panoramaRun(incidentId: string): Promise<{ version: number }> {
    const { jobs, text } = this.services;
    let version = 0;
    let failed: unknown;
    const { done } = jobs.run('panorama', text('panorama.name'), async () => {
      try {
        version = await this.panorama.runNow(incidentId);
      } catch (error) {
        failed = error;
        throw error;
      }
    });
    await done;
    if (failed) throw failed;
    return { version };
  }

  feedsChanged(listener: () => void): void {
    this.supervisor.onChange.on(listener);
  }

  async feedControl(action: 'pause' | 'resume' | 'remove', feedId: string): Promise<void> {
    await this.supervisor[action](feedId);
    if (action === 'remove') await this.saveFeeds();
  }

  async feedAdd(input: {
    connector: string;
    name: string;
    config: Record<string, unknown>;
  }): Promise<{ feedId: string }> {
    const feedId = this.supervisor.add(input);
    await this.saveFeeds();
    return { feedId };
  }

  addSavedFeeds(configs: readonly FeedConfig[]): void {
    for (const config of configs) this.supervisor.add(config);
  }

  async stop(): Promise<void> {
    clearInterval(this.panoramaTimer);
    await this.scenario?.stop();
    await this.panorama.stop();
    await this.supervisor.stop();
    await this.settled();
    for (const handle of [...this.replays]) handle.release();
    await this.line.close();
  }
}
