/**
 * Geodesy on the ellipsoid of CGCS2000 (a = 6 378 137 m, f = 1/298.257222101; WGS 84 differs in the 9th digit of f).
 * Positions are [lon, lat] in degrees, distances in metres, bearings in degrees clockwise from north.
 */
type Point = readonly [number, number] | readonly [number, number, number];

const A = 6_378_137;
const F = 1 / 298.257222101;
const B = A * (1 - F);
const RAD = Math.PI / 180;

/**
 * Distance and forward bearing by Vincenty's inverse method (Survey Review 23/176, 1975); good to a millimetre.
 * Nearly antipodal points, where it does not converge, fall back to the great circle (error below 0.6 %).
 */
export function inverse(from: Point, to: Point): { distanceM: number; bearingDeg: number } {
  const L = (to[0] - from[0]) * RAD;
  const U1 = Math.atan((1 - F) * Math.tan(from[1] * RAD));
  const U2 = Math.atan((1 - F) * Math.tan(to[1] * RAD));
  const sinU1 = Math.sin(U1);
  const cosU1 = Math.cos(U1);
  const sinU2 = Math.sin(U2);
  const cosU2 = Math.cos(U2);
  let lambda = L;
  for (let i = 0; i < 100; i++) {
    const sinL = Math.sin(lambda);
    const cosL = Math.cos(lambda);
    const sinSigma = Math.hypot(cosU2 * sinL, cosU1 * sinU2 - sinU1 * cosU2 * cosL);
    if (sinSigma === 0) return { distanceM: 0, bearingDeg: 0 };
    const cosSigma = sinU1 * sinU2 + cosU1 * cosU2 * cosL;
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (cosU1 * cosU2 * sinL) / sinSigma;
    const cos2Alpha = 1 - sinAlpha * sinAlpha;
    const cos2SigmaM = cos2Alpha === 0 ? 0 : cosSigma - (2 * sinU1 * sinU2) / cos2Alpha;
    const C = (F / 16) * cos2Alpha * (4 + F * (4 - 3 * cos2Alpha));
    const next =
      L +
      (1 - C) *
        F *
        sinAlpha *
        (sigma + C * sinSigma * (cos2SigmaM + C * cosSigma * (-1 + 2 * cos2SigmaM ** 2)));
    const done = Math.abs(next - lambda) < 1e-12;
    lambda = next;
    if (!done) continue;
    const u2 = (cos2Alpha * (A * A - B * B)) / (B * B);
    const a = 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)));
    const b = (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2)));
    const delta =
      b *
      sinSigma *
      (cos2SigmaM +
        (b / 4) *
          (cosSigma * (-1 + 2 * cos2SigmaM ** 2) -
            (b / 6) * cos2SigmaM * (-3 + 4 * sinSigma ** 2) * (-3 + 4 * cos2SigmaM ** 2)));
    const bearing = Math.atan2(
      cosU2 * Math.sin(lambda),
      cosU1 * sinU2 - sinU1 * cosU2 * Math.cos(lambda),
    );
    return { distanceM: B * a * (sigma - delta), bearingDeg: (bearing / RAD + 360) % 360 };
  }
  return { distanceM: greatCircleM(from, to), bearingDeg: 0 };
}

export function distanceM(from: Point, to: Point): number {
  return inverse(from, to).distanceM;
}

/** Haversine on the mean sphere (R = 6 371 008.8 m): quick, within 0.6 %. */
export function greatCircleM(from: Point, to: Point): number {
  const dLat = ((to[1] - from[1]) * RAD) / 2;
  const dLon = ((to[0] - from[0]) * RAD) / 2;
  const h =
    Math.sin(dLat) ** 2 + Math.cos(from[1] * RAD) * Math.cos(to[1] * RAD) * Math.sin(dLon) ** 2;
  return 2 * 6_371_008.8 * Math.asin(Math.min(1, Math.sqrt(h)));
}

/** Metres per degree of longitude and latitude at a latitude (series of the meridian and parallel radii). */
export function metresPerDegree(lat: number): { lon: number; lat: number } {
  const phi = lat * RAD;
  const e2 = F * (2 - F);
  const w = 1 - e2 * Math.sin(phi) ** 2;
  return { lon: (Math.cos(phi) * A * RAD) / Math.sqrt(w), lat: (A * (1 - e2) * RAD) / w ** 1.5 };
}

/** The point that lies `distance` m from `from` on a bearing; local metres, good to 0.1 % within 100 km. */
export function destination(from: Point, bearingDeg: number, distance: number): [number, number] {
  const north = distance * Math.cos(bearingDeg * RAD);
  const east = distance * Math.sin(bearingDeg * RAD);
  const mid = metresPerDegree(from[1]);
  const lat = from[1] + north / mid.lat;
  const m = metresPerDegree((from[1] + lat) / 2);
  return [from[0] + east / m.lon, from[1] + north / m.lat];
}

/** west, south, east, north of the circle around a point. */
export function bboxAround(center: Point, radiusM: number): [number, number, number, number] {
  const m = metresPerDegree(center[1]);
  return [
    center[0] - radiusM / m.lon,
    center[1] - radiusM / m.lat,
    center[0] + radiusM / m.lon,
    center[1] + radiusM / m.lat,
  ];
}

export function lengthM(line: readonly Point[]): number {
  let sum = 0;
  for (let i = 1; i < line.length; i++) sum += distanceM(line[i - 1] as Point, line[i] as Point);
  return sum;
}
