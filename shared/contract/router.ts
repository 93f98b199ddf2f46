import { initTRPC, TRPCError } from '@trpc/server';
import { z } from 'zod';
import type { Fact } from '../events/fact.ts';
import { collectionNames } from '../events/situation.ts';
import { type CommandKind, commandKinds } from '../events/vocabulary.ts';
import { type Problem, ProblemError } from '../kit/result.ts';
import { lonLat, runMode } from '../model/common.ts';
import {
  type FieldLineage,
  type HostInfo,
  type JobInfo,
  type LineInfo,
  type PanoramaBrief,
  type PlaceInfo,
  type ScenarioInfo,
  type SessionControl,
  type SessionInfo,
  seatRole,
  sessionControl,
  type TerrainSample,
  type TerrainSourceInfo,
  type TimelineEntry,
} from './types.ts';

const id = z.string().min(1).max(200);
const instant = z.number().int();

export const inputs = {
  hello: z.object({ name: z.string().min(1).max(80), role: seatRole, protocol: z.number().int() }),
  attach: z.object({ lineId: id, mode: z.enum(['live', 'replay']), at: instant.optional() }),
  command: z.object({
    kind: z.enum(commandKinds),
    body: z.record(z.string(), z.unknown()),
    at: instant.optional(),
    cause: z.number().int().optional(),
  }),
  branch: z.object({ lineId: id, at: instant, name: z.string().min(1).max(120) }),
  facts: z.object({
    lineId: id,
    fromSeq: z.number().int().optional(),
    toSeq: z.number().int().optional(),
    kinds: z.array(z.string()).max(50).optional(),
    key: id.optional(),
    limit: z.number().int().min(1).max(5000).default(500),
    reverse: z.boolean().default(false),
  }),
  series: z.object({ thing: id, quantity: id, fromAt: instant, toAt: instant }),
  lineage: z.object({ collection: z.enum(collectionNames), id }),
  sample: z.object({ points: z.array(lonLat).min(1).max(10_000) }),
  profile: z.object({
    line: z.array(lonLat).min(2).max(1000),
    samples: z.number().int().min(2).max(4000),
  }),
  importTerrain: z.object({ paths: z.array(z.string().max(4096)).min(1).max(2000) }),
  places: z.object({
    query: z.string().max(100),
    limit: z.number().int().min(1).max(100).default(20),
  }),
  scenarioStart: z.object({
    scenarioId: id,
    rate: z.number().min(1).max(600).optional(),
    restart: z.boolean().default(false),
  }),
  scenarioControl: z.object({
    playing: z.boolean().optional(),
    rate: z.number().min(1).max(600).optional(),
  }),
  panoramaRun: z.object({ incidentId: id }),
  panoramaBrief: z.object({ incidentId: id, locale: z.enum(['zh', 'en']).default('zh') }),
  predict: z.object({
    incidentId: id,
    predictor: id,
    params: z.record(z.string(), z.unknown()).default({}),
  }),
  feed: z.object({ feedId: id }),
  addFeed: z.object({
    connector: id,
    name: z.string().min(1).max(120),
    config: z.record(z.string(), z.unknown()),
  }),
  newLine: z.object({ mode: runMode, name: z.string().min(1).max(120) }),
};
type In<K extends keyof typeof inputs> = z.infer<(typeof inputs)[K]>;

export interface CommandResult {
  readonly seq: number;
  readonly rx: number;
}

/** What a seat may ask of the host, already checked. Errors are ProblemError with a catalogue key. */
export interface SeatApi {
  info(): HostInfo;
  hello(input: In<'hello'>): { readonly seatId: string };
  lines(): readonly LineInfo[];
  attach(input: In<'attach'>): Promise<SessionInfo>;
  control(input: SessionControl): Promise<SessionInfo>;
  branch(input: In<'branch'>): Promise<LineInfo>;
  command(input: {
    kind: CommandKind;
    body: Record<string, unknown>;
    at?: number | undefined;
    cause?: number | undefined;
  }): Promise<CommandResult>;
  undo(): Promise<{ readonly undone?: string | undefined }>;
  redo(): Promise<{ readonly redone?: string | undefined }>;
  facts(input: In<'facts'>): Promise<readonly Fact[]>;
  timeline(): Promise<readonly TimelineEntry[]>;
  series(input: In<'series'>): Promise<readonly { at: number; value: number; seq: number }[]>;
  lineage(input: In<'lineage'>): Promise<readonly FieldLineage[]>;
  terrainSample(input: In<'sample'>): Promise<readonly TerrainSample[]>;
  terrainProfile(input: In<'profile'>): Promise<readonly (TerrainSample & { distanceM: number })[]>;
  terrainSources(): Promise<readonly TerrainSourceInfo[]>;
  terrainImport(input: In<'importTerrain'>): Promise<{ readonly jobId: string }>;
  terrainRemove(input: { id: string }): Promise<void>;
  places(input: In<'places'>): readonly PlaceInfo[];
  scenarios(): readonly ScenarioInfo[];
  scenarioStart(input: In<'scenarioStart'>): Promise<SessionInfo>;
  scenarioControl(input: In<'scenarioControl'>): Promise<SessionInfo>;
  panoramaRun(input: In<'panoramaRun'>): Promise<{ readonly version: number }>;
  panoramaBrief(input: In<'panoramaBrief'>): PanoramaBrief;
  predict(input: In<'predict'>): Promise<{ readonly forecastId: string }>;
  feeds(): readonly unknown[];
  feedPause(input: In<'feed'>): Promise<void>;
  feedResume(input: In<'feed'>): Promise<void>;
  feedAdd(input: In<'addFeed'>): Promise<{ readonly feedId: string }>;
  feedRemove(input: In<'feed'>): Promise<void>;
  feedPoke(input: In<'feed'>): Promise<void>;
  jobs(): readonly JobInfo[];
  jobCancel(input: { id: string }): Promise<void>;
}

export interface SeatContext {
  readonly api: SeatApi;
}

const t = initTRPC.context<SeatContext>().create({
  errorFormatter({ shape, error }) {
    const cause = error.cause;
    const problem: Problem | undefined =
      cause instanceof ProblemError
        ? cause.problem
        : cause instanceof z.ZodError
          ? {
              code: 'error.badInput',
              params: {
                path: cause.issues[0]?.path.join('.') ?? '',
                why: cause.issues[0]?.message ?? '',
              },
            }
          : undefined;
    // A stack is for the log, never for a seat.
    const { stack: _, ...data } = shape.data as typeof shape.data & { stack?: string };
    return { ...shape, data: { ...data, problem } };
  },
});

const guarded = t.procedure.use(async ({ next }) => {
  const result = await next();
  if (
    !result.ok &&
    result.error.cause instanceof ProblemError &&
    result.error.code === 'INTERNAL_SERVER_ERROR'
  )
    throw new TRPCError({
      code: 'BAD_REQUEST',
      message: result.error.cause.problem.code,
      cause: result.error.cause,
    });
  return result;
});
const byId = z.object({ id });

export const router = t.router({
  info: guarded.query(({ ctx }) => ctx.api.info()),
  hello: guarded.input(inputs.hello).mutation(({ ctx, input }) => ctx.api.hello(input)),
  lines: guarded.query(({ ctx }) => ctx.api.lines()),
  attach: guarded.input(inputs.attach).mutation(({ ctx, input }) => ctx.api.attach(input)),
  control: guarded.input(sessionControl).mutation(({ ctx, input }) => ctx.api.control(input)),
  branch: guarded.input(inputs.branch).mutation(({ ctx, input }) => ctx.api.branch(input)),
  command: guarded.input(inputs.command).mutation(({ ctx, input }) => ctx.api.command(input)),
  undo: guarded.mutation(({ ctx }) => ctx.api.undo()),
  redo: guarded.mutation(({ ctx }) => ctx.api.redo()),
  facts: guarded.input(inputs.facts).query(({ ctx, input }) => ctx.api.facts(input)),
  timeline: guarded.query(({ ctx }) => ctx.api.timeline()),
  series: guarded.input(inputs.series).query(({ ctx, input }) => ctx.api.series(input)),
  lineage: guarded.input(inputs.lineage).query(({ ctx, input }) => ctx.api.lineage(input)),
  terrain: t.router({
    sample: guarded.input(inputs.sample).query(({ ctx, input }) => ctx.api.terrainSample(input)),
    profile: guarded.input(inputs.profile).query(({ ctx, input }) => ctx.api.terrainProfile(input)),
    sources: guarded.query(({ ctx }) => ctx.api.terrainSources()),
    import: guarded
      .input(inputs.importTerrain)
      .mutation(({ ctx, input }) => ctx.api.terrainImport(input)),
    remove: guarded.input(byId).mutation(({ ctx, input }) => ctx.api.terrainRemove(input)),
  }),
  places: guarded.input(inputs.places).query(({ ctx, input }) => ctx.api.places(input)),
  scenario: t.router({
    list: guarded.query(({ ctx }) => ctx.api.scenarios()),
    start: guarded
      .input(inputs.scenarioStart)
      .mutation(({ ctx, input }) => ctx.api.scenarioStart(input)),
    control: guarded
      .input(inputs.scenarioControl)
      .mutation(({ ctx, input }) => ctx.api.scenarioControl(input)),
  }),
  panorama: t.router({
    run: guarded.input(inputs.panoramaRun).mutation(({ ctx, input }) => ctx.api.panoramaRun(input)),
    brief: guarded
      .input(inputs.panoramaBrief)
      .query(({ ctx, input }) => ctx.api.panoramaBrief(input)),
  }),
  predict: guarded.input(inputs.predict).mutation(({ ctx, input }) => ctx.api.predict(input)),
  feed: t.router({
    list: guarded.query(({ ctx }) => ctx.api.feeds()),
    pause: guarded.input(inputs.feed).mutation(({ ctx, input }) => ctx.api.feedPause(input)),
    resume: guarded.input(inputs.feed).mutation(({ ctx, input }) => ctx.api.feedResume(input)),
    add: guarded.input(inputs.addFeed).mutation(({ ctx, input }) => ctx.api.feedAdd(input)),
    remove: guarded.input(inputs.feed).mutation(({ ctx, input }) => ctx.api.feedRemove(input)),
    poke: guarded.input(inputs.feed).mutation(({ ctx, input }) => ctx.api.feedPoke(input)),
  }),
  job: t.router({
    list: guarded.query(({ ctx }) => ctx.api.jobs()),
    cancel: guarded.input(byId).mutation(({ ctx, input }) => ctx.api.jobCancel(input)),
  }),
});

export type AppRouter = typeof router;
