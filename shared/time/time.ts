/** Instants are UTC epoch milliseconds (number). People read and write Beijing time (UTC+8, no DST since 1991). */
export const SECOND_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const BEIJING_OFFSET_MS = 8 * HOUR_MS;

export interface TimeRange {
  readonly start: number;
  readonly end: number;
}

const pad = (n: number, width = 2): string => String(Math.trunc(n)).padStart(width, '0');

const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * Reads ISO 8601 ("2015-06-24T18:40+08:00", "2015-06-24 18:40:05", "2015-06-24").
 * Without an offset the text is Beijing time. Returns undefined for anything else, also for 30 February.
 */
export function parseTime(text: string): number | undefined {
  const m = PATTERN.exec(text.trim());
  if (!m) return undefined;
  const [, y, mo, d, h = '0', mi = '0', s = '0', frac = '', zone] = m;
  const ms = Number(frac.padEnd(3, '0').slice(0, 3) || '0');
  const fields = [Number(y), Number(mo), Number(d), Number(h), Number(mi), Number(s)] as const;
  const utc = Date.UTC(fields[0], fields[1] - 1, fields[2], fields[3], fields[4], fields[5], ms);
  const back = new Date(utc);
  if (
    back.getUTCMonth() + 1 !== fields[1] ||
    back.getUTCDate() !== fields[2] ||
    fields[3] > 23 ||
    fields[4] > 59 ||
    fields[5] > 59
  )
    return undefined;
  if (zone === 'Z') return utc;
  if (zone === undefined) return utc - BEIJING_OFFSET_MS;
  const sign = zone.startsWith('-') ? -1 : 1;
  const digits = zone.slice(1).replace(':', '');
  const offset =
    sign * (Number(digits.slice(0, 2)) * HOUR_MS + Number(digits.slice(2)) * MINUTE_MS);
  return utc - offset;
}

/** "2015-06-24 18:40:05" in Beijing time. */
export function formatBeijing(
  t: number,
  part: 'full' | 'minute' | 'clock' | 'date' = 'full',
): string {
  const d = new Date(t + BEIJING_OFFSET_MS);
  const date = `${pad(d.getUTCFullYear(), 4)}-${pad(d.getUTCMonth() + 1)}-${pad(d.getUTCDate())}`;
  const minute = `${pad(d.getUTCHours())}:${pad(d.getUTCMinutes())}`;
  const clock = `${minute}:${pad(d.getUTCSeconds())}`;
  if (part === 'date') return date;
  if (part === 'clock') return clock;
  return part === 'minute' ? `${date} ${minute}` : `${date} ${clock}`;
}

/** ISO 8601 with the Beijing offset, to the millisecond only where there is one. */
export function formatIso(t: number): string {
  const ms = ((t % 1000) + 1000) % 1000;
  return `${formatBeijing(t).replace(' ', 'T')}${ms === 0 ? '' : `.${pad(ms, 3)}`}+08:00`;
}

/** "00:17:42"; hours run past 24; a minus sign before the start. */
export function formatElapsed(ms: number): string {
  const total = Math.floor(Math.abs(ms) / 1000);
  const text = `${pad(Math.floor(total / 3600))}:${pad(Math.floor(total / 60) % 60)}:${pad(total % 60)}`;
  return ms < 0 && total > 0 ? `-${text}` : text;
}
