import type { LonLat, PlotShape } from '../../shared/model/common.ts';

export type DrawTool = PlotShape | 'measureDistance' | 'measureArea' | 'profile' | 'pick';

export interface GlobePick {
  readonly collection:
    | 'tracks'
    | 'plan'
    | 'incidents'
    | 'forces'
    | 'alerts'
    | 'forecasts'
    | 'places';
  readonly id: string;
}

export interface CursorInfo {
  readonly position: LonLat;
  /** From the elevation store, not from the view; undefined while asked for or outside coverage. */
  readonly heightM?: number | undefined;
  readonly datum?: string | undefined;
  readonly source?: string | undefined;
}

/** A finished gesture: what was drawn, coordinates in drawing order. */
export interface Drawn {
  readonly tool: DrawTool;
  readonly coordinates: readonly LonLat[];
}

/**
 * All that panels know of the globe. The globe itself knows nothing of panels, React or Redux. Implemented by
 * renderer/globe; a test or a window without WebGL may hold a double.
 */
export interface GlobePort {
  flyTo(
    target:
      | { position: LonLat; rangeM?: number }
      | { bbox: readonly [number, number, number, number] },
  ): void;
  home(): void;
  /** North up again, over the same ground. */
  north(): void;
  setLayer(layerId: string, visible: boolean): void;
  setSelected(pick: GlobePick | undefined): void;
  /** Starts a tool; the result comes through the handler; Esc or cancelDraw() gives it up. */
  draw(tool: DrawTool, done: (drawn: Drawn | undefined) => void): void;
  cancelDraw(): void;
  onPick(handler: (pick: GlobePick | undefined, position: LonLat | undefined) => void): () => void;
  onCursor(handler: (info: CursorInfo | undefined) => void): () => void;
  /** metres per CSS pixel at the centre, and camera heading, for scale bar and north arrow */
  onView(
    handler: (view: {
      metresPerPixel: number;
      headingDeg: number;
      pitchDeg: number;
      quality: 'light' | 'full';
    }) => void,
  ): () => void;
}

/** Layers that exist on the globe; ids are also text keys `layer.<id>`. */
export const globeLayers = [
  'relief',
  'water',
  'contours',
  'places',
  'tracks',
  'stations',
  'forces',
  'plan',
  'alerts',
  'incident',
  'forecast',
  'graticule',
] as const;
export type GlobeLayerId = (typeof globeLayers)[number];
