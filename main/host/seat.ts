import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import type { SeatApi } from '../../shared/contract/router.ts';
import { type LineInfo, PROTOCOL_VERSION, type SessionInfo } from '../../shared/contract/types.ts';
import type { Fact } from '../../shared/events/fact.ts';
import { newFact } from '../../shared/events/fact.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { factOfCommand } from './commands.ts';
import { lineageOf } from './lineage.ts';
import type { LineRuntime, SessionHandle } from './lineRuntime.ts';
import type { LiveHub } from './liveHub.ts';
import type { LiveSender } from './liveSender.ts';
import { panoramaBrief } from './panoramaBrief.ts';
import { inverseOf, type Step, UndoStack } from './undo.ts';

/** What a seat needs of the whole house. */
export interface House
  extends Pick<
    SeatApi,
    | 'info'
    | 'terrainSample'
    | 'terrainProfile'
    | 'terrainSources'
    | 'terrainImport'
    | 'terrainRemove'
    | 'places'
    | 'scenarios'
    | 'jobs'
    | 'jobCancel'
  > {
  lines(): readonly LineInfo[];
  runtime(lineId: string): Promise<LineRuntime>;
  activeRuntime(): LineRuntime;
  branch(from: LineRuntime, at: number, name: string): Promise<LineInfo>;
  startScenario(input: {
    scenarioId: string;
    rate?: number | undefined;
    restart: boolean;
  }): Promise<LineRuntime>;
  readonly terrainVersion: string;
}

/** One client of the host: its name and role, the session it looks at, its undo. */
export class Seat {
  readonly id = randomUUID();
  name = '';
  role = 'watch';
  private readonly house: House;
  private handle: SessionHandle;
  private sender: LiveSender | undefined;
  private hub: LiveHub;
  private readonly undoStack = new UndoStack();
  readonly api: SeatApi;

  constructor(house: House) {
    this.house = house;
    this.handle = house.activeRuntime().liveSession();
    this.hub = this.handle.hub;
    this.api = this.createApi();
  }

  attachLive(socket: WebSocket): void {
    this.sender?.close();
    if (this.sender) this.hub.leave(this.sender);
    this.sender = this.hub.open(socket);
    this.sender.lines(this.house.lines());
    this.sender.feeds(this.handle.runtime.feeds());
    this.sender.jobs(this.house.jobs());
    this.sender.terrain(this.house.terrainVersion);
  }

  get live(): LiveSender | undefined {
    return this.sender;
  }

  /** The line that this seat looks at. */
  get line(): LineRuntime {
    return this.handle.runtime;
  }

  show(handle: SessionHandle): SessionInfo {
    const old = this.handle;
    if (handle !== old) {
      if (this.sender) {
        this.hub.leave(this.sender);
        handle.hub.join(this.sender);
      }
      if (old.runtime !== handle.runtime) this.undoStack.clear();
      this.handle = handle;
      this.hub = handle.hub;
      old.release();
      this.sender?.feeds(handle.runtime.feeds());
    }
    return handle.info();
  }

  private writable(): LineRuntime {
    if (this.role === 'wall') throw new ProblemError('seat.readOnly');
    if (!this.handle.isLive) throw new ProblemError('session.replaying');
    return this.handle.runtime;
  }

  private async issue(
    runtime: LineRuntime,
    step: Step,
    redo: boolean,
    body: Record<string, unknown>,
  ): Promise<void> {
    const fact = factOfCommand(
      runtime.line.head,
      { kind: step.kind, body, cause: step.seq },
      this.by(runtime),
    );
    await runtime.append([
      fact,
      newFact({
        at: fact.at,
        kind: 'command.undone',
        source: fact.source,
        actor: this.name,
        cause: step.seq,
        body: { targetSeq: step.seq, redo },
      }),
    ]);
  }

  private by(runtime: LineRuntime) {
    const name = this.name || this.id.slice(0, 8);
    return { seat: name, actor: `${name}(${this.role})`, now: runtime.line.clock.now() };
  }

  private createApi(): SeatApi {
    const { house } = this;
    return {
      info: () => house.info(),
      hello: (input) => {
        if (input.protocol !== PROTOCOL_VERSION)
          throw new ProblemError('seat.protocol', { host: PROTOCOL_VERSION, seat: input.protocol });
        this.name = input.name;
        this.role = input.role;
        return { seatId: this.id };
      },
      lines: () => house.lines(),
      attach: async (input) => {
        const runtime = await house.runtime(input.lineId);
        if (input.mode === 'live') return this.show(runtime.liveSession());
        if (!this.handle.isLive && this.handle.runtime === runtime) {
          if (input.at !== undefined) await this.handle.control({ seekTo: input.at });
          return this.handle.info();
        }
        return this.show(await runtime.replaySession(input.at ?? runtime.line.clock.now()));
      },
      control: async (input) => {
        if (this.handle.isLive) throw new ProblemError('session.live');
        await this.handle.control(input);
        return this.handle.info();
      },
      branch: async (input) =>
        house.branch(await house.runtime(input.lineId), input.at, input.name),
      command: async (input) => {
        const runtime = this.writable();
        const fact = factOfCommand(runtime.line.head, input, this.by(runtime));
        const body = fact.body as Record<string, unknown>;
        const backward = inverseOf(runtime.line.head, input.kind, body);
        const { seqs, rx } = await runtime.append([fact], { urgent: true });
        if (backward)
          this.undoStack.push({ seq: seqs[0], kind: input.kind, forward: body, backward });
        return { seq: seqs[0], rx };
      },
      undo: async () => {
        const runtime = this.writable();
        const step = this.undoStack.peekUndo();
        if (!step) return {};
        await this.issue(runtime, step, false, step.backward);
        this.undoStack.undone();
        return { undone: step.kind };
      },
      redo: async () => {
        const runtime = this.writable();
        const step = this.undoStack.peekRedo();
        if (!step) return {};
        await this.issue(
          runtime,
          step,
          true,
          step.kind === 'task.set' ||
            step.kind === 'plan.item' ||
            step.kind === 'order.issued' ||
            step.kind === 'mark.set'
            ? { deleted: false, ...step.forward }
            : step.forward,
        );
        this.undoStack.redone();
        return { redone: step.kind };
      },
      facts: async (input) => {
        const runtime = await house.runtime(input.lineId);
        const cut = this.handle.isLive ? undefined : this.handle.knownSeq();
        const facts = await runtime.line.facts({
          ...(input.fromSeq === undefined ? {} : { fromSeq: input.fromSeq }),
          ...(input.toSeq === undefined && cut === undefined
            ? {}
            : {
                toSeq: Math.min(
                  input.toSeq ?? Number.MAX_SAFE_INTEGER,
                  cut ?? Number.MAX_SAFE_INTEGER,
                ),
              }),
          ...(input.kinds === undefined ? {} : { kinds: input.kinds }),
          ...(input.key === undefined ? {} : { key: input.key }),
          limit: input.limit,
          reverse: input.reverse,
        });
        return facts;
      },
      timeline: async () => this.handle.runtime.timeline(),
      series: async (input) =>
        this.handle.series(input.thing, input.quantity, input.fromAt, input.toAt),
      lineage: async (input) =>
        lineageOf(this.handle.situation, input.collection, input.id, async (seqs) => {
          const found = new Map<number, Fact>();
          for (const seq of seqs) {
            const [fact] = await this.handle.runtime.line.facts({
              fromSeq: seq,
              toSeq: seq,
              limit: 1,
            });
            if (fact) found.set(seq, fact);
          }
          return found;
        }),
      terrainSample: (input) => house.terrainSample(input),
      terrainProfile: (input) => house.terrainProfile(input),
      terrainSources: () => house.terrainSources(),
      terrainImport: (input) => house.terrainImport(input),
      terrainRemove: (input) => house.terrainRemove(input),
      places: (input) => house.places(input),
      scenarios: () => house.scenarios(),
      scenarioStart: async (input) => this.show((await house.startScenario(input)).liveSession()),
      scenarioControl: async (input) => {
        this.writable().scenarioControl(input);
        return this.handle.info();
      },
      panoramaRun: (input) => this.writable().panoramaRun(input.incidentId),
      panoramaBrief: (input) =>
        panoramaBrief(this.handle.situation, input.incidentId, this.handle.now(), input.locale),
      predict: (input) => {
        const runtime = this.writable();
        return runtime.predict(input, this.by(runtime).actor);
      },
      feedPoke: async (input) => this.handle.runtime.feedPoke(input.feedId),
      feeds: () => this.handle.runtime.feeds(),
      feedPause: async (input) => this.handle.runtime.feedControl('pause', input.feedId),
      feedResume: async (input) => this.handle.runtime.feedControl('resume', input.feedId),
      feedAdd: async (input) => this.handle.runtime.feedAdd(input),
      feedRemove: async (input) => this.handle.runtime.feedControl('remove', input.feedId),
      jobs: () => house.jobs(),
      jobCancel: (input) => house.jobCancel(input),
    };
  }
}
