import type { PlaceInfo } from '../../shared/contract/types.ts';
import type { HeightDatum, LonLat } from '../../shared/model/common.ts';
import { formatNumber } from '../../shared/text/index.ts';
import { formatBeijing } from '../../shared/time/time.ts';
import type { LiveTables } from '../live/tables.ts';
import type { GlobePick } from '../state/globePort.ts';
import { ink, levelInk } from './palette.ts';
import type { Projection } from './projection.ts';
import type { Shape } from './shapes.ts';

export type Words = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Something that stands on the table at one spot, with what is written beside it. */
export interface Mark {
  readonly pick: GlobePick;
  readonly x: number;
  readonly z: number;
  /** On a pin; without one the spot itself is marked. */
  readonly symbol:
    | { readonly character: string; readonly round: boolean; readonly size: number }
    | undefined;
  readonly dot: 'none' | 'small' | 'square' | 'gauge';
  readonly color: string;
  readonly dashed: boolean;
  readonly label: string;
  readonly labelPx: number;
  readonly bold: boolean;
  /** Faded: old, or not at work here. */
  readonly faint: boolean;
  readonly priority: number;
}

const STALE_MS = 3_600_000;
const hhmm = (at: number) => formatBeijing(at, 'clock').slice(0, 5);
export const forceKinds = [
  'fire',
  'rescue',
  'maritime',
  'police',
  'medical',
  'geology',
  'aviation',
  'engineering',
  'water',
  'volunteer',
  'comms',
] as const;
const knownKind = (kind: string | undefined) =>
  (forceKinds as readonly (string | undefined)[]).includes(kind) ? kind : 'other';

type Status = 'arrived' | 'enroute' | 'asked';
/** Solid green stands on the scene, dashed blue is on its way, dashed grey is asked for or stands by. */
const looks: Readonly<Record<Status, { color: string; dashed: boolean; faint: boolean }>> = {
  arrived: { color: ink.confirmed, dashed: false, faint: false },
  enroute: { color: ink.accent, dashed: true, faint: false },
  asked: { color: ink.unknown, dashed: true, faint: true },
};

export interface MarkInput {
  readonly tables: LiveTables;
  readonly projection: Projection;
  readonly incidentId: string | undefined;
  readonly places: readonly PlaceInfo[];
  readonly text: Words;
  readonly english: boolean;
  readonly now: number | undefined;
}

/** Forces where they are, as far as it is known: a live track, what was reported, the base while they have not left. */
export function forceMarks({ tables, projection, incidentId, text }: MarkInput): Mark[] {
  const out: Mark[] = [];
  for (const { id, body } of tables.table('deployments').values()) {
    if (incidentId !== undefined && body.incidentId !== incidentId) continue;
    const forceId = body.forceId ?? id.slice(id.indexOf('|') + 1);
    const force = tables.table('forces').get(forceId)?.body;
    const track = tables.tracks.get(forceId);
    const status = body.status ?? 'standby';
    if (status === 'withdrawn') continue;
    const group: Status =
      status === 'arrived' || status === 'working'
        ? 'arrived'
        : status === 'enroute'
          ? 'enroute'
          : 'asked';
    const position: LonLat | undefined = track
      ? [track.lon, track.lat]
      : (body.position ?? (group === 'enroute' ? undefined : force?.position));
    if (!position || !projection.inside(...position)) continue;
    const [x, z] = projection.toPlane(...position);
    const eta =
      group === 'enroute' && body.etaAt !== undefined
        ? ` ${text('sandtableView.eta', { at: hhmm(body.etaAt) })}`
        : '';
    out.push({
      pick: { collection: 'forces', id: forceId },
      x,
      z,
      symbol: {
        character: text(`sandtableView.force.${knownKind(force?.kind)}`),
        round: false,
        size: 24,
      },
      dot: 'small',
      ...looks[group],
      label: `${force?.name ?? forceId}${eta}`,
      labelPx: 12,
      bold: group === 'arrived',
      priority: group === 'arrived' ? 82 : group === 'enroute' ? 80 : 60,
    });
  }
  return out;
}

/** Quantities whose reading is shown where a station has several. */
const leading = ['stage', 'poolStage', 'rain1h'];

/** Stations with their latest reading: value, unit, datum and time; faded when it is old. */
export function stationMarks({ tables, projection, text, now }: MarkInput): Mark[] {
  interface Reading {
    quantity: string;
    value: number;
    unit: string;
    datum?: HeightDatum;
    at: number;
  }
  const readings = new Map<string, Reading>();
  const rank = (q: string) => (leading.includes(q) ? leading.indexOf(q) : leading.length);
  for (const { body, last } of tables.table('readings').values()) {
    const { thing, quantity, value, unit, datum } = body;
    const known = readings.get(thing);
    const better =
      !known ||
      rank(quantity) < rank(known.quantity) ||
      (rank(quantity) === rank(known.quantity) && last[0] > known.at);
    if (better)
      readings.set(thing, { quantity, value, unit, at: last[0], ...(datum ? { datum } : {}) });
  }
  const out: Mark[] = [];
  for (const [thing, r] of readings) {
    const track = tables.tracks.get(thing);
    if (!track || !projection.inside(track.lon, track.lat)) continue;
    const about = tables.table('things').get(thing)?.body;
    if (about?.removed) continue;
    const [x, z] = projection.toPlane(track.lon, track.lat);
    const digits = r.unit === 'm' ? 2 : Number.isInteger(r.value) ? 0 : 1;
    const datum = r.datum ? ` ${text(`sandtableView.datum.${r.datum}`)}` : '';
    out.push({
      pick: { collection: 'tracks', id: thing },
      x,
      z,
      symbol: undefined,
      dot: 'gauge',
      color: ink.water,
      dashed: false,
      label: `${about?.name ?? thing} ${formatNumber(r.value, digits)} ${r.unit}${datum} ${hhmm(r.at)}`,
      labelPx: 12,
      bold: false,
      faint: now !== undefined && now - r.at > STALE_MS,
      priority: 58,
    });
  }
  return out;
}

export function incidentMarks({ tables, projection, text }: MarkInput): Mark[] {
  const out: Mark[] = [];
  for (const { id, body } of tables.table('incidents').values()) {
    if (!body.position || body.closed || !projection.inside(...body.position)) continue;
    const [x, z] = projection.toPlane(...body.position);
    out.push({
      pick: { collection: 'incidents', id },
      x,
      z,
      symbol: { character: text('sandtableView.incidentMark'), round: true, size: 32 },
      dot: 'small',
      color: levelInk[body.level ?? 0],
      dashed: false,
      label: body.title ?? '',
      labelPx: 15,
      bold: true,
      faint: false,
      priority: 100,
    });
  }
  return out;
}

export function placeMarks({ places, projection, english }: MarkInput): Mark[] {
  return places
    .filter((p) => projection.inside(...p.position))
    .map((p): Mark => {
      const [x, z] = projection.toPlane(...p.position);
      const seat = p.kind === 'seat';
      return {
        pick: { collection: 'places', id: p.id },
        x,
        z,
        symbol: undefined,
        dot: seat ? 'square' : 'small',
        color: seat ? ink.text : ink.place,
        dashed: false,
        label: english ? (p.nameEn ?? p.name) : p.name,
        labelPx: seat ? 14 : 12,
        bold: seat,
        faint: false,
        priority: seat ? 57 : 20,
      };
    });
}

export function movingMark(pick: GlobePick, name: string, at: readonly [number, number]): Mark {
  return {
    pick,
    x: at[0],
    z: at[1],
    symbol: undefined,
    dot: 'small',
    color: ink.accent,
    dashed: false,
    label: name,
    labelPx: 12,
    bold: true,
    faint: false,
    priority: 90,
  };
}

/** Names of what was plotted and forecast. */
export function shapeMarks(shapes: readonly Shape[]): Mark[] {
  return shapes.flatMap((s): Mark[] => {
    const at = s.spot ?? s.label?.at;
    if (!at) return [];
    return [
      {
        pick: s.pick,
        x: at[0],
        z: at[1],
        symbol: undefined,
        dot: s.spot ? 'square' : 'none',
        color: s.color,
        dashed: s.dashed,
        label: s.label?.text ?? '',
        labelPx: 12,
        bold: false,
        faint: false,
        priority: s.pick.collection === 'forecasts' ? 45 : 55,
      },
    ];
  });
}

/** All marks of the layers that are shown; layer ids are the globe's. */
export function allMarks(
  input: MarkInput,
  shapes: readonly Shape[],
  shown: (layer: string) => boolean,
): Mark[] {
  return [
    ...(shown('incident') ? incidentMarks(input) : []),
    ...(shown('forces') ? forceMarks(input) : []),
    ...(shown('tracks') ? stationMarks(input) : []),
    ...(shown('places') ? placeMarks(input) : []),
    ...shapeMarks(shapes),
  ];
}
