import { metresPerDegree } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { Bbox } from './terrainPort.ts';

/** Map frame of page 1, mm on A3. */
export const MAP_MM = { x: 6, y: 24, w: 296, h: 196 } as const;

const scales = [10, 25, 50, 75, 100, 150, 200, 250, 300, 400, 500, 750, 1000, 1500, 2000, 3000];

/** The smallest round scale 1:n at which a box fits the frame with some air around it. */
export function chooseScale(widthM: number, heightM: number, air = 1.2): number {
  for (const k of scales) {
    const n = k * 1000;
    if ((widthM * air) / n <= MAP_MM.w / 1000 && (heightM * air) / n <= MAP_MM.h / 1000) return n;
  }
  return (scales.at(-1) as number) * 1000;
}

export interface MapFrame {
  readonly center: LonLat;
  readonly scale: number;
  readonly bbox: Bbox;
}

/**
 * Frame of the map: holds what matters within the area of operations, never less than a third of the area, so that
 * the surroundings stay readable. Local equidistant cylindrical projection, true to scale at the centre.
 */
export function frameMap(aoi: Bbox, anchors: readonly LonLat[], incident: LonLat): MapFrame {
  const inAoi = anchors.filter(
    (p) => p[0] >= aoi[0] && p[0] <= aoi[2] && p[1] >= aoi[1] && p[1] <= aoi[3],
  );
  let [w, s, e, n] = [incident[0], incident[1], incident[0], incident[1]];
  for (const p of inAoi) {
    w = Math.min(w, p[0]);
    e = Math.max(e, p[0]);
    s = Math.min(s, p[1]);
    n = Math.max(n, p[1]);
  }
  const center: LonLat = [(w + e) / 2, (s + n) / 2];
  const m = metresPerDegree(center[1]);
  const least = ((aoi[3] - aoi[1]) * m.lat) / 3;
  const scale = chooseScale(Math.max((e - w) * m.lon, least), Math.max((n - s) * m.lat, least));
  return { center, scale, bbox: frameBbox(center, scale) };
}

export function frameBbox(center: LonLat, scale: number): Bbox {
  const m = metresPerDegree(center[1]);
  const halfLon = ((MAP_MM.w / 2000) * scale) / m.lon;
  const halfLat = ((MAP_MM.h / 2000) * scale) / m.lat;
  return [center[0] - halfLon, center[1] - halfLat, center[0] + halfLon, center[1] + halfLat];
}

/** How many map frames wide and high the locator inset is. */
const LOCATOR_FRAMES = 5;

/** Box of the locator inset: the frame with its wider surroundings, in the frame's own proportions. */
export function locatorBbox(frame: Bbox): Bbox {
  const [w, s, e, n] = frame;
  const lon = ((e - w) * (LOCATOR_FRAMES - 1)) / 2;
  const lat = ((n - s) * (LOCATOR_FRAMES - 1)) / 2;
  return [w - lon, s - lat, e + lon, n + lat];
}

export function contourInterval(scale: number): number {
  if (scale <= 25_000) return 20;
  if (scale <= 60_000) return 50;
  if (scale <= 200_000) return 100;
  return scale <= 500_000 ? 200 : 500;
}
