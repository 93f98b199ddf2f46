import { bboxAround } from '../geo/geodesy.ts';
import type { HazardType, LonLat } from '../model/common.ts';

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

export function areaOfInterest(
  hazard: HazardType,
  center: LonLat,
): { radiusM: number; bbox: [number, number, number, number] } {
  const radiusM = aoiRadiusM[hazard];
  return { radiusM, bbox: bboxAround(center, radiusM) };
}
