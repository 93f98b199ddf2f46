import { canonicalJson } from '../../shared/kit/canonical.ts';
import type { TextFn } from '../../shared/text/index.ts';
import type { Digest } from './sheetModel.ts';
import { claimsOf, forcesOf, forecastsOf, type IncidentView, ordersOf } from './view.ts';

/** What of a version can change, small enough to keep with it. */
export function digestOf(view: IncidentView, gaps: number): Digest {
  const { body } = view.incident;
  const orders = ordersOf(view);
  return {
    ...(body.level === undefined ? {} : { level: `${body.level}${body.levelState ?? ''}` }),
    forces: Object.fromEntries(
      forcesOf(view)
        .filter((d) => d.status !== 'standby')
        .map((d) => [d.forceId, d.status]),
    ),
    claims: Object.fromEntries(
      claimsOf(view).map((c) => [c.id, `${c.body.value}–${c.body.valueMax ?? ''}`]),
    ),
    forecasts: forecastsOf(view).map((f) => f.body.resultHash ?? f.id),
    orders: orders.map((o) => o.order.id),
    acks: orders.filter((o) => o.ack).map((o) => `${o.order.id}|${o.ack?.body.state}`),
    aspects: Object.fromEntries(
      view.situation
        .list('aspects', (a) => a.incidentId === view.incidentId)
        .map((a) => [a.id, `${a.body.text}|${a.body.value ?? ''}`]),
    ),
    plan: Object.fromEntries(
      view.situation
        .list('plan', (p) => p.incidentId === view.incidentId && !p.deleted)
        .map((p) => [p.id, canonicalJson(p.body)]),
    ),
    gaps,
  };
}

/** "与 v1 相比:新增力量 2、缺口减 1". */
export function diffText(
  text: TextFn,
  now: Digest,
  before: { version: number; digest: Digest } | undefined,
): string {
  if (!before) return text('panorama.diff.first');
  const old = before.digest;
  const parts: string[] = [];
  const count = (key: string, n: number) => {
    if (n > 0) parts.push(text(`panorama.diff.${key}`, { n }));
  };
  const changed = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>) =>
    [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((k) => a[k] !== b[k]);
  if (now.level !== old.level) parts.push(text('panorama.diff.level'));
  const forces = changed(now.forces, old.forces);
  count('forcesNew', forces.filter((k) => old.forces[k] === undefined).length);
  count('forcesChanged', forces.filter((k) => old.forces[k] !== undefined).length);
  count('claims', changed(now.claims, old.claims).length);
  count('forecasts', now.forecasts.filter((f) => !old.forecasts.includes(f)).length);
  count('ordersNew', now.orders.filter((o) => !old.orders.includes(o)).length);
  count('acked', now.acks.filter((a) => !old.acks.includes(a)).length);
  count('aspects', changed(now.aspects, old.aspects).length);
  count('plan', changed(now.plan, old.plan).length);
  count(now.gaps < old.gaps ? 'gapsLess' : 'gapsMore', Math.abs(now.gaps - old.gaps));
  return parts.length === 0
    ? text('panorama.diff.none', { version: before.version })
    : text('panorama.diff.since', { version: before.version, changes: parts.join('、') });
}
