/** Mean radius of GRS 80, m: areas from it are within 0.6 % and shown as approximate. */
const RADIUS_M = 6_371_008.8;
const rad = (deg: number) => (deg * Math.PI) / 180;

/**
 * Area inside a ring, m² (Chamberlain and Duquette 2007, Some algorithms for polygons on a sphere, eq. 1). The ring
 * need not be closed; its direction does not matter.
 */
export function ringArea(ring: readonly (readonly [number, number])[]): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i++) {
    const [lon1, lat1] = ring[i] as readonly [number, number];
    const [lon2, lat2] = ring[(i + 1) % ring.length] as readonly [number, number];
    sum += rad(lon2 - lon1) * (2 + Math.sin(rad(lat1)) + Math.sin(rad(lat2)));
  }
  return Math.abs((sum * RADIUS_M * RADIUS_M) / 2);
}
