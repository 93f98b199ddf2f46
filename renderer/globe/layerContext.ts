import type { PlaceInfo } from '../../shared/contract/types.ts';
import type { LiveTables } from '../live/tables.ts';

/** What a layer draws from. */
export interface LayerContext {
  readonly tables: LiveTables;
  readonly text: (key: string, params?: Readonly<Record<string, string | number>>) => string;
  readonly places: readonly PlaceInfo[];
  /** Session time, ms; undefined before the first session. */
  readonly now: number | undefined;
}

/** "8 s", "12 min", "3 h", "2 d". */
export function age(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  return s < 172_800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86_400)} d`;
}
