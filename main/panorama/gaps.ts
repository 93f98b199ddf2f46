import type { TextFn } from '../../shared/text/index.ts';
import { formatElapsed } from '../../shared/time/time.ts';
import { aspectOf, sevenAspects } from './aspects.ts';
import {
  claimsOf,
  figureOf,
  forcesOf,
  forecastsOf,
  type IncidentView,
  issuedAt,
  liveViews,
  ordersOf,
  readingsOf,
} from './view.ts';

export interface Gap {
  /** Consequence: larger first. */
  readonly weight: number;
  readonly text: string;
}

const STALE_MS = 10 * 60_000;

/** "23 min": whole minutes below three hours, then h:mm. */
export function agePhrase(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 1) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  return minutes < 180 ? `${minutes} min` : formatElapsed(ms).replace(/:\d\d$/, ' h');
}

/** What is not known, contradicts itself, or is not answered, ordered by what it may cost. */
export function gapsOf(view: IncidentView, text: TextFn): Gap[] {
  const gaps: Gap[] = [];
  const add = (weight: number, key: string, params?: Record<string, string | number>) =>
    gaps.push({ weight, text: text(`panorama.gap.${key}`, params) });
  const { body } = view.incident;

  if (body.level === undefined) add(78, 'levelNone');
  else if (body.levelState !== 'confirmed') add(70, 'level');
  if ((body.positionErrorM ?? 0) > 500)
    add(74, 'position', { errorM: Math.round(body.positionErrorM as number) });
  if (!figureOf(view, 'dead') && !figureOf(view, 'missing') && !figureOf(view, 'injured'))
    add(95, 'casualties');
  const fields = new Set(claimsOf(view).map((c) => c.body.field));
  for (const field of fields) {
    const figure = field && figureOf(view, field);
    if (!figure?.conflict) continue;
    const lives = ['dead', 'missing', 'trapped', 'injured'].includes(figure.field);
    add(lives ? 92 : 55, 'conflict', {
      field: text(`panorama.field.${figure.field}`),
      values: figure.claims
        .map((c) => `${c.body.claimant} ${rangeText(c.body.value, c.body.valueMax)}`)
        .join(' / '),
    });
  }
  for (const o of ordersOf(view)) {
    if (o.ack) continue;
    const elapsed = agePhrase(view.now - issuedAt(o));
    const params = { no: o.order.body.no ?? 0, to: o.order.body.to ?? '', elapsed };
    add(o.overdue ? 90 : 45, o.overdue ? 'ackOverdue' : 'ackOpen', params);
  }
  for (const reading of readingsOf(view, 'stage').slice(0, 6)) {
    const age = view.now - reading.last[0];
    if (age <= STALE_MS * 6) continue;
    const name = view.situation.get('things', reading.body.thing)?.name ?? reading.body.thing;
    add(50, 'stale', { name, elapsed: agePhrase(age) });
  }
  for (const d of forcesOf(view))
    if (d.status === 'enroute' && d.deployment.body.etaAt === undefined)
      add(48, 'eta', { name: d.name });
  const forecasts = forecastsOf(view);
  if (forecasts.length === 0 && body.hazard !== 'other') add(66, 'forecast');
  for (const f of forecasts)
    if (f.body.validTo !== undefined && f.body.validTo < view.now - 3_600_000)
      add(40, 'forecastExpired', { name: text(`panorama.predictor.${f.body.predictor}`) });
  if (liveViews(view) === 0 && view.now - view.reportedAt >= 5 * 60_000) add(60, 'video');
  for (const rec of view.situation.tables.feeds.values()) {
    const state = rec.body.state;
    if (state !== 'down' && state !== 'silent') continue;
    add(58, 'feed', {
      name: rec.body.name ?? rec.id,
      state: text(`panorama.feedState.${state}`),
    });
  }
  for (const item of view.situation.list(
    'checklist',
    (c) => c.incidentId === view.incidentId && !c.done && (c.dueAt ?? Infinity) < view.now,
  ))
    add(52, 'checklist', { text: item.body.text ?? item.body.itemId ?? '' });
  for (const [id] of sevenAspects)
    if (!aspectOf(view.situation, view.incidentId, id))
      add(id === 'danger' || id === 'damage' ? 46 : 30, 'aspect', {
        name: text(`panorama.aspect.${id}`),
      });
  return gaps.sort((a, b) => b.weight - a.weight || (a.text < b.text ? -1 : 1));
}

export function rangeText(value: number | undefined, max?: number): string {
  if (value === undefined) return '—';
  return max !== undefined && max !== value ? `${value}–${max}` : String(value);
}
