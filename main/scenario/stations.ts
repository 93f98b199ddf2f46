import { formatIso } from '../../shared/time/time.ts';
import type { ScenarioPack } from './pack.ts';

export interface StageReading {
  readonly station: string;
  readonly at: number;
  readonly stageM?: number | undefined;
  readonly dischargeM3s?: number | undefined;
}

/** The answer of a stage service: its gauges, and the newest readings of each. */
export function stageJson(pack: ScenarioPack, readings: readonly StageReading[]): string {
  return JSON.stringify({
    stations: pack.stations.map(({ id, name, position, datum, warningM, guaranteeM }) => ({
      id,
      name,
      lon: position[0],
      lat: position[1],
      datum,
      warningM,
      guaranteeM,
    })),
    readings: readings.map((r) => ({ ...r, at: formatIso(r.at) })),
  });
}
