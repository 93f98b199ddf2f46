import type { Problem } from '../../shared/kit/result.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { LiveTables } from '../live/tables.ts';
import type { CursorInfo, GlobePick } from '../state/globePort.ts';
import type { Preset } from './controls.ts';
import type { Words } from './marks.ts';
import type { Bbox } from './projection.ts';

export interface SandtableDeps {
  readonly tables: LiveTables;
  readonly api: {
    sample(
      points: readonly LonLat[],
    ): Promise<readonly { readonly datum: string; readonly source: string }[]>;
  };
  /** Asked at each use, so that a change of language reaches the table at `retext()`. */
  readonly text: Words;
  readonly english: () => boolean;
  readonly origin: string;
  /** Undefined: by what the machine can do. */
  readonly light?: boolean | undefined;
}

export interface SandtableView {
  /** At the middle of the picture, CSS pixels. */
  readonly metresPerPixel: number;
  readonly headingDeg: number;
}

export type SandtableState =
  | { readonly is: 'loading' }
  | {
      readonly is: 'ready';
      readonly light: boolean;
      readonly intervalM: number;
      /** stage: water stands at known levels; lines: only the rivers' lines; none: no water is drawn. */
      readonly water: 'stage' | 'lines' | 'none';
      readonly levelErrorM: number;
      /** Share of the posts without height, 0 … 1. */
      readonly unknown: number;
    }
  | { readonly is: 'failed'; readonly problem: Problem };

/** All that the window knows of the table. It knows nothing of panels, React or Redux. */
export interface Sandtable {
  setBbox(bbox: Bbox): void;
  setIncident(id: string | undefined): void;
  setSelected(pick: GlobePick | undefined): void;
  setExaggeration(value: number): void;
  /** Layer ids are the globe's. */
  setLayers(layers: Readonly<Record<string, boolean>>): void;
  retext(): void;
  preset(name: Preset): void;
  onPick(listener: (pick: GlobePick | undefined) => void): () => void;
  onCursor(listener: (info: CursorInfo | undefined) => void): () => void;
  onView(listener: (view: SandtableView) => void): () => void;
  onState(listener: (state: SandtableState) => void): () => void;
  dispose(): void;
}
