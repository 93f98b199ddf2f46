import { canonicalJson } from '../../shared/kit/canonical.ts';
import type { TextFn } from '../../shared/text/index.ts';
import { agePhrase, type Gap, rangeText } from './gaps.ts';
import type { Cell, Table } from './sheetModel.ts';
import { ackCell, arrivalOf, strengthText } from './sideTables.ts';
import { type SourceRow, sourceCells } from './sourceRows.ts';
import type { StageOutcome } from './stages.ts';
import {
  alertsOf,
  claimsOf,
  forcesOf,
  forecastsOf,
  type IncidentView,
  issuedAt,
  ordersOf,
  readingsOf,
  reportsOf,
} from './view.ts';
import {
  arrivalText,
  awayText,
  bandText,
  cell,
  clock,
  datumName,
  positionText,
  short,
  sourceName,
} from './words.ts';

interface Input {
  readonly text: TextFn;
  readonly view: IncidentView;
  readonly gaps: readonly Gap[];
  readonly sources: readonly SourceRow[];
  readonly stages: readonly StageOutcome[];
}

/** Everything behind page 1, in full. Tables without rows are left out. */
export function annexTables(input: Input): Table[] {
  const { text, view } = input;
  const { now } = view;
  const heads = (...keys: string[]) => keys.map((k) => text(`panorama.head.${k}`));
  const from = (source: string) => sourceName(text, view.situation, source);
  const table = (id: string, head: string[], widths: number[], rows: Cell[][]): Table => ({
    id,
    title: text(`panorama.sheet.${id}`),
    head,
    widths,
    rows,
    empty: text('panorama.sheet.none'),
  });

  const forecasts: Cell[][] = [];
  for (const f of forecastsOf(view)) {
    const b = f.body;
    const line = (key: string, value: string) =>
      forecasts.push([cell(text(`panorama.${key}`), 'bold'), cell(value)]);
    forecasts.push([
      cell(text(`panorama.predictor.${b.predictor}`), 'bold'),
      cell(
        `${b.method ?? ''} · ${clock(f.last[0], now)} · ${text('panorama.forecast.validTo', { at: clock(b.validTo ?? now, now) })} · ${text('panorama.forecast.seed')} ${b.seed ?? '—'} · ${b.resultHash?.slice(0, 12) ?? ''}`,
      ),
    ]);
    for (const h of b.result?.headline ?? [])
      forecasts.push([
        cell(text(h.key)),
        cell(`${bandText(h.value, h.low, h.high)} ${h.unit === '1' ? '' : h.unit}`),
      ]);
    for (const p of b.result?.places ?? [])
      forecasts.push([
        cell(p.name),
        cell(
          `${p.arrivalS === undefined ? '—' : arrivalText(text, p.arrivalS)} · ${bandText(p.value, p.low, p.high)} ${p.unit} · ${positionText(p.position)}`,
        ),
      ]);
    line('forecast.inputs', inputsText(b.inputs));
    for (const w of b.warnings ?? [])
      forecasts.push([cell('⚠', 'warn'), cell(text(w.key, w.params), 'warn')]);
  }

  const claims = claimsOf(view)
    .sort((a, b) => ((a.body.field ?? '') < (b.body.field ?? '') ? -1 : 1))
    .map((c) => [
      cell(text(`panorama.field.${c.body.field ?? 'other'}`), 'bold'),
      cell(`${rangeText(c.body.value, c.body.valueMax)} ${c.body.unit ?? ''}`),
      cell(c.body.claimant ?? ''),
      cell(clock(c.last[0], now)),
      cell(text(`panorama.confidence.${c.body.confidence ?? 'unknown'}`)),
      cell(c.body.note ?? ''),
    ]);

  const forces = forcesOf(view).map((d) => [
    cell(d.name, 'bold'),
    cell(strengthText(text, d)),
    cell(d.force?.body.equipment ?? '—'),
    cell(text(`panorama.force.${d.status}`)),
    cell(
      arrivalOf(text, d, now) +
        (d.deployment.body.etaBasis
          ? `(${text(`panorama.force.${d.deployment.body.etaBasis}`)})`
          : ''),
    ),
    cell(awayText(d.position, view.incident.body.position)),
    cell(from(d.deployment.source)),
  ]);

  const orders = ordersOf(view).map((o) => [
    cell(`#${o.order.body.no ?? '?'}`, 'bold'),
    cell(o.order.body.text ?? ''),
    cell(o.order.body.to ?? ''),
    cell(clock(issuedAt(o), now)),
    ackCell(text, o, now),
  ]);

  const stages = input.stages.map((s) => [
    cell(`T+${s.deadlineMin}`, 'bold'),
    cell(text(`panorama.stage.${s.id}`)),
    cell(
      text(`panorama.state.${s.state}`),
      s.state === 'done' ? 'ok' : s.state === 'waiting' ? 'muted' : 'warn',
    ),
    cell(s.doneAt === undefined ? '—' : clock(s.doneAt, now)),
    cell(s.completeness === undefined ? '—' : `${Math.round(s.completeness * 100)}%`),
    cell(s.missing.map((m) => text(m.key, m.params)).join(';') || '—'),
  ]);

  const readings = (['stage', 'flow', 'rain'] as const)
    .flatMap((kind) => readingsOf(view, kind).map((r) => ({ ...r, kind })))
    .slice(0, 40)
    .map((r) => [
      cell(view.situation.get('things', r.body.thing)?.name ?? r.body.thing, 'bold'),
      cell(text(`panorama.quantity.${r.kind}`)),
      cell(`${short(r.body.value)} ${r.body.unit}`),
      cell(r.body.datum ? datumName(text, r.body.datum) : '—'),
      cell(`${clock(r.last[0], now)} (${agePhrase(now - r.last[0])})`),
      cell(from(r.source)),
    ]);

  const alerts = alertsOf(view)
    .slice(0, 20)
    .map((a) => [
      cell(a.body.headline ?? a.body.event ?? '', 'bold'),
      cell(a.body.sender ?? ''),
      cell(a.body.sentAt === undefined ? '—' : clock(a.body.sentAt, now)),
      cell((a.body.areas ?? []).map((x) => x.desc).join('、')),
    ]);

  const reports = reportsOf(view)
    .slice(0, 30)
    .map((r) => [
      cell(clock(r.last[0], now), 'bold'),
      cell(r.body.from ?? ''),
      cell(r.body.text ?? ''),
      cell(text(`panorama.confidence.${r.body.confidence ?? 'unknown'}`)),
    ]);

  const checklist = view.situation
    .list('checklist', (c) => c.incidentId === view.incidentId)
    .sort((a, b) => (a.body.dueAt ?? 0) - (b.body.dueAt ?? 0))
    .map((c) => {
      const late = !c.body.done && (c.body.dueAt ?? Infinity) < now;
      return [
        cell(c.body.done ? '■' : '□', c.body.done ? 'ok' : late ? 'warn' : 'plain'),
        cell(c.body.text ?? c.body.itemId ?? ''),
        cell(c.body.dueAt === undefined ? '—' : clock(c.body.dueAt, now), late ? 'warn' : 'plain'),
      ];
    });

  return [
    table('forecastAll', heads('item', 'value'), [0.24, 0.76], forecasts),
    table(
      'claimsAll',
      heads('field', 'value', 'claimant', 'at', 'confidence', 'note'),
      [0.15, 0.14, 0.22, 0.12, 0.13, 0.24],
      claims,
    ),
    table(
      'stagesAll',
      heads('due', 'stage', 'status', 'done', 'completeness', 'missing'),
      [0.09, 0.2, 0.1, 0.1, 0.11, 0.4],
      stages,
    ),
    table(
      'forcesAll',
      heads('unit', 'strength', 'equipment', 'status', 'arrival', 'position', 'source'),
      [0.21, 0.14, 0.16, 0.08, 0.15, 0.08, 0.18],
      forces,
    ),
    table(
      'ordersAll',
      heads('order', 'text', 'to', 'at', 'ack'),
      [0.07, 0.43, 0.16, 0.1, 0.24],
      orders,
    ),
    {
      ...table(
        'gapsAll',
        [],
        [0.07, 0.93],
        input.gaps.map((g, i) => [cell(String(i + 1), 'muted'), cell(g.text)]),
      ),
    },
    table(
      'readingsAll',
      heads('station', 'item', 'value', 'basis', 'changed', 'source'),
      [0.22, 0.13, 0.17, 0.13, 0.2, 0.15],
      readings,
    ),
    table('alertsAll', heads('text', 'source', 'at', 'place'), [0.46, 0.2, 0.12, 0.22], alerts),
    table(
      'reportsAll',
      heads('at', 'source', 'text', 'confidence'),
      [0.1, 0.18, 0.6, 0.12],
      reports,
    ),
    table('checklistAll', ['', ...heads('item', 'due')], [0.06, 0.76, 0.18], checklist),
    table(
      'sourcesAll',
      heads('source', 'age', 'confidence'),
      [0.6, 0.2, 0.2],
      sourceCells(text, input.sources, now),
    ),
  ]
    .filter((t) => t.rows.length > 0)
    .map((t) => (t.head?.length === 0 ? withoutHead(t) : t));
}

function withoutHead(t: Table): Table {
  const { head: _, ...rest } = t;
  return rest;
}

/** Inputs of a forecast as people read them: name = value, long lists only counted. */
function inputsText(inputs: Record<string, unknown> | undefined): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(inputs ?? {})) {
    if (value === undefined || value === '') continue;
    if (Array.isArray(value)) {
      if (value.every((v) => typeof v === 'number')) parts.push(`${name}=${value.join(',')}`);
      continue;
    }
    parts.push(`${name}=${typeof value === 'object' ? canonicalJson(value) : String(value)}`);
  }
  return parts.join(' · ');
}
