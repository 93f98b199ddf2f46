import type { TextFn } from '../../shared/text/index.ts';
import { romanLevel } from '../../shared/text/index.ts';
import { formatBeijing } from '../../shared/time/time.ts';
import { aspectOf, sevenAspects } from './aspects.ts';
import { agePhrase, type Gap } from './gaps.ts';
import type { Cell, Table } from './sheetModel.ts';
import {
  alertsOf,
  type Deployed,
  figureOf,
  forcesOf,
  forecastsOf,
  type IncidentView,
  issuedAt,
  type OrderView,
  ordersOf,
  readingsOf,
  statusSince,
} from './view.ts';
import {
  arrivalText,
  bandText,
  cell,
  clock,
  datumName,
  figureText,
  positionText,
  short,
} from './words.ts';

export function levelLabel(text: TextFn, view: IncidentView): string {
  const { level, levelState } = view.incident.body;
  return level === undefined
    ? text('panorama.sheet.levelNone')
    : text('panorama.sheet.level', {
        roman: romanLevel(level),
        state: text(`panorama.sheet.${levelState ?? 'proposed'}`),
      });
}

export function basicsTable(text: TextFn, view: IncidentView): Table {
  const b = view.incident.body;
  const unknown = text('panorama.sheet.unknown');
  const figure = (field: Parameters<typeof figureOf>[1]) => figureText(text, figureOf(view, field));
  const known = (field: Parameters<typeof figureOf>[1]) => figureOf(view, field) !== undefined;
  const label = (key: string) => cell(text(`panorama.basic.${key}`), 'bold');
  // Latin labels need more room than Chinese ones.
  const wordy = text('panorama.basic.casualties').length > 9;
  const pair = (a: string, c: string) => (a === unknown && c === unknown ? unknown : `${a} / ${c}`);
  const value = (t: string): Cell => cell(t, t.includes(unknown) ? 'muted' : 'plain');

  const reading = (r: ReturnType<typeof readingsOf>[number]): string => {
    const name = view.situation.get('things', r.body.thing)?.name ?? r.body.thing;
    const datum = r.body.datum ? `(${datumName(text, r.body.datum)})` : '';
    const fade = view.now - r.last[0] > 3_600_000 ? ` ${agePhrase(view.now - r.last[0])}` : '';
    return `${name} ${short(r.body.value)} ${r.body.unit}${datum} ${clock(r.last[0], view.now)}${fade}`;
  };
  const stages = readingsOf(view, 'stage').slice(0, 2).map(reading);
  const rains = readingsOf(view, 'rain').slice(0, 1).map(reading);
  const alerts = alertsOf(view)
    .slice(0, 2)
    .map((a) => a.body.headline ?? '');
  const damage = (['vesselsSunk', 'vesselsAdrift', 'households', 'affected'] as const)
    .filter(known)
    .map((f) => `${text(`panorama.field.${f}`)} ${figure(f)}`);

  const rows: Cell[][] = [
    [
      label('reported'),
      value(`${formatBeijing(view.reportedAt, 'minute')} · ${b.reportedBy ?? unknown}`),
      label('occurred'),
      value(b.occurredAt === undefined ? unknown : clock(b.occurredAt, view.now)),
    ],
    [label('place'), value(b.place || unknown)],
    [
      label('coordinates'),
      value(b.position ? positionText(b.position, b.positionErrorM) : unknown),
    ],
    [
      label('casualties'),
      value(pair(figure('dead'), figure('missing'))),
      label('injured'),
      value(pair(figure('injured'), figure('trapped'))),
    ],
    [
      label('evacuated'),
      value(pair(figure('evacuated'), figure('toEvacuate'))),
      label('level'),
      cell(levelLabel(text, view), b.levelState === 'confirmed' ? 'ok' : 'warn'),
    ],
  ];
  if (b.levelBasis) rows.push([label('basis'), value(b.levelBasis)]);
  if (damage.length > 0) rows.push([label('damage'), value(damage.join(' · '))]);
  rows.push([label('water'), value(stages.length > 0 ? stages.join(';') : unknown)]);
  if (rains.length > 0) rows.push([label('rain'), value(rains.join(';'))]);
  if (alerts.length > 0) rows.push([label('alerts'), value(alerts.join(';'))]);
  return {
    id: 'basics',
    title: text('panorama.sheet.basics'),
    widths: wordy ? [0.19, 0.36, 0.2, 0.25] : [0.14, 0.42, 0.17, 0.27],
    labels: [0, 2],
    rows,
    empty: unknown,
  };
}

export function strengthText(text: TextFn, d: Deployed): string {
  const f = d.force?.body;
  const parts = [
    f?.people !== undefined ? text('panorama.force.people', { n: f.people }) : '',
    f?.vehicles !== undefined ? text('panorama.force.vehicles', { n: f.vehicles }) : '',
    f?.boats !== undefined ? text('panorama.force.boats', { n: f.boats }) : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : text('panorama.sheet.unknown');
}

export function arrivalOf(text: TextFn, d: Deployed, now: number): string {
  const at = statusSince(d);
  if (d.status === 'arrived' || d.status === 'working') return clock(at, now);
  const eta = d.deployment.body.etaAt;
  if (eta === undefined) return d.status === 'enroute' ? text('panorama.sheet.unknown') : '—';
  return text('panorama.force.eta', { at: clock(eta, now) });
}

export function forcesTable(text: TextFn, view: IncidentView): Table {
  return {
    id: 'forces',
    title: text('panorama.sheet.forces'),
    head: ['unit', 'strength', 'status', 'arrival'].map((k) => text(`panorama.head.${k}`)),
    widths: [0.36, 0.25, 0.14, 0.25],
    rows: forcesOf(view).map((d) => [
      cell(d.name, d.status === 'arrived' || d.status === 'working' ? 'bold' : 'plain'),
      cell(strengthText(text, d)),
      cell(
        text(`panorama.force.${d.status}`),
        d.status === 'arrived' || d.status === 'working'
          ? 'ok'
          : d.status === 'standby'
            ? 'muted'
            : 'plain',
      ),
      cell(arrivalOf(text, d, view.now)),
    ]),
    empty: text('panorama.missing.forces'),
  };
}

export function threatsTable(text: TextFn, view: IncidentView): Table {
  const rows: Cell[][] = [];
  const notes: string[] = [];
  for (const f of forecastsOf(view)) {
    const result = f.body.result;
    for (const h of (result?.headline ?? []).slice(0, 1))
      rows.push([
        cell(text(h.key), 'bold'),
        cell('—'),
        cell(`${bandText(h.value, h.low, h.high)} ${h.unit}`, 'bold'),
        cell(f.body.predictor ? text(`panorama.predictor.${f.body.predictor}`) : ''),
      ]);
    const places = [...(result?.places ?? [])].sort(
      (a, b) => (a.arrivalS ?? Infinity) - (b.arrivalS ?? Infinity),
    );
    for (const p of places)
      rows.push([
        cell(p.name),
        cell(p.arrivalS === undefined ? '—' : arrivalText(text, p.arrivalS)),
        cell(`${bandText(p.value, p.low, p.high)} ${p.unit}`),
        cell(''),
      ]);
    const first = f.body.warnings?.[0];
    if (first) notes.push(text(first.key, first.params));
    if (places.some((p) => p.unit.includes('↑'))) notes.push(text('panorama.forecast.runup'));
  }
  const evacuate = figureOf(view, 'toEvacuate');
  if (evacuate)
    rows.push([
      cell(text('panorama.field.toEvacuate'), 'bold'),
      cell('—'),
      cell(`${figureText(text, evacuate)} ${evacuate.unit}`),
      cell(evacuate.claims.map((c) => c.body.claimant).join('、')),
    ]);
  return {
    id: 'threats',
    title: text('panorama.sheet.threats'),
    head: ['place', 'eta', 'wave', 'affected'].map((k) => text(`panorama.head.${k}`)),
    widths: [0.32, 0.15, 0.31, 0.22],
    rows,
    ...(notes.length > 0 ? { note: notes.join(' · ') } : {}),
    empty: text('panorama.gap.forecast'),
  };
}

export function ackCell(text: TextFn, o: OrderView, now: number): Cell {
  if (o.ack) {
    const at = clock(o.ack.last[0], now);
    const state = text(`panorama.order.${o.ack.body.state ?? 'received'}`, { at });
    const progress = o.ack.body.progress ? ` ${o.ack.body.progress}` : '';
    return cell(state + progress, o.ack.body.state === 'refused' ? 'warn' : 'ok');
  }
  const elapsed = agePhrase(now - issuedAt(o));
  return cell(
    text(o.overdue ? 'panorama.order.overdue' : 'panorama.order.open', { elapsed }),
    'warn',
  );
}

export function ordersTable(text: TextFn, view: IncidentView): Table {
  const rows = ordersOf(view)
    // What is not answered comes first.
    .sort((a, b) => Number(!!a.ack) - Number(!!b.ack))
    .map((o) => [
      cell(`#${o.order.body.no ?? '?'} ${o.order.body.text ?? ''}`),
      cell(o.order.body.to ?? ''),
      ackCell(text, o, view.now),
    ]);
  for (const task of view.situation.list(
    'tasks',
    (t) => t.incidentId === view.incidentId && !t.deleted && t.state !== 'cancelled',
  ))
    rows.push([
      cell(`${text('panorama.sheet.tasks')}:${task.body.title ?? ''}`),
      cell(
        task.body.forceId
          ? (view.situation.get('forces', task.body.forceId)?.name ?? task.body.forceId)
          : '—',
      ),
      cell(text(`panorama.task.${task.body.state ?? 'draft'}`)),
    ]);
  return {
    id: 'orders',
    title: text('panorama.sheet.orders'),
    head: ['order', 'to', 'ack'].map((k) => text(`panorama.head.${k}`)),
    widths: [0.5, 0.2, 0.3],
    rows,
    empty: text('panorama.missing.noOrders'),
  };
}

export function gapsTable(text: TextFn, gaps: readonly Gap[]): Table {
  return {
    id: 'gaps',
    title: text('panorama.sheet.gaps'),
    widths: [0.07, 0.93],
    rows: gaps.map((g, i) => [
      cell(String(i + 1), 'muted'),
      cell(g.text, g.weight >= 90 ? 'warn' : 'plain'),
    ]),
    empty: text('panorama.sheet.none'),
  };
}

export function aspectsTable(text: TextFn, view: IncidentView): Table {
  const unknown = text('panorama.sheet.unknown');
  return {
    id: 'aspects',
    title: text('panorama.sheet.aspects'),
    widths: [0.13, 0.67, 0.2],
    labels: [0],
    rows: sevenAspects.map(([id]) => {
      const rec = aspectOf(view.situation, view.incidentId, id);
      const name = cell(text(`panorama.aspect.${id}`), 'bold');
      if (!rec) return [name, cell(unknown, 'muted'), cell('—', 'muted')];
      const value =
        rec.body.value === undefined ? '' : ` ${short(rec.body.value)} ${rec.body.unit ?? ''}`;
      return [
        name,
        cell(`${rec.body.text ?? ''}${value}`),
        cell(`${clock(rec.last[0], view.now)} ${rec.body.by ?? ''}`),
      ];
    }),
    empty: unknown,
  };
}
