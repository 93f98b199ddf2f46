import { metresPerDegree } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';

export type Bbox = readonly [west: number, south: number, east: number, north: number];

/**
 * The table's own plane: metres east (x) and south (z) of the box's centre, by the ellipsoid's metres per degree there.
 * Within a box of 60 km the length of a degree of longitude changes by less than 0.3 % from edge to edge at 30°N.
 */
export interface Projection {
  readonly bbox: Bbox;
  readonly widthM: number;
  readonly depthM: number;
  toPlane(lon: number, lat: number): [x: number, z: number];
  toLonLat(x: number, z: number): LonLat;
  inside(lon: number, lat: number): boolean;
}

export function createProjection(bbox: Bbox): Projection {
  const [west, south, east, north] = bbox;
  const lon0 = (west + east) / 2;
  const lat0 = (south + north) / 2;
  const m = metresPerDegree(lat0);
  return {
    bbox,
    widthM: (east - west) * m.lon,
    depthM: (north - south) * m.lat,
    toPlane: (lon, lat) => [(lon - lon0) * m.lon, (lat0 - lat) * m.lat],
    toLonLat: (x, z) => [lon0 + x / m.lon, lat0 - z / m.lat],
    inside: (lon, lat) => lon >= west && lon <= east && lat >= south && lat <= north,
  };
}

/** A box that can be cut out: four finite numbers, neither empty nor turned over. */
export function isBbox(box: readonly number[] | undefined): box is Bbox {
  return (
    box !== undefined &&
    box.length === 4 &&
    box.every(Number.isFinite) &&
    (box[0] as number) < (box[2] as number) &&
    (box[1] as number) < (box[3] as number)
  );
}
