import type { Fact } from '../../shared/events/fact.ts';
import type { Confidence, LonLat } from '../../shared/model/common.ts';

export type ExportGeometry =
  | { readonly type: 'Point'; readonly coordinates: LonLat }
  | { readonly type: 'LineString'; readonly coordinates: readonly LonLat[] }
  /** One outer ring, closed or not; the writer closes and turns it. */
  | { readonly type: 'Polygon'; readonly ring: readonly LonLat[] };

/** A thing on the sheet with its origin: what it is, who said so, when it was true, when it was learnt. */
export interface ExportFeature {
  readonly id: string;
  /** incident, force, plan, forecast, station, alert, place … */
  readonly role: string;
  readonly geometry: ExportGeometry;
  readonly label?: string | undefined;
  readonly symbol?: string | undefined;
  readonly phase?: 'actual' | 'planned' | 'forecast' | undefined;
  readonly source: string;
  readonly at: number;
  readonly rx: number;
  readonly seq: number;
  readonly confidence?: Confidence | undefined;
  readonly properties?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
}

/** What an exporter works on. */
export interface ExportModel {
  readonly title: string;
  readonly issuer?: string | undefined;
  /** The situation is that of this instant, UTC ms. */
  readonly asOf: number;
  readonly mode: 'actual' | 'exercise' | 'review';
  /** Pages of the sheet as SVG, mm user units. */
  readonly pages: readonly string[];
  readonly features: readonly ExportFeature[];
  readonly facts: readonly Fact[];
  readonly meta: Readonly<Record<string, string | number | undefined>>;
}

/** Where the files of an export go. */
export interface ExportSink {
  write(name: string, bytes: Uint8Array, mime: string): Promise<void>;
}
