import type { z } from 'zod';
import type { Grid } from '../geo/grid.ts';
import { canonicalJson } from '../kit/canonical.ts';
import type { HazardType, LonLat } from '../model/common.ts';

export interface Warning {
  /** Key of the catalogue. */
  key: string;
  params?: Record<string, string | number>;
}

/** A figure of an ensemble: median, 5 % and 95 % quantile. */
export interface Headline {
  key: string;
  value: number;
  low?: number;
  high?: number;
  unit: string;
}
export interface ForecastPlace {
  name: string;
  position: LonLat;
  /** Seconds after the event. */
  arrivalS?: number;
  value: number;
  low?: number;
  high?: number;
  unit: string;
}
export interface ForecastShape {
  kind: 'extent' | 'isochrone' | 'source';
  label: string;
  timeS?: number;
  ring: LonLat[];
}

export interface ForecastResult {
  /** Name of the method, its source and the size of the ensemble: the same words in every language. */
  method: string;
  warnings: Warning[];
  /** How long after the event the result says something, s. */
  validForS: number;
  result: { headline: Headline[]; places: ForecastPlace[]; shapes: ForecastShape[] };
}

/** Water (≥ 0.5) and land on a lattice; NaN counts as land. Plain data, so that it travels to a worker. */
export type WaterMask = Grid;

export interface PredictorContext {
  readonly seed: number;
  readonly water?: WaterMask | undefined;
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** One range in which the method was tested: shown to users beside a result that leaves it. */
export interface ValidityLimit {
  readonly name: string;
  readonly min: number;
  readonly max: number;
}

/**
 * A prediction method: pure and deterministic, SI units. The same parameters, seed and context give the same result
 * bit by bit, in whatever thread.
 */
export interface Predictor<S extends z.ZodType = z.ZodType> {
  readonly id: string;
  readonly version: string;
  readonly titleKey: string;
  readonly hazards: readonly HazardType[];
  readonly paramsSchema: S;
  readonly validity: readonly ValidityLimit[];
  /** Parameters that are measured or told on the spot: a result that rests on their defaults says so. */
  readonly measured: readonly string[];
  run(params: z.output<S>, ctx: PredictorContext): ForecastResult;
}

/** What must be said of parameters that nobody gave. `given` is what the caller said, before defaults. */
export function defaultsWarning(
  predictor: Pick<Predictor, 'measured'>,
  given: unknown,
): Warning | undefined {
  const said = (given ?? {}) as Record<string, unknown>;
  const count = predictor.measured.filter((name) => said[name] === undefined).length;
  return count > 0 ? { key: 'panorama.warn.defaults', params: { count } } : undefined;
}

/** Payload of the fact forecast.made. */
export interface ForecastBody {
  forecastId: string;
  incidentId: string;
  predictor: string;
  predictorVersion: string;
  method: string;
  seed: number;
  inputs: Record<string, unknown>;
  inputsHash: string;
  resultHash: string;
  computeMs: number;
  validFrom: number;
  validTo: number;
  warnings: Warning[];
  result: ForecastResult['result'];
}

export interface ForecastEnvelope {
  readonly forecastId: string;
  readonly incidentId: string;
  /** When the predicted event happens, UTC ms. */
  readonly eventAt: number;
  readonly computeMs: number;
  /** SHA-256 or another hash of a text, hex. */
  readonly hash: (text: string) => string;
}

/** The result as the fact that goes into the journal; hashes over canonical JSON of inputs and result. */
export function forecastBody(
  predictor: Pick<Predictor, 'id' | 'version'>,
  params: unknown,
  seed: number,
  outcome: ForecastResult,
  envelope: ForecastEnvelope,
): ForecastBody {
  const inputs = params as Record<string, unknown>;
  return {
    forecastId: envelope.forecastId,
    incidentId: envelope.incidentId,
    predictor: predictor.id,
    predictorVersion: predictor.version,
    method: outcome.method,
    seed,
    inputs,
    inputsHash: envelope.hash(
      canonicalJson({ predictor: predictor.id, version: predictor.version, seed, inputs }),
    ),
    resultHash: envelope.hash(canonicalJson(outcome.result)),
    computeMs: envelope.computeMs,
    validFrom: envelope.eventAt,
    validTo: envelope.eventAt + Math.round(outcome.validForS * 1000),
    warnings: outcome.warnings,
    result: outcome.result,
  };
}
