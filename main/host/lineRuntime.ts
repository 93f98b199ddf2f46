import type { SessionControl, SessionInfo, TimelineEntry } from '../../shared/contract/types.ts';
import type { Fact, NewFact } from '../../shared/events/fact.ts';
import { isKind } from '../../shared/events/fact.ts';
import type { Situation } from '../../shared/events/situation.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { Clock, ClockState } from '../../shared/time/clock.ts';
import { createSupervisor, type FeedConfig, type Supervisor } from '../feeds/supervisor.ts';
import type { Line } from '../session/line.ts';
import { createSession, type Session } from '../session/session.ts';
import { formIncident, proposedLevel, touchesLevel } from './forming.ts';
import { LiveHub } from './liveHub.ts';
import type { HostServices } from './services.ts';
import { timelineEntry, timelineKinds } from './timeline.ts';

/** A session that seats look at. Live ones are shared by all seats of a line, replays belong to one seat. */
export interface SessionHandle {
  readonly runtime: LineRuntime;
  readonly hub: LiveHub;
  readonly isLive: boolean;
  readonly situation: Situation;
  info(): SessionInfo;
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
    return { id, line: this.services.lineInfo(this.line), clock, view };
  }

  private clockState(): ClockState {
    const { clock } = this.line;
    if ('state' in clock) return (clock as Clock & { state: ClockState }).state;
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
      const touched = touchesLevel(fact);
      if (touched) void this.guard(this.reconsiderLevel(touched, fact.seq));
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
      now: this.line.clock.now(),
    });
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
    const proposed = proposedLevel(this.line.head, incidentId, this.services.text);
    if (
      !incident ||
      !proposed ||
      (incident.level !== undefined && incident.level <= proposed.level)
    )
      return;
    await this.append([
      {
        at: this.line.clock.now(),
        kind: 'incident.level',
        source: 'host:forming',
        cause,
        body: { incidentId, level: proposed.level, state: 'proposed', basis: proposed.basis },
      },
    ]);
  }

  private async guard(work: Promise<void>): Promise<void> {
    try {
      await work;
    } catch (error) {
      this.services.log(
        `line ${this.line.meta.id}: ${error instanceof Error ? (error.stack ?? error.message) : error}`,
      );
    }
  }

  // ── feeds and scenario ──────────────────────────────────────────────────────
  feeds(): readonly unknown[] {
    return this.supervisor.list();
  }

  feedsChanged(listener: () => void): void {
    this.supervisor.onChange.on(listener);
  }

  async feedControl(action: 'pause' | 'resume' | 'remove', feedId: string): Promise<void> {
    await this.supervisor[action](feedId);
    if (action === 'remove')
      await this.services.saveFeeds(this.line.meta.id, this.supervisor.configs());
  }

  async feedAdd(input: {
    connector: string;
    name: string;
    config: Record<string, unknown>;
  }): Promise<{ feedId: string }> {
    const feedId = this.supervisor.add(input);
    await this.services.saveFeeds(this.line.meta.id, this.supervisor.configs());
    return { feedId };
  }

  addSavedFeeds(configs: readonly FeedConfig[]): void {
    for (const config of configs) this.supervisor.add(config);
  }

  async stop(): Promise<void> {
    await this.supervisor.stop();
    for (const handle of [...this.replays]) handle.release();
    await this.line.close();
  }
}
