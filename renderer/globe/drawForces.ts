import { clockOf, type Deployment, forcePosition, silentSince } from '../live/things.ts';
import { forceKind } from './kinds.ts';
import type { LayerContext } from './layerContext.ts';
import { type Drawing, type Glyph, ink, type Mark, priority } from './marks.ts';

const states = {
  arrived: 'there',
  working: 'there',
  enroute: 'coming',
  preparing: 'coming',
} as const;
const looks: Readonly<Record<'there' | 'coming' | 'other', Pick<Glyph, 'color' | 'stroke'>>> = {
  there: { color: ink.green, stroke: 'solid' },
  coming: { color: ink.blue, stroke: 'dashed' },
  other: { color: ink.grey, stroke: 'dotted' },
};

/**
 * Forces where they are: solid green = there, dashed blue = on the way with its time, dotted grey = neither yet. One
 * whose place is out of date fades and says since when.
 */
export function drawForces({ tables, text, now }: LayerContext): Drawing {
  const newest = new Map<string, Deployment>();
  for (const rec of tables.table('deployments').values()) {
    const id = rec.body.forceId;
    if (id === undefined || (newest.get(id)?.last[0] ?? Number.NEGATIVE_INFINITY) >= rec.last[0])
      continue;
    newest.set(id, rec);
  }
  const marks: Mark[] = [];
  for (const { id, body } of tables.table('forces').values()) {
    const d = newest.get(id);
    const position = forcePosition(tables, id, d);
    if (!position || d?.body.status === 'withdrawn') continue;
    const status = d?.body.status ?? 'standby';
    const silent = silentSince(position, status, now);
    const state = (states as Record<string, 'there' | 'coming'>)[status] ?? 'other';
    const eta = d?.body.etaAt;
    const word = text(`globe.status.${status}`);
    const second =
      state === 'coming' && eta !== undefined
        ? text(now !== undefined && now > eta ? 'globe.etaPassed' : 'globe.eta', {
            status: word,
            at: clockOf(eta, now),
          })
        : d
          ? text('globe.since', { status: word, at: clockOf(d.last[0], now) })
          : word;
    const stale = silent === undefined ? '' : text('globe.stale', { at: clockOf(silent, now) });
    const look = looks[state];
    const name = body.name ?? id;
    marks.push({
      key: `force:${id}`,
      pick: { collection: 'forces', id },
      at: position.at,
      priority: priority.forces + (state === 'there' ? 2 : state === 'coming' ? 1 : 0),
      glyph: {
        shape: 'square',
        size: 26,
        text: text(`globe.force.${forceKind(body.kind ?? '')}`),
        ...look,
      },
      label: [
        { text: name, color: ink.text, size: 12.5, bold: true },
        { text: second, color: look.color, size: 11.5 },
        ...(stale === '' ? [] : [{ text: stale, color: ink.grey, size: 11 }]),
      ],
      crowd: { row: [name, second, stale].filter(Boolean).join(' · '), state },
      faded: silent !== undefined || position.left,
      labelMpp: 120,
    });
  }
  marks.sort((a, b) => b.priority - a.priority || (a.key < b.key ? -1 : 1));
  return { marks, outlines: [] };
}
