import type { LonLat } from '../../shared/model/common.ts';
import { formatIso } from '../../shared/time/time.ts';
import type { ExportFeature, ExportModel } from './model.ts';

/**
 * The situation as one GeoJSON FeatureCollection (RFC 7946). RFC 7946 knows WGS 84 only and no crs member; the
 * coordinates are CGCS2000, less than 1 m apart, which the foreign member "sandtable" says.
 */
export function writeGeoJson(
  model: Pick<ExportModel, 'title' | 'asOf' | 'mode' | 'features' | 'meta'>,
): Buffer {
  const collection = {
    type: 'FeatureCollection',
    sandtable: {
      title: model.title,
      mode: model.mode,
      asOf: formatIso(model.asOf),
      datum: 'CGCS2000 lon/lat (EPSG:4490), within 1 m of WGS 84',
      ...model.meta,
    },
    features: model.features.map(feature),
  };
  return Buffer.from(`${JSON.stringify(collection)}\n`);
}

function feature(f: ExportFeature): unknown {
  return {
    type: 'Feature',
    id: f.id,
    geometry:
      f.geometry.type === 'Polygon'
        ? { type: 'Polygon', coordinates: [closedCounterClockwise(f.geometry.ring)] }
        : f.geometry,
    properties: {
      role: f.role,
      label: f.label,
      symbol: f.symbol,
      phase: f.phase,
      mode: undefined,
      source: f.source,
      at: formatIso(f.at),
      rx: formatIso(f.rx),
      seq: f.seq,
      confidence: f.confidence,
      ...f.properties,
    },
  };
}

/** Exterior rings are closed and run counter-clockwise (RFC 7946 §3.1.6). */
export function closedCounterClockwise(ring: readonly LonLat[]): LonLat[] {
  const first = ring[0];
  const last = ring.at(-1);
  if (!first || !last) return [];
  const closed = first[0] === last[0] && first[1] === last[1] ? [...ring] : [...ring, first];
  let area = 0;
  for (let i = 0; i + 1 < closed.length; i++) {
    const a = closed[i] as LonLat;
    const b = closed[i + 1] as LonLat;
    area += a[0] * b[1] - b[0] * a[1];
  }
  return area < 0 ? closed.reverse() : closed;
}
