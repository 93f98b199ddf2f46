import { createHash } from 'node:crypto';
import type { Situation } from '../../shared/events/situation.ts';
import { situationText } from '../../shared/events/snapshot.ts';
import type { Locale, TextFn } from '../../shared/text/index.ts';
import { formatBeijing, formatElapsed } from '../../shared/time/time.ts';
import { annexTables } from './annexTables.ts';
import { diffText, digestOf } from './digest.ts';
import { featuresOf } from './features.ts';
import { contourInterval, frameMap, locatorBbox } from './frame.ts';
import { gapsOf } from './gaps.ts';
import { legendOf } from './legend.ts';
import { anchorsOf, mapItems } from './mapItems.ts';
import type { Digest, SheetModel, TimelineEvent } from './sheetModel.ts';
import {
  aspectsTable,
  basicsTable,
  forcesTable,
  gapsTable,
  levelLabel,
  ordersTable,
  threatsTable,
} from './sideTables.ts';
import { sourceCells, sourceRows } from './sourceRows.ts';
import type { StageOutcome } from './stages.ts';
import type { PanoramaTerrain } from './terrainPort.ts';
import {
  alertsOf,
  forcesOf,
  forecastsOf,
  type IncidentView,
  issuedAt,
  ordersOf,
  reportsOf,
  statusSince,
} from './view.ts';
import { datumName } from './words.ts';

export interface ModelInput {
  readonly view: IncidentView;
  readonly text: TextFn & { readonly locale?: Locale };
  readonly version: number;
  readonly stages: readonly StageOutcome[];
  readonly terrain: PanoramaTerrain;
  readonly before?: { readonly version: number; readonly digest: Digest } | undefined;
  /** There is a version before, but its content is lost. */
  readonly beforeLost?: boolean;
  /** Upper bound of the computing time that the footer states, s. */
  readonly computeBoundS: number;
  readonly issuer?: string | undefined;
  readonly paper?: string;
}

const MIN = 60_000;

export function situationHash(situation: Situation): string {
  return createHash('sha256').update(situationText(situation)).digest('hex');
}

/** Everything the sheet says, as of the view's instant. */
export function buildModel(input: ModelInput): SheetModel {
  const { view, text, version, terrain } = input;
  const { situation, incidentId, incident, now } = view;
  const b = incident.body;
  const mode = b.mode ?? 'actual';
  const gaps = gapsOf(view, text);
  const sources = sourceRows(text, view);
  const { items, thingsHidden } = mapItems(text, view);
  const frame = frameMap(view.aoi, anchorsOf(items), b.position ?? [107.8, 30.1]);
  const kind = terrain.kind(frame.bbox);
  const contourM = contourInterval(frame.scale);
  const names = (terrain.names?.(frame.bbox) ?? []).filter(
    (n) =>
      n.position[0] > frame.bbox[0] &&
      n.position[0] < frame.bbox[2] &&
      n.position[1] > frame.bbox[1] &&
      n.position[1] < frame.bbox[3],
  );
  const digest = digestOf(view, gaps.length);
  const diff = input.beforeLost
    ? text('panorama.diff.unreadable')
    : diffText(text, digest, input.before);
  const hash = situationHash(situation);
  const versionLabel = text('panorama.sheet.version', { version });
  const issuer = input.issuer ?? text('panorama.sheet.issuerDefault');
  const map = {
    center: frame.center,
    scale: frame.scale,
    bbox: frame.bbox,
    contourM,
    items,
    names,
    seats: (terrain.names?.(locatorBbox(frame.bbox)) ?? []).filter((n) => n.kind === 'seat'),
    terrain: kind,
    thingsHidden,
  };
  const w = (key: string, params?: Record<string, string>) => text(`panorama.sheet.${key}`, params);

  return {
    format: 1,
    locale: text.locale ?? 'zh',
    incidentId,
    incidentTitle: b.title ?? incidentId,
    title: text('panorama.title', { incident: b.title ?? incidentId }),
    mode,
    mark: text(`panorama.mark.${mode}`),
    ...(mode === 'actual' ? {} : { watermark: text(`panorama.watermark.${mode}`) }),
    version,
    versionLabel,
    asOf: now,
    asOfSeq: situation.seq,
    asOfLabel: text('panorama.sheet.asOf', { at: formatBeijing(now, 'minute') }),
    tPlusLabel: text('panorama.sheet.tPlus', { elapsed: formatElapsed(now - view.reportedAt) }),
    ...(b.level === undefined ? {} : { level: b.level }),
    levelLabel: levelLabel(text, view),
    issuer: w('issuer', { issuer }),
    signLine: w('signLine'),
    mapNote: text('panorama.sheet.mapNote', {
      paper: input.paper ?? 'A3',
      scale: String(frame.scale).replace(/\B(?=(\d{3})+$)/g, ' '),
      datum: datumName(text, terrain.datum(frame.bbox)),
      interval: contourM,
    }),
    ...(kind === 'imported'
      ? {}
      : { schematicNote: `${w(`terrain.${kind}`)} · ${w('schematicNote')}` }),
    map,
    side: [
      basicsTable(text, view),
      forcesTable(text, view),
      threatsTable(text, view),
      ordersTable(text, view),
      gapsTable(text, gaps),
    ],
    timeline: {
      title: w('timeline'),
      stages: input.stages.map((s) => ({
        id: s.id,
        min: s.deadlineMin,
        label: text(`panorama.stageShort.${s.id}`),
        state: s.state,
        stateLabel: text(`panorama.state.${s.state}`),
        ...(s.doneAt === undefined ? {} : { doneMin: (s.doneAt - view.reportedAt) / MIN }),
        ...(s.completeness === undefined ? {} : { completeness: s.completeness }),
      })),
      lanes: (['alert', 'report', 'order', 'force', 'forecast'] as const).map((lane) => ({
        lane,
        label: text(`panorama.event.${lane}`),
      })),
      events: timelineEvents(view),
      nowMin: (now - view.reportedAt) / MIN,
    },
    aspects: aspectsTable(text, view),
    legend: { title: w('legend'), entries: legendOf(text, map, terrain.water !== undefined) },
    sources: {
      id: 'sources',
      title: w('sources'),
      widths: [0.58, 0.2, 0.22],
      rows: sourceCells(text, sources, now),
      empty: w('none'),
    },
    annex: annexTables({ text, view, gaps, sources, stages: input.stages }),
    words: {
      north: w('north'),
      locator: w('locator'),
      page: w('page', { page: '{page}', pages: '{pages}' }),
      annex: w('annex'),
      more: w('more', { n: '{n}' }),
      relief: w('relief', { towards: '{towards}', factor: '{factor}' }),
      symbolNote: w('symbolNote'),
      simulated: w('simulated'),
      symbolsOf: w('symbolNote'),
    },
    footerLeft: text('panorama.sheet.footer', {
      version: versionLabel,
      from: incident.stamps?.reportedAt?.[2] ?? incident.last[2],
      to: situation.seq,
      hash: `${hash.slice(0, 8)}…${hash.slice(-8)}`,
      diff,
    }),
    footerRight: text('panorama.sheet.generated', {
      at: formatBeijing(now, 'clock'),
      seconds: `≤${input.computeBoundS}`,
      signature: w('unsigned'),
    }),
    situationHash: hash,
    features: featuresOf(view),
    digest,
  };
}

export interface Signature {
  readonly signer: string;
  readonly at: number;
  readonly seq: number;
}

/** The same sheet with the signer on it; nothing else changes. */
export function signModel(model: SheetModel, signature: Signature, text: TextFn): SheetModel {
  const signed = text('panorama.sheet.signed', {
    signer: signature.signer,
    at: formatBeijing(signature.at, 'minute'),
    seq: signature.seq,
  });
  return {
    ...model,
    signLine: signed,
    footerRight: model.footerRight.replace(text('panorama.sheet.unsigned'), signed),
  };
}

function timelineEvents(view: IncidentView): TimelineEvent[] {
  const out: TimelineEvent[] = [];
  const add = (lane: TimelineEvent['lane'], at: number) => {
    const min = (at - view.reportedAt) / MIN;
    if (min >= -0.5 && min <= 30.5) out.push({ lane, min });
  };
  for (const o of ordersOf(view)) add('order', issuedAt(o));
  for (const d of forcesOf(view))
    if (d.status === 'arrived' || d.status === 'working') add('force', statusSince(d));
  for (const a of alertsOf(view)) add('alert', a.body.sentAt ?? a.last[0]);
  for (const f of forecastsOf(view)) add('forecast', f.last[1]);
  for (const r of reportsOf(view)) add('report', r.last[0]);
  return out;
}
