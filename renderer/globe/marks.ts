import type { LonLat } from '../../shared/model/common.ts';
import type { GlobeLayerId, GlobePick } from '../state/globePort.ts';

/** Who gives way to whom when labels want the same room. */
export const priority = {
  selected: 90,
  incident: 100,
  forces: 60,
  stations: 50,
  forecast: 48,
  alerts: 46,
  plan: 40,
  tracks: 30,
  places: 20,
  ticks: 5,
} as const;

export interface Line {
  readonly text: string;
  readonly color: string;
  readonly size: number;
  readonly bold?: boolean;
}

/** Small drawn sign. The frame says the state by its stroke, never by colour alone. */
export interface Glyph {
  readonly shape: 'square' | 'round' | 'dot' | 'drop' | 'cross' | 'none';
  readonly size: number;
  readonly color: string;
  readonly stroke: 'solid' | 'dashed' | 'dotted';
  readonly text?: string | undefined;
}

/** A thing at one place: its sign and what is said beside it. */
export interface Mark {
  readonly key: string;
  readonly pick?: GlobePick | undefined;
  readonly at: LonLat;
  readonly priority: number;
  readonly glyph: Glyph;
  readonly label: readonly Line[];
  /** Colour of the edge of a box behind the words; absent: words with a dark rim, no box. */
  readonly box?: string | undefined;
  /** Stands aside or is counted in a box where several would cover each other. */
  readonly crowd?:
    | { readonly row: string; readonly state: 'there' | 'coming' | 'other' }
    | undefined;
  readonly faded?: boolean | undefined;
  /** Not drawn where a pixel is wider than this, m. */
  readonly maxMpp?: number | undefined;
  /** Its label only where a pixel is no wider than this, m. */
  readonly labelMpp?: number | undefined;
}

/** A line or an area on the ground. Dashed = planned or computed, solid = actual (XF/T 3013). */
export interface Outline {
  readonly key: string;
  readonly pick?: GlobePick | undefined;
  readonly line: readonly LonLat[];
  readonly closed: boolean;
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[] | undefined;
  readonly fill?: string | undefined;
  readonly arrow?: boolean | undefined;
}

export interface Drawing {
  readonly marks: readonly Mark[];
  readonly outlines: readonly Outline[];
}
export const emptyDrawing: Drawing = { marks: [], outlines: [] };

/** Layers that are drawn over the terrain, the first one lowest. */
export const drawnLayers = [
  'graticule',
  'forecast',
  'alerts',
  'incident',
  'plan',
  'places',
  'tracks',
  'stations',
  'forces',
  'sketch',
] as const satisfies readonly (GlobeLayerId | 'sketch')[];
export type DrawnLayer = (typeof drawnLayers)[number];

export const ink = {
  text: '#e9eef4',
  muted: '#b3bdc9',
  water: '#a9d4ff',
  halo: 'rgba(8,11,15,0.82)',
  box: 'rgba(12,17,23,0.9)',
  green: '#3ecf8e',
  blue: '#5aaeff',
  grey: '#aab4c0',
  purple: '#c39bff',
  levels: ['#c6ced8', '#ff5b5d', '#ff9a2e', '#ffd43b', '#5aaeff'],
} as const;

export const FONT =
  '"Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",system-ui,sans-serif';

export const samePick = (a: GlobePick | undefined, b: GlobePick | undefined): boolean =>
  a !== undefined && b !== undefined && a.collection === b.collection && a.id === b.id;
