/**
 * Landslide-generated impulse waves after Evers, Heller, Fuchs, Hager & Boes (2019), VAW-Mitteilung 254, 2nd edition,
 * doi 10.3929/ethz-b-000413216. SI units; angles in degrees. Valid for laboratory ranges: see the limits below.
 */
const G = 9.81;
const RAD = Math.PI / 180;

export interface Slide {
  /** Impact velocity, m/s. */
  readonly velocityMs: number;
  /** Bulk volume, m³. */
  readonly volumeM3: number;
  /** Thickness and width at impact, m. */
  readonly thicknessM: number;
  readonly widthM: number;
  /** Bulk density, kg/m³. */
  readonly densityKgM3: number;
  /** Slope at impact, degrees from the horizontal. */
  readonly slopeDeg: number;
  /** Still-water depth in the impact zone, m. */
  readonly depthM: number;
}

export interface SlideNumbers {
  /** Slide Froude number. */
  readonly F: number;
  /** Relative thickness, mass, width. */
  readonly S: number;
  readonly M: number;
  readonly B: number;
  /** Impulse product parameter. */
  readonly P: number;
}

/** Impact velocity from a drop of the centre of gravity along a slope with bed friction angle δ, after an earlier speed. */
export function slideVelocity(
  dropM: number,
  slopeDeg: number,
  frictionDeg: number,
  initialMs = 0,
): number {
  const v2 =
    initialMs ** 2 + 2 * G * dropM * (1 - Math.tan(frictionDeg * RAD) / Math.tan(slopeDeg * RAD));
  return Math.sqrt(Math.max(0, v2));
}

export function slideNumbers(slide: Slide): SlideNumbers {
  const h = slide.depthM;
  const F = slide.velocityMs / Math.sqrt(G * h);
  const S = slide.thicknessM / h;
  const M = ((slide.densityKgM3 / 1000) * slide.volumeM3) / (slide.widthM * h * h);
  const B = slide.widthM / h;
  const P = F * S ** 0.5 * M ** 0.25 * Math.cos((6 / 7) * slide.slopeDeg * RAD) ** 0.5;
  return { F, S, M, B, P };
}

export const limits3d = {
  F: [0.4, 3.4],
  S: [0.15, 0.6],
  M: [0.25, 1],
  B: [0.83, 5],
  P: [0.13, 2.08],
  /** Distance over depth. */
  R: [1, 16],
} as const;
export const limits2d = {
  F: [0.86, 6.83],
  S: [0.09, 1.64],
  M: [0.11, 10.02],
  slope: [30, 90],
  B: [0.74, 3.33],
  P: [0.17, 8.13],
  X: [2.7, 59.2],
} as const;

export interface Wave {
  /** Crest above and trough below still water, height and length, m; period s; celerity m/s. */
  readonly crestM: number;
  readonly troughM: number;
  readonly heightM: number;
  readonly lengthM: number;
  readonly periodS: number;
  readonly celerityMs: number;
}

/** Amplitudes at the edge of the impact zone, m: first crest, first trough, second crest. */
export function impactAmplitudes(slide: Slide): { c1: number; t1: number; c2: number } {
  const { B, P } = slideNumbers(slide);
  const cos = Math.cos((6 / 7) * slide.slopeDeg * RAD);
  const h = slide.depthM;
  return {
    c1: 0.2 * P ** 0.5 * B ** 0.75 * cos ** 0.25 * h,
    t1: 0.35 * (P * B * cos) ** 0.5 * h,
    c2: 0.14 * (P * B * cos) ** 0.25 * h,
  };
}

/** Radius of the impact zone towards the propagation angle γ (0 = slide axis), m: an ellipse of two half axes. */
export function impactRadius(slide: Slide, gammaDeg: number): number {
  const { B, P } = slideNumbers(slide);
  const cos = Math.cos((6 / 7) * slide.slopeDeg * RAD);
  const h = slide.depthM;
  const along = 2.5 * (P * B * cos) ** 0.25 * h;
  const across = slide.widthM / 2 + 1.5 * (P * cos) ** 0.25 * h;
  const g = gammaDeg * RAD;
  return 1 / Math.sqrt(Math.cos(g) ** 2 / along ** 2 + Math.sin(g) ** 2 / across ** 2);
}

const sech = (x: number) => 1 / Math.cosh(x);

/** The wave in an open basin at distance r from the slide's impact and angle γ off its axis (|γ| ≤ 90°). */
export function openWave(slide: Slide, distanceM: number, gammaDeg: number): Wave {
  const h = slide.depthM;
  const cos = Math.cos((6 / 7) * slide.slopeDeg * RAD);
  const at0 = impactAmplitudes(slide);
  const gamma = Math.min(90, Math.abs(gammaDeg));
  const r = Math.max(0, distanceM - impactRadius(slide, gamma));
  const decay = (a0: number, k: number, s: number) =>
    a0 *
    Math.exp(-k * (a0 / h) ** -0.3 * Math.sqrt(r / h)) *
    sech((s * gamma) / 90) ** (cos * Math.exp(-0.15 * Math.sqrt(r / h)));
  const c1 = decay(at0.c1, 0.4, 3.2);
  const t1 = decay(at0.t1, 0.4, 3.6);
  const c2 = decay(at0.c2, 0.1, 3.0);
  const periodS = (10 * ((c1 + t1) / h) ** 0.2 + r / (2 * h)) * Math.sqrt(h / G);
  const celerityMs = 0.95 * Math.sqrt(G * (h + c1));
  // The second crest often tops the first at a distance: the larger wave is the one that threatens.
  return {
    crestM: Math.max(c1, c2),
    troughM: t1,
    heightM: Math.max(c1, c2) + t1,
    lengthM: periodS * celerityMs,
    periodS,
    celerityMs,
  };
}

/** The wave in a channel that the slide fills across its width, at distance x along it. */
export function channelWave(slide: Slide, distanceM: number): Wave {
  const h = slide.depthM;
  const { P } = slideNumbers(slide);
  const maximum = (5 / 9) * P ** 0.8 * h;
  const X = Math.max(distanceM / h, 1e-6);
  const heightM = Math.min(maximum, 0.75 * (P * X ** (-1 / 3)) ** 0.8 * h);
  const crestM = 0.8 * heightM;
  const periodS = 9 * P ** 0.25 * Math.max(1, X) ** (5 / 16) * Math.sqrt(h / G);
  const celerityMs = Math.sqrt(G * (h + crestM));
  return {
    crestM,
    troughM: heightM - crestM,
    heightM,
    lengthM: periodS * celerityMs,
    periodS,
    celerityMs,
  };
}

/** Vertical run-up on a plane shore of slope β above still water, m (Müller 1995, as in VAW 254). */
export function runUp(wave: Wave, depthM: number, shoreDeg: number): number {
  if (wave.heightM <= 0) return 0;
  return (
    1.25 *
    (wave.heightM / depthM) ** 1.25 *
    (wave.heightM / wave.lengthM) ** -0.15 *
    (90 / shoreDeg) ** 0.2 *
    depthM
  );
}

/** Solitary wave on a vertical-like slope (Hall & Watts 1953), m: the check against Lituya Bay 1958. */
export function runUpHallWatts(heightM: number, depthM: number): number {
  return 3.1 * depthM * (heightM / depthM) ** 1.15;
}
