import { bboxAround } from '../geo/geodesy.ts';
import type { HazardType, Level, LonLat } from '../model/common.ts';

/** First radius of the area of interest by hazard, m; a person may change it. Our working figures. */
export const aoiRadiusM: Readonly<Record<HazardType, number>> = {
  flood: 25_000,
  flashFlood: 12_000,
  waterlogging: 6_000,
  landslide: 10_000,
  forestFire: 12_000,
  hazmat: 8_000,
  damBreach: 30_000,
  earthquake: 40_000,
  other: 10_000,
};

/** A graver event reaches farther; without a level the plain radius stands. Our working figures too. */
const levelFactor: Readonly<Record<Level, number>> = { 1: 1.6, 2: 1.25, 3: 1, 4: 1 };

/** First area of interest around an incident: radius in m and its box, west, south, east, north in degrees. */
export function areaOfInterest(
  hazard: HazardType,
  center: LonLat,
  level?: Level,
): { radiusM: number; bbox: [number, number, number, number] } {
  const radiusM = aoiRadiusM[hazard] * (level === undefined ? 1 : levelFactor[level]);
  return { radiusM, bbox: bboxAround(center, radiusM) };
}
