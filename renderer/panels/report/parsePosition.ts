import type { LonLat } from '../../../shared/model/common.ts';

const DMS = /(\d{1,3})\s*[°度]\s*(\d{1,2})\s*[′'分]\s*(\d{1,2}(?:\.\d+)?)\s*[″"秒]?\s*([EWNS])/gi;

/**
 * "109.89, 31.08", "109.89 31.08" or 109°54′12″E 31°04′47″N; longitude first unless the letters say otherwise.
 * undefined for anything else: a position is never guessed.
 */
export function parsePosition(text: string): LonLat | undefined {
  const decimal = /^\s*(-?\d{1,3}(?:\.\d+)?)\s*[,,\s]\s*(-?\d{1,2}(?:\.\d+)?)\s*$/.exec(text);
  if (decimal) return inRange(Number(decimal[1]), Number(decimal[2]));
  let lon: number | undefined;
  let lat: number | undefined;
  for (const [, d, m, s, letter = ''] of text.matchAll(DMS)) {
    if (Number(m) > 59 || Number(s) >= 60) return undefined;
    const value = Number(d) + Number(m) / 60 + Number(s) / 3600;
    const side = letter.toUpperCase();
    if (side === 'E' || side === 'W') lon = side === 'W' ? -value : value;
    else lat = side === 'S' ? -value : value;
  }
  return lon === undefined || lat === undefined ? undefined : inRange(lon, lat);
}

function inRange(lon: number, lat: number): LonLat | undefined {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90 ? [lon, lat] : undefined;
}
