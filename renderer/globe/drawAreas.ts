import { destination } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';
import { formatDistance, formatNumber, romanLevel } from '../../shared/text/index.ts';
import { clockOf, shownForecasts } from '../live/things.ts';
import type { LayerContext } from './layerContext.ts';
import { type Drawing, ink, type Line, type Mark, type Outline, priority } from './marks.ts';

const circle = (center: LonLat, radiusM: number): LonLat[] =>
  Array.from({ length: 72 }, (_, i) => destination(center, i * 5, radiusM));

/** Northernmost point: words about an area stand on its upper edge. */
const top = (ring: readonly LonLat[]): LonLat =>
  ring.reduce((a, b) => (b[1] > a[1] ? b : a), ring[0] as LonLat);

const noGlyph = { shape: 'none', size: 0, color: '#fff', stroke: 'solid' } as const;

/** The incident: its sign, its place's error, and the area that the sandbox was formed for. */
export function drawIncidents({ tables, text }: LayerContext): Drawing {
  const marks: Mark[] = [];
  const outlines: Outline[] = [];
  for (const { id, body } of tables.table('incidents').values()) {
    if (!body.position || body.closed) continue;
    const pick = { collection: 'incidents', id } as const;
    const color = ink.levels[body.level ?? 0] as string;
    const level = body.level ? `${romanLevel(body.level)} ` : '';
    marks.push({
      key: `incident:${id}`,
      pick,
      at: body.position,
      priority: priority.incident,
      glyph: {
        shape: 'round',
        size: 30,
        color,
        stroke: body.levelState === 'proposed' ? 'dashed' : 'solid',
        text: text(`globe.hazard.${body.hazard ?? 'other'}`),
      },
      label: [
        { text: `${level}${body.title ?? ''}`, color: ink.text, size: 14, bold: true },
        ...(body.positionErrorM
          ? [
              {
                text: text('globe.positionError', {
                  metres: formatDistance(body.positionErrorM),
                }),
                color: ink.muted,
                size: 11.5,
              },
            ]
          : []),
      ],
      box: color,
    });
    if (body.positionErrorM)
      outlines.push({
        key: `error:${id}`,
        line: circle(body.position, body.positionErrorM),
        closed: true,
        color: '#e6ebf1b0',
        width: 1.5,
        dash: [2, 4],
      });
    const aoi = body.formed?.aoi;
    if (aoi) {
      const [w, s, e, n] = aoi;
      outlines.push({
        key: `aoi:${id}`,
        line: [
          [w, n],
          [e, n],
          [e, s],
          [w, s],
        ],
        closed: true,
        color: '#dfe6ee90',
        width: 1.4,
      });
      marks.push({
        key: `aoi:${id}`,
        at: [w, n],
        priority: priority.ticks,
        glyph: noGlyph,
        label: [{ text: text('globe.aoi'), color: ink.muted, size: 11.5 }],
      });
    }
  }
  return { marks, outlines };
}

const planColors = {
  red: '#ff6a6a',
  blue: ink.blue,
  black: '#eef2f6',
  yellow: '#ffd43b',
  green: ink.green,
} as const;

/** What people plotted. Black ink of paper maps is drawn white here: the ground is dark. */
export function drawPlan({ tables }: LayerContext): Drawing {
  const marks: Mark[] = [];
  const outlines: Outline[] = [];
  for (const { id, body } of tables.table('plan').values()) {
    const first = body.coordinates?.[0];
    if (body.deleted || !body.shape || !body.coordinates || !first) continue;
    const pick = { collection: 'plan', id } as const;
    const color = planColors[body.color ?? 'blue'];
    const planned = body.phase === 'planned';
    const area = body.shape === 'area';
    const middle = body.coordinates[Math.floor(body.coordinates.length / 2)] as LonLat;
    if (body.shape !== 'point')
      outlines.push({
        key: `plan:${id}`,
        pick,
        line: body.coordinates,
        closed: area,
        color,
        width: body.shape === 'arrow' ? 5 : 3,
        dash: planned ? [10, 6] : undefined,
        fill: area && body.coordinates.length > 2 ? `${color}30` : undefined,
        arrow: body.shape === 'arrow',
      });
    marks.push({
      key: `plan:${id}`,
      pick,
      at: area ? top(body.coordinates) : middle,
      priority: priority.plan,
      glyph: body.shape === 'point' ? { shape: 'dot', size: 12, color, stroke: 'solid' } : noGlyph,
      label: body.label ? [{ text: body.label, color: ink.text, size: 12 }] : [],
      box: color,
      labelMpp: 60,
    });
  }
  return { marks, outlines };
}

/** Warnings in force: areas as they were sent; one without an area stands on the seat of its district and says so. */
export function drawAlerts({ tables, text, places, now }: LayerContext): Drawing {
  const marks: Mark[] = [];
  const outlines: Outline[] = [];
  for (const { id, body } of tables.table('alerts').values()) {
    if (body.cancelledBy || body.replacedBy || body.msgType === 'Cancel') continue;
    if (body.status === 'Test' || body.status === 'Draft' || body.status === 'System') continue;
    if (now !== undefined && body.expiresAt !== undefined && body.expiresAt < now) continue;
    const pick = { collection: 'alerts', id } as const;
    const color = ink.levels[body.level ?? 0] as string;
    const said = (where: LonLat, key: string, bare: boolean) =>
      marks.push({
        key,
        pick,
        at: where,
        priority: priority.alerts,
        glyph: bare ? { shape: 'square', size: 22, color, stroke: 'dotted', text: '⚠' } : noGlyph,
        label: [
          { text: body.event ?? text('globe.warning'), color, size: 12.5, bold: true },
          ...(body.status === 'Exercise'
            ? [{ text: text('globe.exercise'), color: ink.muted, size: 11 }]
            : []),
          ...(bare ? [{ text: text('globe.byDistrict'), color: ink.muted, size: 11 }] : []),
        ],
        box: color,
        labelMpp: 600,
      });
    for (const [a, area] of (body.areas ?? []).entries()) {
      const rings = [
        ...(area.polygons ?? []),
        ...(area.circle && area.circle.radiusM > 0
          ? [circle(area.circle.center, area.circle.radiusM)]
          : []),
      ];
      for (const [r, line] of rings.entries()) {
        if (line.length < 3) continue;
        const key = `alert:${id}:${a}:${r}`;
        outlines.push({ key, pick, line, closed: true, color, width: 2, fill: `${color}1c` });
        if (r === 0) said(top(line), key, false);
      }
      if (rings.length > 0) continue;
      for (const code of area.geocodes ?? []) {
        const seat = places.find((p) => p.code !== undefined && code.startsWith(p.code));
        if (seat) said(seat.position, `alert:${id}:${a}:${code}`, true);
      }
    }
  }
  return { marks, outlines };
}

/**
 * The newest forecast of each predictor for each open incident: purple and dashed, with its times. Past its validity it
 * stays as a pale trace that says so: what was expected is still what people acted on.
 */
export function drawForecasts({ tables, text, now }: LayerContext): Drawing {
  const marks: Mark[] = [];
  const outlines: Outline[] = [];
  for (const { rec, over } of shownForecasts(tables, now)) {
    const { id } = rec;
    const { result, validTo } = rec.body;
    const pick = { collection: 'forecasts', id } as const;
    // Said once: rings of one forecast end together.
    let ended: Line[] =
      over && validTo !== undefined
        ? [
            {
              text: text('globe.forecastOver', { at: clockOf(validTo, now) }),
              color: ink.grey,
              size: 11,
            },
          ]
        : [];
    for (const [i, shape] of (result?.shapes ?? []).entries()) {
      if (shape.ring.length < 3) continue;
      const key = `forecast:${id}:${i}`;
      outlines.push({
        key,
        pick,
        line: shape.ring,
        closed: true,
        color: over ? `${ink.purple}70` : ink.purple,
        width: shape.kind === 'source' ? 2.5 : 1.8,
        dash: shape.kind === 'isochrone' ? [6, 5] : [12, 5],
        fill:
          shape.kind === 'isochrone'
            ? undefined
            : `${ink.purple}${over ? '0e' : shape.kind === 'extent' ? '22' : '40'}`,
      });
      if (shape.label || ended.length > 0)
        marks.push({
          key,
          pick,
          at: top(shape.ring),
          priority: priority.forecast,
          glyph: noGlyph,
          label: [
            ...(shape.label
              ? [{ text: shape.label, color: ink.purple, size: 12, bold: true }]
              : []),
            ...ended,
          ],
          faded: over,
          labelMpp: 120,
        });
      ended = [];
    }
    for (const [i, place] of (result?.places ?? []).entries()) {
      const s = place.arrivalS;
      const digits = place.unit === 'm' ? 1 : 0;
      const range =
        place.low !== undefined && place.high !== undefined
          ? ` (${formatNumber(place.low, digits)}–${formatNumber(place.high, digits)})`
          : '';
      marks.push({
        key: `forecastPlace:${id}:${i}`,
        pick,
        at: place.position,
        priority: priority.forecast + 1,
        glyph: { shape: 'dot', size: 9, color: ink.purple, stroke: 'dashed' },
        label: [
          { text: place.name, color: ink.text, size: 12 },
          {
            text: `${formatNumber(place.value, digits)} ${place.unit}${range}`,
            color: ink.purple,
            size: 12.5,
            bold: true,
          },
          ...(s === undefined
            ? []
            : [
                {
                  text:
                    s < 600
                      ? text('globe.arrivalSeconds', { seconds: Math.round(s) })
                      : text('globe.arrival', { minutes: Math.round(s / 60) }),
                  color: ink.muted,
                  size: 11,
                },
              ]),
          ...ended,
        ],
        box: ink.purple,
        faded: over,
        labelMpp: 120,
      });
      ended = [];
    }
  }
  return { marks, outlines };
}

/** Named places. Seats of districts are seen from afar, lesser places only from near. */
export function drawPlaces({ places, text }: LayerContext): Drawing {
  const english = text('globe.placeNames') === 'en';
  return {
    marks: places.map((place) => {
      const seat = place.kind === 'seat';
      const water = place.kind === 'gorge' || place.kind === 'river';
      return {
        key: `place:${place.id}`,
        pick: { collection: 'places', id: place.id } as const,
        at: place.position,
        priority: priority.places + (seat ? 2 : 0),
        glyph: {
          shape: 'dot',
          size: seat ? 7 : 5,
          color: water ? ink.water : '#f2f4f6',
          stroke: 'solid',
        },
        label: [
          {
            text: english ? (place.nameEn ?? place.name) : place.name,
            color: water ? ink.water : seat ? '#ffffff' : '#dbe3ea',
            size: seat ? 14.5 : 12.5,
            bold: seat,
          },
        ],
        maxMpp: seat ? 1500 : 150,
      } satisfies Mark;
    }),
    outlines: [],
  };
}
