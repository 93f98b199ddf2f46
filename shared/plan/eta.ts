import { distanceM } from '../geo/geodesy.ts';
import type { LonLat } from '../model/common.ts';

/**
 * Speeds by kind of force, m/s, and how much longer the real way is than the straight line. Mountain roads of the
 * region wind: 1.6 is our working figure, configurable, never shown as an official rule.
 */
const defaults: Readonly<Record<string, { speedMs: number; detour: number }>> = {
  aviation: { speedMs: 69, detour: 1.05 },
  maritime: { speedMs: 8, detour: 1.4 },
  water: { speedMs: 8, detour: 1.4 },
  default: { speedMs: 12.5, detour: 1.6 },
};

export interface EtaInput {
  readonly from: LonLat;
  readonly to: LonLat;
  readonly kind: string;
  readonly speedMs?: number | undefined;
}

export interface Eta {
  readonly seconds: number;
  readonly distanceM: number;
  readonly detour: number;
  readonly speedMs: number;
}

/** Travel time from the straight line: distance × detour ÷ speed. An estimate, and named so wherever it is shown. */
export function straightLineEta(input: EtaInput): Eta {
  const base = defaults[input.kind] ?? (defaults.default as { speedMs: number; detour: number });
  const speedMs = input.speedMs ?? base.speedMs;
  const distance = distanceM(input.from, input.to);
  return {
    seconds: (distance * base.detour) / speedMs,
    distanceM: distance,
    detour: base.detour,
    speedMs,
  };
}
