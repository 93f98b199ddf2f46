import type { LonLat, RunMode } from '../../shared/model/common.ts';
import type { ExportFeature } from '../export/model.ts';
import type { Bbox, TerrainName } from './terrainPort.ts';

/** How a cell speaks: never by colour alone, each tone has its own weight or slant of words too. */
export type Tone = 'plain' | 'bold' | 'muted' | 'warn' | 'ok';

export interface Cell {
  readonly t: string;
  readonly tone?: Tone;
}

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly head?: readonly string[];
  /** Shares of the width. */
  readonly widths: readonly number[];
  readonly rows: readonly (readonly Cell[])[];
  /** Small print under the table. */
  readonly note?: string;
  /** Said in place of rows where there are none. */
  readonly empty: string;
  /** Columns that hold a name of what stands beside it. */
  readonly labels?: readonly number[];
}

export type Frame = 'solid' | 'dashed';

export type MapItem =
  | {
      readonly kind: 'symbol';
      /** File of assets/symbols. */
      readonly symbol: string;
      readonly caption: string;
      readonly position: LonLat;
      readonly frame: Frame;
      readonly label?: string;
      readonly main?: boolean;
    }
  | {
      readonly kind: 'plan';
      readonly shape: 'point' | 'line' | 'area' | 'arrow';
      readonly coordinates: readonly LonLat[];
      readonly phase: 'planned' | 'actual';
      readonly color: string;
      readonly label?: string;
      readonly symbol?: string;
    }
  | {
      readonly kind: 'ring';
      readonly role: 'source' | 'isochrone' | 'extent' | 'alert';
      readonly ring: readonly LonLat[];
      readonly label?: string;
      readonly level?: number;
    }
  | { readonly kind: 'error'; readonly center: LonLat; readonly radiusM: number }
  | {
      readonly kind: 'point';
      readonly role: 'station' | 'forecastPlace' | 'thing';
      readonly position: LonLat;
      readonly label?: string;
      readonly stale?: boolean;
    };

export interface SheetMap {
  readonly center: LonLat;
  /** Scale number n of 1:n on A3. */
  readonly scale: number;
  /** Box of the map frame. */
  readonly bbox: Bbox;
  readonly contourM: number;
  readonly items: readonly MapItem[];
  readonly names: readonly TerrainName[];
  /** Seats of districts around, for the locator inset. */
  readonly seats?: readonly TerrainName[];
  readonly terrain: 'imported' | 'schematic' | 'mixed' | 'none';
  /** Things left out of the drawing because there are too many. */
  readonly thingsHidden: number;
}

export interface TimelineStage {
  readonly id: string;
  readonly min: number;
  readonly label: string;
  readonly state: string;
  readonly stateLabel: string;
  readonly doneMin?: number;
  readonly completeness?: number;
}
export interface TimelineEvent {
  readonly lane: 'order' | 'force' | 'alert' | 'forecast' | 'report';
  readonly min: number;
}

export interface LegendEntry {
  readonly swatch: string;
  readonly text: string;
}

/**
 * All that a sheet says, with every word already in its language: drawing it is a pure function of this and of the
 * terrain cut-outs. Plain JSON: it is stored with the version, so that signing renders the same sheet again.
 */
export interface SheetModel {
  readonly format: 1;
  readonly locale: 'zh' | 'en';
  readonly incidentId: string;
  readonly incidentTitle: string;
  readonly title: string;
  readonly mode: RunMode;
  readonly mark: string;
  readonly watermark?: string;
  readonly version: number;
  readonly versionLabel: string;
  readonly asOf: number;
  readonly asOfSeq: number;
  readonly asOfLabel: string;
  readonly tPlusLabel: string;
  readonly level?: 1 | 2 | 3 | 4;
  readonly levelLabel: string;
  readonly issuer: string;
  readonly signLine: string;
  readonly mapNote: string;
  readonly schematicNote?: string;
  readonly map: SheetMap;
  /** Right-hand column of page 1, in order. */
  readonly side: readonly Table[];
  readonly timeline: {
    readonly title: string;
    readonly stages: readonly TimelineStage[];
    readonly lanes: readonly { readonly lane: TimelineEvent['lane']; readonly label: string }[];
    readonly events: readonly TimelineEvent[];
    readonly nowMin: number;
  };
  readonly aspects: Table;
  readonly legend: { readonly title: string; readonly entries: readonly LegendEntry[] };
  readonly sources: Table;
  /** Pages two onward. */
  readonly annex: readonly Table[];
  readonly words: Readonly<
    Record<
      | 'north'
      | 'locator'
      | 'page'
      | 'annex'
      | 'more'
      | 'relief'
      | 'symbolNote'
      | 'simulated'
      | 'symbolsOf',
      string
    >
  >;
  readonly footerLeft: string;
  readonly footerRight: string;
  readonly situationHash: string;
  readonly features: readonly ExportFeature[];
  /** What a later version compares itself with. */
  readonly digest: Digest;
}

export interface Digest {
  readonly level?: string;
  readonly forces: Readonly<Record<string, string>>;
  readonly claims: Readonly<Record<string, string>>;
  readonly forecasts: readonly string[];
  readonly orders: readonly string[];
  readonly acks: readonly string[];
  readonly aspects: Readonly<Record<string, string>>;
  readonly plan: Readonly<Record<string, string>>;
  readonly gaps: number;
}
