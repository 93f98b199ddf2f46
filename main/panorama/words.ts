import type { Situation } from '../../shared/events/situation.ts';
import { distanceM } from '../../shared/geo/geodesy.ts';
import type { HeightDatum, LonLat } from '../../shared/model/common.ts';
import { formatPosition, type TextFn } from '../../shared/text/index.ts';
import { formatBeijing } from '../../shared/time/time.ts';
import { rangeText } from './gaps.ts';
import type { Cell, Tone } from './sheetModel.ts';
import type { Figure } from './view.ts';

export const cell = (t: string, tone?: Tone): Cell => (tone ? { t, tone } : { t });

/** "19:02" on the sheet's own day, else with the date. */
export function clock(t: number, now: number): string {
  return formatBeijing(t, 'date') === formatBeijing(now, 'date')
    ? formatBeijing(t, 'clock').slice(0, 5)
    : formatBeijing(t, 'minute').slice(5);
}

/** Source as people know it. Values of a simulation say so. */
export function sourceName(text: TextFn, situation: Situation, source: string): string {
  const [kind = '', rest = ''] = source.split(/:(.*)/s);
  const name = rest.replace(/#.*$/, '') || source;
  const simulated = isSimulated(source) ? `(${text('panorama.sheet.simulated')})` : '';
  if (kind === 'seat') return text('panorama.source.seat', { name }) + simulated;
  if (kind === 'feed')
    return (
      text('panorama.source.feed', { name: situation.get('feeds', name)?.name ?? name }) + simulated
    );
  if (kind === 'scenario') return text('panorama.source.scenario', { name }) + simulated;
  if (kind === 'host' || source === 'host') return text('panorama.source.host');
  return text('panorama.source.other', { name: source }) + simulated;
}

/** Values that no instrument and no person gave. */
export function isSimulated(source: string): boolean {
  return /(^|[:/#])(sim|synthetic|simulated|模拟)/i.test(source);
}

export function figureText(text: TextFn, figure: Figure | undefined): string {
  if (!figure) return text('panorama.sheet.unknown');
  const value = rangeText(figure.low, figure.high);
  return figure.conflict
    ? text('panorama.basic.conflict', { value, n: figure.claims.length })
    : value;
}

export function datumName(text: TextFn, datum: HeightDatum | string | undefined): string {
  return text(`panorama.datum.${datum ?? 'unknown'}`);
}

/** Number with as many digits as were given, at most `digits`. */
export function short(value: number, digits = 2): string {
  return String(Number(value.toFixed(digits)));
}

export function bandText(value: number, low?: number, high?: number): string {
  return low === undefined || high === undefined
    ? short(value)
    : `${short(value)} [${short(low)}–${short(high)}]`;
}

export function arrivalText(text: TextFn, seconds: number): string {
  return seconds < 600
    ? text('panorama.forecast.arrivalS', { n: Math.round(seconds) })
    : text('panorama.forecast.arrivalMin', { n: Math.round(seconds / 60) });
}

/** Position to what its error allows: 5 decimals stand for about 1 m. */
export function positionText(position: LonLat, errorM?: number): string {
  const text =
    errorM !== undefined && errorM > 100
      ? `${position[0].toFixed(3)}°E ${position[1].toFixed(3)}°N`
      : formatPosition(position);
  return errorM === undefined
    ? text
    : `${text} ±${errorM >= 1000 ? `${short(errorM / 1000, 1)} km` : `${Math.round(errorM)} m`}`;
}

export function kmText(m: number): string {
  return m >= 10_000 ? `${(m / 1000).toFixed(0)} km` : `${(m / 1000).toFixed(1)} km`;
}

export function awayText(from: LonLat | undefined, to: LonLat | undefined): string {
  return from && to ? kmText(distanceM(from, to)) : '—';
}
