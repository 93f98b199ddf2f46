import { z } from 'zod';
import type { CollectionName, Stamp } from '../events/situation.ts';
import type { lonLat, runMode } from '../model/common.ts';
import type { ClockState } from '../time/clock.ts';

/** Raised when a seat of another build could misread the host. The seat reloads when it differs. */
export const PROTOCOL_VERSION = 1;

export const lineKind = z.enum(['main', 'scenario', 'branch']);

/** A line: one journal. The real one (main), a scenario run, or a what-if that left its parent at forkSeq. */
export interface LineInfo {
  readonly id: string;
  readonly kind: z.infer<typeof lineKind>;
  readonly mode: z.infer<typeof runMode>;
  readonly name: string;
  readonly scenarioId?: string | undefined;
  readonly parent?: string | undefined;
  readonly forkSeq?: number | undefined;
  readonly createdAt: number;
  readonly facts: number;
  readonly firstAt?: number | undefined;
  readonly lastAt?: number | undefined;
  readonly firstRx?: number | undefined;
  readonly lastRx?: number | undefined;
}

/** known = what the command post knew at T; actual = what was true at T by all that is known since. */
export const view = z.enum(['known', 'actual']);
export type View = z.infer<typeof view>;

export interface SessionInfo {
  readonly id: string;
  readonly line: LineInfo;
  readonly clock: ClockState;
  readonly view: View;
  /** Scenario run that feeds this line, while it plays. */
  readonly scenario?:
    | {
        readonly id: string;
        readonly title: string;
        readonly progress: number;
        readonly ended: boolean;
      }
    | undefined;
}

export const sessionControl = z.object({
  playing: z.boolean().optional(),
  rate: z
    .number()
    .min(-600)
    .max(600)
    .refine((r) => Math.abs(r) >= 0.1)
    .optional(),
  seekTo: z.number().int().optional(),
  view: view.optional(),
});
export type SessionControl = z.infer<typeof sessionControl>;

export const seatRole = z.enum(['commander', 'plotter', 'watch', 'wall', 'field']);

export interface TimelineEntry {
  readonly seq: number;
  readonly at: number;
  readonly rx: number;
  readonly kind: string;
  readonly source: string;
  readonly track: 'warning' | 'order' | 'force' | 'forecast' | 'report' | 'panorama' | 'plan';
  /** Short words for the tooltip, already in the journal's language. */
  readonly label: string;
  readonly level?: number | undefined;
  readonly endAt?: number | undefined;
  /** The record that the fact wrote, for selecting it. */
  readonly subject?: { readonly collection: CollectionName; readonly id: string } | undefined;
  /** State, field or kind as the vocabulary has it; the seat finds the words. */
  readonly state?: string | undefined;
}

export interface FieldLineage {
  readonly field: string;
  readonly value?: unknown;
  readonly stamp: Stamp;
  readonly source: string;
  readonly actor?: string | undefined;
  readonly kind: string;
  readonly cause?: number | undefined;
}

export interface TerrainSourceInfo {
  readonly id: string;
  readonly name: string;
  readonly kind: 'schematic' | 'imported';
  readonly bbox: readonly [number, number, number, number];
  readonly resolutionDeg: number;
  readonly datum: string;
  readonly importedAt?: number | undefined;
}

export interface TerrainSample {
  readonly lon: number;
  readonly lat: number;
  readonly heightM?: number | undefined;
  readonly datum: string;
  readonly source: string;
}

export interface PlaceInfo {
  readonly id: string;
  readonly name: string;
  readonly nameEn?: string | undefined;
  readonly kind: string;
  readonly position: z.infer<typeof lonLat>;
  readonly code?: string | undefined;
  readonly errorM?: number | undefined;
}

export interface ScenarioInfo {
  readonly id: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly mode: z.infer<typeof runMode>;
  readonly place: string;
  readonly start: number;
  readonly end: number;
  readonly events: number;
  readonly defaultRate: number;
}

/** What a commander has to know before signing, in the seat's language, as of the session that the seat looks at. */
export interface PanoramaBrief {
  /** Largest consequence first. */
  readonly gaps: readonly { readonly weight: number; readonly text: string }[];
  /** 七情 and the three links; text undefined: not reported. */
  readonly aspects: readonly {
    readonly id: string;
    readonly name: string;
    readonly text?: string | undefined;
    readonly at?: number | undefined;
    readonly source?: string | undefined;
  }[];
}

export interface JobInfo {
  readonly id: string;
  readonly kind: 'terrainImport' | 'panorama' | 'predict' | 'export';
  readonly title: string;
  readonly progress: number;
  readonly etaMs?: number | undefined;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  readonly problem?:
    | {
        readonly code: string;
        readonly params?: Readonly<Record<string, string | number>> | undefined;
      }
    | undefined;
}

export interface HostInfo {
  readonly version: string;
  readonly protocol: number;
  readonly dataDir: string;
  readonly terrainVersion: string;
  readonly terrainKind: 'schematic' | 'imported' | 'mixed';
  readonly hostNow: number;
  readonly testMode: boolean;
}

// ── live channel: binary MessagePack frames, host → seat ──────────────────────────────────────────
/** One record as a seat sees it: id, body, stamp of its newest part, source. */
export type LiveRecord = readonly [id: string, body: unknown, stamp: Stamp, source: string];

/** Tracks travel as columns: cheap to encode, cheap to draw. Index i of each column is one thing. */
export interface TrackColumns {
  readonly id: readonly string[];
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** NaN where unknown. */
  readonly height: Float32Array;
  readonly headingDeg: Float32Array;
  readonly speedMs: Float32Array;
  readonly at: Float64Array;
  readonly rx: Float64Array;
  readonly seq: Float64Array;
  /** Index into sources. */
  readonly source: Uint16Array;
  readonly sources: readonly string[];
}

export type LiveFrame =
  /** The seat drops all it holds: another session, another line, a seek. Records follow in delta frames. */
  | { readonly t: 'reset'; readonly session: SessionInfo; readonly seq: number }
  | { readonly t: 'session'; readonly session: SessionInfo }
  | {
      readonly t: 'delta';
      readonly seq: number;
      readonly facts: number;
      /** Sim time of the situation that this delta completes. */
      readonly simNow: number;
      readonly up: { readonly [C in CollectionName]?: readonly LiveRecord[] };
      readonly tracks?: TrackColumns;
    }
  | { readonly t: 'feeds'; readonly feeds: readonly unknown[] }
  | { readonly t: 'jobs'; readonly jobs: readonly JobInfo[] }
  | { readonly t: 'lines'; readonly lines: readonly LineInfo[] }
  | { readonly t: 'terrain'; readonly version: string }
  | { readonly t: 'ping'; readonly hostNow: number };
