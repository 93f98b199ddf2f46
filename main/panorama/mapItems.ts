import type { HazardType, LonLat } from '../../shared/model/common.ts';
import type { TextFn } from '../../shared/text/index.ts';
import type { MapItem } from './sheetModel.ts';
import { alertsOf, forcesOf, forecastsOf, type IncidentView, readingsOf } from './view.ts';
import { arrivalText, bandText, clock, datumName, isSimulated, short } from './words.ts';

/** GB/T 35649 class of the event; A00000 is our own frame for what the standard does not name. */
const eventSymbol: Readonly<Record<HazardType, string>> = {
  flood: 'A10100',
  flashFlood: 'A10100',
  waterlogging: 'A10100',
  landslide: 'A10400',
  forestFire: 'A10600',
  hazmat: 'A20400',
  damBreach: 'A10100',
  earthquake: 'A10300',
  other: 'A00000',
};

/** Kind of a force → symbol and word on it. Kinds come from many hands: matched by their stem. */
const forceKinds: readonly (readonly [RegExp, symbol: string, word: string])[] = [
  [/fire|消防/i, 'D20401', 'fire'],
  [/marit|海事|boat/i, 'X60237', 'maritime'],
  [/armed|武警/i, 'D20200', 'armed'],
  [/police|公安|警/i, 'D20300', 'police'],
  [/medic|health|医|卫/i, 'D50100', 'medical'],
  [/geo|地质|地灾|monitor/i, 'D20402', 'geology'],
  [/uav|drone|avia|air|heli|航空|无人机/i, 'X60235', 'aviation'],
  [/engin|工程|power|road/i, 'D40200', 'engineering'],
  [/comm|通信|侦通/i, 'D20403', 'comms'],
  [/volun|社会|志愿/i, 'D20400', 'volunteer'],
  [/water|水域|水上/i, 'X60237', 'water'],
  [/rescue|救援|应急/i, 'D20400', 'rescue'],
];

export function forceSymbol(kind: string): { symbol: string; word: string } {
  const found = forceKinds.find(([pattern]) => pattern.test(kind));
  return found ? { symbol: found[1], word: found[2] } : { symbol: 'D20400', word: 'other' };
}

const inks: Readonly<Record<string, string>> = {
  red: '#d0021b',
  blue: '#0b4fa8',
  black: '#111111',
  yellow: '#b58900',
  green: '#157f3b',
};

const MAX_THINGS = 150;

/** What the map shows, the least important first, so that the important is drawn on top. */
export function mapItems(
  text: TextFn,
  view: IncidentView,
): { items: MapItem[]; thingsHidden: number } {
  const { situation, incidentId, incident, now } = view;
  const items: MapItem[] = [];
  const { body } = incident;

  for (const alert of alertsOf(view))
    for (const area of alert.body.areas ?? [])
      for (const ring of area.polygons ?? [])
        items.push({
          kind: 'ring',
          role: 'alert',
          ring,
          label: alert.body.headline ?? '',
          ...(alert.body.level === undefined ? {} : { level: alert.body.level }),
        });

  for (const f of forecastsOf(view))
    for (const shape of f.body.result?.shapes ?? [])
      items.push({
        kind: 'ring',
        role: shape.kind,
        ring: shape.ring,
        ...(shape.label ? { label: shape.label } : {}),
      });

  for (const rec of situation.list('plan', (p) => p.incidentId === incidentId && !p.deleted)) {
    const p = rec.body;
    if (!p.coordinates || !p.shape) continue;
    items.push({
      kind: 'plan',
      shape: p.shape,
      coordinates: p.coordinates,
      phase: p.phase ?? 'planned',
      color: inks[p.color ?? 'red'] ?? '#d0021b',
      ...(p.label ? { label: p.label } : {}),
      ...(p.symbol ? { symbol: p.symbol } : {}),
    });
  }

  const forces = forcesOf(view);
  const shown = new Set(forces.map((f) => f.forceId));
  const stations = new Set<string>();
  for (const r of readingsOf(view, 'stage')) {
    const p = situation.get('tracks', r.body.thing)?.p;
    if (!p || stations.has(r.body.thing)) continue;
    stations.add(r.body.thing);
    const name = situation.get('things', r.body.thing)?.name ?? r.body.thing;
    const datum = r.body.datum ? ` ${datumName(text, r.body.datum)}` : '';
    const simulated = isSimulated(r.source) ? ` ${text('panorama.sheet.simulated')}` : '';
    items.push({
      kind: 'point',
      role: 'station',
      position: [p[0], p[1]],
      label: `${name} ${short(r.body.value)} ${r.body.unit}${datum} ${clock(r.last[0], now)}${simulated}`,
      stale: now - r.last[0] > 3_600_000,
    });
  }

  const things: MapItem[] = [];
  for (const track of situation.list('tracks', (t) => view.inside(t.p))) {
    if (shown.has(track.id) || stations.has(track.id)) continue;
    const thing = situation.get('things', track.id);
    if (thing?.removed || /station|sensor|camera/i.test(thing?.kind ?? '')) continue;
    things.push({
      kind: 'point',
      role: 'thing',
      position: [track.body.p[0], track.body.p[1]],
      stale: now - track.last[0] > 600_000,
      ...(thing?.name ? { label: thing.name } : {}),
    });
  }
  const many = things.length > 25;
  items.push(
    ...things.slice(0, MAX_THINGS).map((t) => (many && t.kind === 'point' ? unlabelled(t) : t)),
  );

  for (const f of forecastsOf(view))
    for (const p of f.body.result?.places ?? [])
      items.push({
        kind: 'point',
        role: 'forecastPlace',
        position: p.position,
        label: `${p.name} ${p.arrivalS === undefined ? '' : `${arrivalText(text, p.arrivalS)} · `}${bandText(p.value, p.low, p.high)} ${p.unit}`,
      });

  for (const d of forces) {
    if (!d.position || d.status === 'withdrawn') continue;
    const { symbol, word } = forceSymbol(d.force?.body.kind ?? '');
    const solid = d.status === 'arrived' || d.status === 'working';
    items.push({
      kind: 'symbol',
      symbol,
      caption: text(`panorama.forceKind.${word}`),
      position: d.position,
      frame: solid ? 'solid' : 'dashed',
      label: d.name,
    });
  }

  if (body.position) {
    if (body.positionErrorM !== undefined && body.positionErrorM > 0)
      items.push({ kind: 'error', center: body.position, radiusM: body.positionErrorM });
    items.push({
      kind: 'symbol',
      symbol: eventSymbol[body.hazard ?? 'other'],
      caption: text(`panorama.caption.${body.hazard ?? 'other'}`),
      position: body.position,
      frame: 'solid',
      label: body.title ?? '',
      main: true,
    });
  }
  return { items, thingsHidden: Math.max(0, things.length - MAX_THINGS) };
}

function unlabelled(item: Extract<MapItem, { kind: 'point' }>): MapItem {
  const { label: _, ...rest } = item;
  return rest;
}

/** Positions that the frame of the map must hold. */
export function anchorsOf(items: readonly MapItem[]): LonLat[] {
  const out: LonLat[] = [];
  for (const item of items) {
    if (item.kind === 'symbol' && (item.main || item.frame === 'solid')) out.push(item.position);
    else if (item.kind === 'plan') out.push(...item.coordinates);
    else if (item.kind === 'ring' && item.role !== 'alert') out.push(...item.ring);
    else if (item.kind === 'point' && item.role === 'forecastPlace') out.push(item.position);
  }
  return out;
}
