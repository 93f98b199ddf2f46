import type { Rec } from '../../shared/events/situation.ts';
import type { Confidence } from '../../shared/model/common.ts';
import type { ExportFeature, ExportGeometry } from '../export/model.ts';
import { forceSymbol } from './mapItems.ts';
import { alertsOf, forcesOf, forecastsOf, type IncidentView, readingsOf } from './view.ts';

/** The content of the map as features with their origin, for the GeoJSON package. */
export function featuresOf(view: IncidentView): ExportFeature[] {
  const out: ExportFeature[] = [];
  const origin = (rec: Rec<unknown>, confidence?: Confidence) => ({
    source: rec.source,
    at: rec.last[0],
    rx: rec.last[1],
    seq: rec.last[2],
    ...(confidence ? { confidence } : {}),
  });
  const { situation, incident, incidentId } = view;
  const b = incident.body;
  if (b.position)
    out.push({
      id: incidentId,
      role: 'incident',
      geometry: { type: 'Point', coordinates: b.position },
      label: b.title,
      ...origin(incident),
      properties: {
        hazard: b.hazard,
        level: b.level,
        levelState: b.levelState,
        positionErrorM: b.positionErrorM,
        place: b.place,
      },
    });
  for (const d of forcesOf(view))
    if (d.position)
      out.push({
        id: `force/${d.forceId}`,
        role: 'force',
        geometry: { type: 'Point', coordinates: d.position },
        label: d.name,
        symbol: forceSymbol(d.force?.body.kind ?? '').symbol,
        phase: d.status === 'arrived' || d.status === 'working' ? 'actual' : 'planned',
        ...origin(d.deployment),
        properties: {
          status: d.status,
          kind: d.force?.body.kind,
          people: d.force?.body.people,
          etaBasis: d.deployment.body.etaBasis,
        },
      });
  for (const p of situation.list('plan', (x) => x.incidentId === incidentId && !x.deleted)) {
    const c = p.body.coordinates;
    const first = c?.[0];
    if (!c || !first) continue;
    const geometry: ExportGeometry =
      p.body.shape === 'area' && c.length >= 3
        ? { type: 'Polygon', ring: c }
        : p.body.shape === 'point' || c.length === 1
          ? { type: 'Point', coordinates: first }
          : { type: 'LineString', coordinates: c };
    out.push({
      id: `plan/${p.id}`,
      role: 'plan',
      geometry,
      label: p.body.label,
      symbol: p.body.symbol,
      phase: p.body.phase,
      ...origin(p),
      properties: { shape: p.body.shape, color: p.body.color },
    });
  }
  for (const f of forecastsOf(view)) {
    const common = { phase: 'forecast' as const, ...origin(f) };
    f.body.result?.shapes.forEach((s, i) => {
      if (s.ring.length < 4) return;
      out.push({
        id: `forecast/${f.id}/${i}`,
        role: 'forecast',
        geometry: { type: 'Polygon', ring: s.ring },
        label: s.label,
        ...common,
        properties: {
          shape: s.kind,
          timeS: s.timeS,
          predictor: f.body.predictor,
          method: f.body.method,
        },
      });
    });
    f.body.result?.places.forEach((p, i) => {
      out.push({
        id: `forecast/${f.id}/place/${i}`,
        role: 'forecastPlace',
        geometry: { type: 'Point', coordinates: p.position },
        label: p.name,
        ...common,
        properties: {
          value: p.value,
          low: p.low,
          high: p.high,
          unit: p.unit,
          arrivalS: p.arrivalS,
        },
      });
    });
  }
  for (const r of readingsOf(view, 'stage')) {
    const p = situation.get('tracks', r.body.thing)?.p;
    if (p)
      out.push({
        id: `station/${r.id}`,
        role: 'station',
        geometry: { type: 'Point', coordinates: [p[0], p[1]] },
        label: situation.get('things', r.body.thing)?.name ?? r.body.thing,
        ...origin(r, r.body.quality),
        properties: {
          quantity: r.body.quantity,
          value: r.body.value,
          unit: r.body.unit,
          datum: r.body.datum,
        },
      });
  }
  for (const a of alertsOf(view))
    (a.body.areas ?? []).forEach((area, i) => {
      (area.polygons ?? []).forEach((ring, j) => {
        if (ring.length >= 3)
          out.push({
            id: `alert/${a.id}/${i}/${j}`,
            role: 'alert',
            geometry: { type: 'Polygon', ring },
            label: a.body.headline,
            ...origin(a),
            properties: { level: a.body.level, status: a.body.status, expiresAt: a.body.expiresAt },
          });
      });
    });
  return out;
}
