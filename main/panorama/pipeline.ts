import type { NewFact } from '../../shared/events/fact.ts';
import { newFact } from '../../shared/events/fact.ts';
import type { Collections, Rec, Situation } from '../../shared/events/situation.ts';
import type { Payload } from '../../shared/events/vocabulary.ts';
import { canonicalJson } from '../../shared/kit/canonical.ts';
import { ProblemError, problemOf } from '../../shared/kit/result.ts';
import type { Text } from '../../shared/text/index.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { writeGeoJson } from '../export/geojson.ts';
import { buildModel, signModel } from './buildModel.ts';
import { featuresOf } from './features.ts';
import { locatorBbox } from './frame.ts';
import type { Renderer } from './render.ts';
import type { Digest, SheetModel } from './sheetModel.ts';
import { type StageId, type StageOutcome, type StageSpec, stages } from './stages.ts';
import { escapeXml } from './svg.ts';
import { type Bbox, type CutOut, cutOut, type PanoramaTerrain } from './terrainPort.ts';
import { type IncidentView, viewOf } from './view.ts';

export interface PipelineDeps {
  readonly clock: Clock;
  /** Milliseconds of the machine, for computing times only. */
  readonly monotonic: () => number;
  readonly text: Text;
  readonly terrain: PanoramaTerrain;
  readonly renderer: Renderer;
  /** Time of a fact: the clock's, and never the same twice, so that of two states the later one holds. */
  stamp(): number;
  situation(): Situation;
  append(facts: readonly NewFact[]): Promise<unknown>;
  /** Keeps content under its SHA-256. */
  put(bytes: Uint8Array): Promise<string>;
  get(sha256: string): Promise<Uint8Array | undefined>;
}

type Product = Rec<Collections['products']>;
type ProductKind = Payload<'panorama.product'>['kind'];

/** What is kept with a version, so that signing prints the very same sheet with the signature on it. */
interface Bundle {
  readonly model: SheetModel;
  readonly pages: readonly string[];
}

const SOURCE = 'host:panorama';
/** A stage looks at the situation this long before its deadline, so that it stands when the deadline comes, s. */
const LEAD_S: Readonly<Record<StageId, number>> = {
  t0: 0,
  t1: 40,
  t5: 30,
  t10: 30,
  t20: 30,
  t30: 60,
};
/** Later than this after the deadline is late, s. */
const GRACE_S = 30;
/** Upper bound of the computing time that the sheet states, s; the pipeline's own budget. */
const COMPUTE_BOUND_S = 60;
const MAP_POSTS = 1186;
const LOCATOR_POSTS = 280;
const AREA_POSTS = 420;
const DAY_MS = 86_400_000;

export function dueAt(reportedAt: number, stage: Pick<StageSpec, 'deadlineMin'>): number {
  return reportedAt + stage.deadlineMin * 60_000;
}

/** When a stage of an incident is to be computed. */
export function startAt(reportedAt: number, stage: Pick<StageSpec, 'deadlineMin' | 'id'>): number {
  return dueAt(reportedAt, stage) - LEAD_S[stage.id] * 1000;
}

/**
 * The first thirty minutes of every incident of a line, as facts: stages with their state and what is missing, and
 * their products. Takes time only from the line's clock: `tick` does what is due, and can be called as often as one
 * likes. A second call waits for the first.
 */
export class PanoramaPipeline {
  private readonly deps: PipelineDeps;
  private queue: Promise<unknown> = Promise.resolve();
  private stopped = false;

  constructor(deps: PipelineDeps) {
    this.deps = deps;
  }

  /** Ends after what is being computed now; no further fact is written. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.queue.catch(() => {});
  }

  /** The next instant at which something becomes due; undefined: nothing more. */
  nextDue(): number | undefined {
    let next: number | undefined;
    for (const { incident, stage } of this.open()) {
      const at = startAt(incident.body.reportedAt as number, stage);
      if (next === undefined || at < next) next = at;
    }
    return next;
  }

  /** Computes every stage whose time has come, in order. */
  tick(): Promise<void> {
    return this.enqueue(async () => {
      const now = this.deps.clock.now();
      for (const { incident, stage } of this.open()) {
        if (this.stopped) return;
        if (startAt(incident.body.reportedAt as number, stage) > now) continue;
        await this.runStage(incident.id, stage, 1);
      }
    });
  }

  /** A new version of the whole sheet now, on a person's word. Returns its number. */
  runNow(incidentId: string): Promise<number> {
    return this.enqueue(async () => {
      this.view(incidentId);
      const version = this.lastVersion(incidentId) + 1;
      for (const stage of stages) {
        if (this.stopped) break;
        await this.runStage(incidentId, stage, version);
      }
      return version;
    });
  }

  /** Prints the signed sheet of a version; for a `panorama.signed` fact that is in the journal. */
  sign(signed: Payload<'panorama.signed'>, at: number, seq: number): Promise<void> {
    return this.enqueue(async () => {
      const { incidentId, version } = signed;
      const bundle = await this.bundleOf(incidentId, version);
      if (!bundle) throw new ProblemError('panorama.problem.noVersion', { version });
      const model = signModel(bundle.model, { signer: signed.signer, at, seq }, this.deps.text);
      const pages = bundle.pages.map((svg) =>
        svg
          .replaceAll(escapeXml(bundle.model.signLine), escapeXml(model.signLine))
          .replaceAll(escapeXml(bundle.model.footerRight), escapeXml(model.footerRight)),
      );
      const { pdf, png } = await this.deps.renderer.render({ kind: 'pages', model, pages });
      await this.append([
        await this.product(model, 't30', 'pdf', pdf, 'signed'),
        await this.product(model, 't30', 'png', png, 'signed'),
      ]);
    });
  }

  private enqueue<T>(work: () => Promise<T>): Promise<T> {
    const done = this.queue.then(work, work);
    this.queue = done.catch(() => {});
    return done;
  }

  /** Stages of version 1 that wait, of incidents that are going on, in order of their deadlines. */
  private open() {
    const situation = this.deps.situation();
    const now = this.deps.clock.now();
    const out: { incident: Rec<Collections['incidents']>; stage: StageSpec }[] = [];
    for (const incident of situation.list(
      'incidents',
      (i) => i.reportedAt !== undefined && !i.closed && now - (i.reportedAt as number) < DAY_MS,
    ))
      for (const stage of stages) {
        const state = situation.get('stages', `${incident.id}|1|${stage.id}`)?.state;
        if (state === undefined || state === 'waiting' || state === 'running')
          out.push({ incident, stage });
      }
    return out.sort(
      (a, b) =>
        startAt(a.incident.body.reportedAt as number, a.stage) -
        startAt(b.incident.body.reportedAt as number, b.stage),
    );
  }

  private view(incidentId: string): IncidentView {
    const { clock } = this.deps;
    const view = viewOf(this.deps.situation(), incidentId, clock.now());
    if (!view) throw new ProblemError('panorama.problem.noIncident', { id: incidentId });
    if (view.incident.body.reportedAt === undefined)
      throw new ProblemError('panorama.problem.noReport', {
        title: view.incident.body.title ?? incidentId,
      });
    return view;
  }

  private lastVersion(incidentId: string): number {
    return Math.max(
      0,
      ...this.deps
        .situation()
        .list('stages', (s) => s.incidentId === incidentId)
        .map((s) => s.body.version ?? 0),
    );
  }

  private async append(facts: readonly NewFact[]): Promise<void> {
    if (!this.stopped) await this.deps.append(facts);
  }

  private stageFact(
    incidentId: string,
    reportedAt: number,
    outcome: StageOutcome,
    version: number,
  ): NewFact {
    const { id, doneAt, computeMs, completeness, summary } = outcome;
    return newFact({
      at: this.deps.stamp(),
      kind: 'panorama.stage',
      source: SOURCE,
      body: {
        incidentId,
        stageId: id,
        version,
        state: outcome.state,
        deadlineMin: outcome.deadlineMin,
        dueAt: reportedAt + outcome.deadlineMin * 60_000,
        ...(doneAt === undefined ? {} : { doneAt }),
        ...(computeMs === undefined ? {} : { computeMs: Math.round(computeMs * 10) / 10 }),
        ...(completeness === undefined ? {} : { completeness }),
        missing: outcome.missing.map((m) => ({
          key: m.key,
          weight: m.weight,
          ...(m.params ? { params: m.params } : {}),
        })),
        ...(summary === undefined ? {} : { summary }),
      },
    });
  }

  /** The facts that announce the stages of a new incident, all waiting. */
  announce(incidentId: string, reportedAt: number): NewFact[] {
    return stages.map((stage) =>
      this.stageFact(
        incidentId,
        reportedAt,
        {
          id: stage.id,
          deadlineMin: stage.deadlineMin,
          state: 'waiting',
          dueAt: dueAt(reportedAt, stage),
          missing: [],
        },
        1,
      ),
    );
  }

  private outcomes(situation: Situation, incidentId: string, version: number): StageOutcome[] {
    return stages.map((stage) => {
      const b = situation.get('stages', `${incidentId}|${version}|${stage.id}`);
      return {
        id: stage.id,
        deadlineMin: stage.deadlineMin,
        state: b?.state ?? 'waiting',
        dueAt: b?.dueAt ?? 0,
        ...(b?.doneAt === undefined ? {} : { doneAt: b.doneAt }),
        ...(b?.computeMs === undefined ? {} : { computeMs: b.computeMs }),
        ...(b?.completeness === undefined ? {} : { completeness: b.completeness }),
        missing: b?.missing ?? [],
        ...(b?.summary === undefined ? {} : { summary: b.summary }),
      };
    });
  }

  private async runStage(incidentId: string, stage: StageSpec, version: number): Promise<void> {
    const { clock, monotonic, text, terrain } = this.deps;
    const view = this.view(incidentId);
    const { reportedAt } = view;
    const common = {
      id: stage.id,
      deadlineMin: stage.deadlineMin,
      dueAt: dueAt(reportedAt, stage),
      missing: [],
    };
    if (stage.products === 'sheet')
      await this.append([
        this.stageFact(incidentId, reportedAt, { ...common, state: 'running' }, version),
      ]);
    const started = monotonic();
    const startedAt = clock.now();
    let outcome: StageOutcome;
    let products: NewFact[] = [];
    try {
      const current = this.view(incidentId);
      const before = this.outcomes(current.situation, incidentId, version);
      const earlier = before.slice(0, stages.indexOf(stage));
      const hasWater =
        terrain.water !== undefined && (await terrain.water(current.aoi, 33, 33)) !== undefined;
      const result = await stage.run({
        view: current,
        text,
        version,
        earlier,
        terrain: { kind: (bbox) => terrain.kind(bbox), hasWater },
      });
      const state =
        version === 1 && startedAt > common.dueAt + GRACE_S * 1000
          ? 'late'
          : result.completeness < 0.999
            ? 'degraded'
            : 'done';
      // At the line's own pace: a run at 600× does not make a computer slower.
      const doneAt = () => Math.round(startedAt + monotonic() - started);
      const preliminary: StageOutcome = {
        ...common,
        ...result,
        state,
        doneAt: doneAt(),
        computeMs: monotonic() - started,
      };
      products = await this.products(stage, current, version, [
        ...earlier,
        preliminary,
        ...before.slice(stages.indexOf(stage) + 1),
      ]);
      outcome = { ...preliminary, doneAt: doneAt(), computeMs: monotonic() - started };
    } catch (error) {
      const message = text.problem(problemOf(error));
      outcome = {
        ...common,
        state: 'failed',
        computeMs: monotonic() - started,
        completeness: 0,
        missing: [{ key: 'panorama.missing.failed', params: { message }, weight: 1 }],
        summary: text('panorama.summary.failed', { message }),
      };
    }
    await this.append([...products, this.stageFact(incidentId, reportedAt, outcome, version)]);
  }

  // ── products ────────────────────────────────────────────────────────────────
  private async products(
    stage: StageSpec,
    view: IncidentView,
    version: number,
    outcomes: readonly StageOutcome[],
  ): Promise<NewFact[]> {
    const { text } = this.deps;
    const own = outcomes.find((o) => o.id === stage.id);
    const at = {
      incidentId: view.incidentId,
      version,
      asOf: view.now,
      asOfSeq: view.situation.seq,
    };
    if (stage.products === 'sheet') return this.sheet(view, version, outcomes);
    const brief = {
      incident: view.incident.body.title,
      mode: view.incident.body.mode,
      stage: stage.id,
      version,
      asOf: view.now,
      asOfSeq: view.situation.seq,
      completeness: own?.completeness,
      missing: own?.missing.map((m) => ({ ...m, text: text(m.key, m.params) })),
      summary: own?.summary,
    };
    const facts = [
      await this.product(at, stage.id, 'json', Buffer.from(`${canonicalJson(brief)}\n`)),
    ];
    if (stage.products === 'map')
      facts.push(
        await this.product(
          at,
          stage.id,
          'geojson',
          writeGeoJson({
            title: view.incident.body.title ?? view.incidentId,
            asOf: view.now,
            mode: view.incident.body.mode ?? 'actual',
            features: featuresOf(view),
            meta: { version, asOfSeq: view.situation.seq },
          }),
        ),
      );
    return facts;
  }

  private async sheet(
    view: IncidentView,
    version: number,
    outcomes: readonly StageOutcome[],
  ): Promise<NewFact[]> {
    const { text, terrain, renderer } = this.deps;
    const before = await this.digestBefore(view.incidentId, version);
    const model = buildModel({
      view,
      text,
      version,
      stages: outcomes,
      terrain,
      ...before,
      computeBoundS: COMPUTE_BOUND_S,
    });
    const main = await this.cut(model.map.bbox, MAP_POSTS);
    const locator = await this.cut(locatorBbox(model.map.bbox), LOCATOR_POSTS);
    const area = await this.cut(view.aoi, AREA_POSTS);
    const { pages, pdf, png, geojson } = await renderer.render({
      kind: 'sheet',
      model,
      main,
      locator,
      area,
    });
    const bundle: Bundle = { model, pages };
    return [
      await this.product(model, 't30', 'pdf', pdf),
      await this.product(model, 't30', 'png', png),
      await this.product(model, 't30', 'geojson', geojson),
      await this.product(model, 't30', 'json', Buffer.from(canonicalJson(bundle))),
    ];
  }

  private cut(bbox: Bbox, cols: number): Promise<CutOut> {
    const midLat = ((bbox[1] + bbox[3]) / 2) * (Math.PI / 180);
    const ratio = (bbox[3] - bbox[1]) / ((bbox[2] - bbox[0]) * Math.cos(midLat));
    const rows = Math.max(2, Math.min(cols * 3, Math.round(cols * ratio)));
    return cutOut(this.deps.terrain, bbox, cols, rows, () => this.stopped);
  }

  private async product(
    of: Pick<SheetModel, 'incidentId' | 'version' | 'asOf' | 'asOfSeq'>,
    stageId: StageId,
    kind: ProductKind,
    bytes: Uint8Array,
    variant?: 'signed',
  ): Promise<NewFact> {
    const mime = {
      pdf: 'application/pdf',
      png: 'image/png',
      geojson: 'application/geo+json',
      json: 'application/json',
      svg: 'image/svg+xml',
    }[kind];
    const sha256 = await this.deps.put(bytes);
    return newFact({
      at: this.deps.stamp(),
      kind: 'panorama.product',
      source: SOURCE,
      body: {
        incidentId: of.incidentId,
        productId: [
          of.incidentId,
          `v${of.version}`,
          stageId,
          ...(variant ? [variant] : []),
          kind,
        ].join('|'),
        stageId,
        version: of.version,
        kind,
        mime,
        sha256,
        bytes: bytes.byteLength,
        asOfAt: of.asOf,
        asOfSeq: of.asOfSeq,
      },
    });
  }

  private bundleProduct(incidentId: string, version: number): Product | undefined {
    return this.deps.situation().tables.products.get(`${incidentId}|v${version}|t30|json`);
  }

  private async bundleOf(incidentId: string, version: number): Promise<Bundle | undefined> {
    const sha256 = this.bundleProduct(incidentId, version)?.body.sha256;
    const bytes = sha256 === undefined ? undefined : await this.deps.get(sha256);
    if (!bytes) return undefined;
    const bundle = JSON.parse(Buffer.from(bytes).toString('utf8')) as Bundle;
    return bundle.model?.format === 1 ? bundle : undefined;
  }

  private async digestBefore(
    incidentId: string,
    version: number,
  ): Promise<{ before?: { version: number; digest: Digest }; beforeLost?: boolean }> {
    for (let v = version - 1; v >= 1; v--) {
      if (!this.bundleProduct(incidentId, v)) continue;
      const bundle = await this.bundleOf(incidentId, v).catch(() => undefined);
      return bundle
        ? { before: { version: v, digest: bundle.model.digest } }
        : { beforeLost: true };
    }
    return {};
  }
}
