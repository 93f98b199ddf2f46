import * as mgrs from 'mgrs';
import type { LonLat } from '../model/common.ts';

// Node sees the package as CommonJS (all under default), the bundler as a module.
const { forward } = 'default' in mgrs ? (mgrs.default as typeof mgrs) : mgrs;

/** How a seat wants positions written. CGCS2000 throughout; MGRS stands on WGS 84, less than 1 m apart. */
export type CoordinateStyle = 'decimal' | 'dms' | 'mgrs';

const roman = ['', 'Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ'] as const;

/** Ⅰ … Ⅳ */
export function romanLevel(level: 1 | 2 | 3 | 4): string {
  return roman[level];
}

function dms(value: number, positive: string, negative: string): string {
  // Round once, in tenths of a second, so that 59.96″ never shows as 60.0″.
  const tenths = Math.round(Math.abs(value) * 36_000);
  const degrees = Math.floor(tenths / 36_000);
  const minutes = Math.floor(tenths / 600) % 60;
  const seconds = (tenths % 600) / 10;
  return `${degrees}°${String(minutes).padStart(2, '0')}′${seconds.toFixed(1).padStart(4, '0')}″${value < 0 ? negative : positive}`;
}

/** Position in words. Poles beyond 84°N / 80°S have no MGRS square and fall back to degrees. */
export function formatPosition(position: LonLat, style: CoordinateStyle = 'decimal'): string {
  const [lon, lat] = position;
  if (style === 'dms') return `${dms(lon, 'E', 'W')} ${dms(lat, 'N', 'S')}`;
  if (style === 'mgrs' && lat <= 84 && lat >= -80) {
    const square = forward([lon, lat], 5);
    return square.replace(/^(\d{1,2}[A-Z])([A-Z]{2})(\d{5})(\d{5})$/, '$1 $2 $3 $4');
  }
  return `${Math.abs(lon).toFixed(5)}°${lon < 0 ? 'W' : 'E'} ${Math.abs(lat).toFixed(5)}°${lat < 0 ? 'S' : 'N'}`;
}

/** Grouped with thin spaces: 48 211. Not-a-number is never shown as a figure. */
export function formatNumber(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return '—';
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u2009');
  const zero = Number(Math.abs(value).toFixed(digits)) === 0;
  return `${value < 0 && !zero ? '−' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** A span in its largest sensible unit: key of common.unit and the number. */
export function spanParts(ms: number): {
  readonly key: `common.unit.${'second' | 'minute' | 'hour' | 'day'}`;
  readonly n: number;
} {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return { key: 'common.unit.second', n: seconds };
  if (seconds < 7200) return { key: 'common.unit.minute', n: Math.floor(seconds / 60) };
  if (seconds < 172_800) return { key: 'common.unit.hour', n: Math.floor(seconds / 3600) };
  return { key: 'common.unit.day', n: Math.floor(seconds / 86_400) };
}

/** "17 min", "3 h" in the language of the text function. */
export function formatSpan(
  text: (key: string, params?: Readonly<Record<string, string | number>>) => string,
  ms: number,
): string {
  const { key, n } = spanParts(ms);
  return text(key, { n });
}

/** Metres below 10 km, else kilometres; a figure is never given finer than it was measured on screen. */
export function formatDistance(metres: number): string {
  if (!Number.isFinite(metres)) return '—';
  if (metres < 10_000) return `${formatNumber(metres)} m`;
  return `${formatNumber(metres / 1000, metres < 100_000 ? 1 : 0)} km`;
}

export function formatArea(squareMetres: number): string {
  if (!Number.isFinite(squareMetres)) return '—';
  if (squareMetres < 10_000) return `${formatNumber(squareMetres)} m²`;
  if (squareMetres < 1_000_000) return `${formatNumber(squareMetres / 10_000, 2)} ha`;
  return `${formatNumber(squareMetres / 1_000_000, 2)} km²`;
}
