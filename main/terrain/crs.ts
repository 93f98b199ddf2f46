import proj4 from 'proj4';
import type { HeightDatum } from '../../shared/model/common.ts';

/** Between a file's coordinates and longitude/latitude in degrees (CGCS2000, within 1 m of WGS 84). */
export interface Crs {
  readonly epsg: number;
  readonly geographic: boolean;
  forward(lon: number, lat: number): readonly [number, number];
  inverse(x: number, y: number): readonly [number, number];
}

const geographic = new Set([4326, 4490]);

function gaussKrueger(centralMeridian: number, zone?: number): string {
  const easting = (zone ?? 0) * 1_000_000 + 500_000;
  return `+proj=tmerc +lat_0=0 +lon_0=${centralMeridian} +k=1 +x_0=${easting} +y_0=0 +ellps=GRS80 +units=m +no_defs`;
}

/** Projections by EPSG code: WGS 84 UTM, web Mercator, CGCS2000 Gauss-Krüger in zones of 3° and 6° (EPSG registry v11). */
function definition(epsg: number): string | undefined {
  if (epsg === 3857)
    return '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs';
  if (epsg >= 32601 && epsg <= 32660)
    return `+proj=utm +zone=${epsg - 32600} +datum=WGS84 +units=m`;
  if (epsg >= 32701 && epsg <= 32760)
    return `+proj=utm +zone=${epsg - 32700} +south +datum=WGS84 +units=m`;
  // 6° zones 13–23 with the zone before the easting, then the same meridians without it.
  if (epsg >= 4491 && epsg <= 4501) return gaussKrueger(75 + (epsg - 4491) * 6, epsg - 4478);
  if (epsg >= 4502 && epsg <= 4512) return gaussKrueger(75 + (epsg - 4502) * 6);
  // 3° zones 25–45, likewise.
  if (epsg >= 4513 && epsg <= 4533) return gaussKrueger(75 + (epsg - 4513) * 3, epsg - 4488);
  if (epsg >= 4534 && epsg <= 4554) return gaussKrueger(75 + (epsg - 4534) * 3);
  return undefined;
}

/** undefined where the code is none that can be read without a datum shift that would have to be guessed. */
export function crsOf(epsg: number): Crs | undefined {
  if (geographic.has(epsg))
    return {
      epsg,
      geographic: true,
      forward: (lon, lat) => [lon, lat],
      inverse: (x, y) => [x, y],
    };
  const text = definition(epsg);
  if (text === undefined) return undefined;
  const made = proj4('+proj=longlat +datum=WGS84 +no_defs', text);
  return {
    epsg,
    geographic: false,
    forward: (lon, lat) => made.forward([lon, lat]) as [number, number],
    inverse: (x, y) => made.inverse([x, y]) as [number, number],
  };
}

/** The height datum behind a vertical CRS code; the registry's other codes are not told apart and stay unknown. */
export function datumOfVertical(epsg: number | undefined): HeightDatum {
  if (epsg === 5773) return 'egm96';
  if (epsg === 5737) return 'huanghai85';
  // Codes 5001–5033 of GeoTIFF 1.0 are heights above an ellipsoid.
  if (epsg === 4979 || (epsg !== undefined && epsg >= 5001 && epsg <= 5033)) return 'ellipsoid';
  return 'unknown';
}
