import type { LonLat } from '../../shared/model/common.ts';

/** Mean radius of GRS 80, m: areas from it are within 0.6 % and shown as approximate. */
const RADIUS_M = 6_371_008.8;
const rad = (deg: number) => (deg * Math.PI) / 180;

/**
 * Area inside a ring, m² (Chamberlain and Duquette 2007, Some algorithms for polygons on a sphere, eq. 1). The ring
 * need not be closed; its direction does not matter.
 */
export function ringArea(ring: readonly LonLat[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [lon1, lat1] = ring[i] as LonLat;
    const [lon2, lat2] = ring[(i + 1) % ring.length] as LonLat;
    sum += rad(lon2 - lon1) * (2 + Math.sin(rad(lat1)) + Math.sin(rad(lat2)));
  }
  return Math.abs((sum * RADIUS_M * RADIUS_M) / 2);
}

/** A round length of at most `maxPx` pixels for the scale bar: 1, 2 or 5 times a power of ten. */
export function scaleBar(
  metresPerPixel: number,
  maxPx: number,
): { readonly metres: number; readonly px: number } | undefined {
  if (!(metresPerPixel > 0) || !Number.isFinite(metresPerPixel)) return undefined;
  const most = metresPerPixel * maxPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = (most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1) * power;
  return { metres, px: metres / metresPerPixel };
}
