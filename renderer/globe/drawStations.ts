import { formatNumber } from '../../shared/text/index.ts';
import {
  clockOf,
  isBound,
  isOld,
  isStation,
  POSITION_STALE_MS,
  quantityRank,
  READING_STALE_MS,
} from '../live/things.ts';
import { age, type LayerContext } from './layerContext.ts';
import { type Drawing, ink, type Line, type Mark, priority } from './marks.ts';

/** Quantities shown beside a station, the telling ones first; the rest stands in its panel. */
const MOST = 2;

/**
 * Things that measure: value, unit, datum and age. The age is that of the oldest figure it stands under; a figure that
 * is old among fresh ones says so on its own line. Where all are old the whole box fades.
 */
export function drawStations({ tables, text, now }: LayerContext): Drawing {
  const byThing = new Map<string, { quantity: string; line: string; at: number }[]>();
  for (const { body, last } of tables.table('readings').values()) {
    if (isBound(body.quantity)) continue;
    const known = text(`globe.quantity.${body.quantity}`);
    const name = known.startsWith('globe.') ? body.quantity : known;
    const digits = Number.isInteger(body.value) ? 0 : body.unit === 'm' ? 2 : 1;
    const datum = body.datum === undefined ? '' : ` ${text(`globe.datum.${body.datum}`)}`;
    const list = byThing.get(body.thing) ?? [];
    byThing.set(body.thing, list);
    const line = `${name} ${formatNumber(body.value, digits)} ${body.unit}${datum}`;
    list.push({ quantity: body.quantity, line, at: last[0] });
  }
  const marks: Mark[] = [];
  for (const [id, track] of tables.tracks) {
    const thing = tables.table('things').get(id)?.body;
    const readings = byThing.get(id);
    if (thing?.removed || !(isStation(thing?.kind) || (readings && !thing?.kind))) continue;
    if (tables.table('forces').has(id)) continue;
    const shown = [...(readings ?? [])]
      .sort(
        (a, b) =>
          quantityRank(a.quantity) - quantityRank(b.quantity) || (a.quantity < b.quantity ? -1 : 1),
      )
      .slice(0, MOST);
    // A station without figures has only the time of its own place.
    const times = shown.length > 0 ? shown.map((r) => r.at) : [track.at];
    const fresh = times.filter((at) => !isOld(at, now, READING_STALE_MS));
    const old = fresh.length === 0;
    const oldest = Math.min(...(old ? times : fresh));
    const clock = clockOf(oldest, now);
    const said =
      now === undefined
        ? clock
        : old
          ? text('globe.stale', { at: clock })
          : text('globe.age', { at: clock, age: age(now - oldest) });
    const water = shown.some((r) => r.quantity === 'stage' || r.quantity === 'poolStage');
    const color = water ? ink.water : ink.text;
    const lines: Line[] = [
      { text: thing?.name ?? id, color: ink.muted, size: 11.5 },
      ...shown.map((r) =>
        old || !isOld(r.at, now, READING_STALE_MS)
          ? { text: r.line, color, size: 12.5, bold: true }
          : {
              text: `${r.line} · ${text('globe.stale', { at: clockOf(r.at, now) })}`,
              color: ink.grey,
              size: 12.5,
            },
      ),
      { text: said, color: ink.muted, size: 11 },
    ];
    marks.push({
      key: `station:${id}`,
      pick: { collection: 'tracks', id },
      at: [track.lon, track.lat],
      priority: priority.stations + (water ? 3 : 0),
      glyph: { shape: water ? 'drop' : 'dot', size: water ? 14 : 9, color, stroke: 'solid' },
      label: lines,
      box: water ? '#4d7fae' : '#5b6673',
      faded: old,
      labelMpp: 400,
    });
  }
  return { marks, outlines: [] };
}

/** Names of moving things, and since when they are silent. Their signs are drawn by the globe itself. */
export function drawTrackNames({ tables, text, now }: LayerContext): Drawing {
  const marks: Mark[] = [];
  if (tables.tracks.size > NAMES_UP_TO) return { marks, outlines: [] };
  for (const [id, track] of tables.tracks) {
    const thing = tables.table('things').get(id)?.body;
    if (thing?.removed || isStation(thing?.kind) || tables.table('forces').has(id)) continue;
    if (!thing?.kind) continue;
    const old = isOld(track.at, now, POSITION_STALE_MS);
    marks.push({
      key: `track:${id}`,
      pick: { collection: 'tracks', id },
      at: [track.lon, track.lat],
      priority: priority.tracks,
      glyph: { shape: 'none', size: 14, color: ink.blue, stroke: 'solid' },
      label: [
        { text: thing.name ?? id, color: ink.text, size: 11.5 },
        ...(old
          ? [
              {
                text: text('globe.stale', { at: clockOf(track.at, now) }),
                color: ink.grey,
                size: 11,
              },
            ]
          : []),
      ],
      faded: old,
      labelMpp: 25,
    });
  }
  return { marks, outlines: [] };
}
/** With more moving things than this no room is left for names: they are shown on selection. */
const NAMES_UP_TO = 400;
