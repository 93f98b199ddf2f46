import { metresPerDegree } from './geodesy.ts';
import type { Grid } from './grid.ts';

/** Raised when the same grid comes out as another picture: pictures that are kept by their address are drawn anew. */
export const RELIEF_FORM = 1;

export type ReliefStyle = 'dark' | 'print';

export interface ReliefOptions {
  readonly style: ReliefStyle;
  /** Contour interval, m; 0 or absent: none. Every fifth line is heavier. */
  readonly contourM?: number;
  /** Vertical exaggeration of the shading. */
  readonly exaggeration?: number;
  /** false: flat tint without light, for a calm ground under many marks. */
  readonly shading?: boolean;
  /** 1 where the reservoir or a river stands, same shape as the grid without its margin. */
  readonly water?: Uint8Array | Float32Array | undefined;
}

type Rgb = readonly [number, number, number];
type Ramp = readonly (readonly [height: number, Rgb])[];

const ramps: Readonly<Record<ReliefStyle, Ramp>> = {
  dark: [
    [60, [58, 84, 72]],
    [180, [68, 94, 76]],
    [350, [90, 108, 82]],
    [600, [118, 124, 92]],
    [900, [142, 138, 104]],
    [1300, [160, 150, 120]],
    [1800, [174, 164, 140]],
    [2400, [188, 180, 164]],
    [3000, [206, 202, 194]],
  ],
  print: [
    [60, [200, 222, 196]],
    [200, [212, 228, 200]],
    [400, [226, 232, 204]],
    [700, [234, 226, 196]],
    [1100, [228, 208, 176]],
    [1600, [216, 190, 160]],
    [2200, [206, 180, 156]],
    [3000, [232, 224, 216]],
  ],
};
const waterColor: Readonly<Record<ReliefStyle, Rgb>> = {
  dark: [27, 68, 108],
  print: [166, 202, 232],
};
const groundColor: Readonly<Record<ReliefStyle, Rgb>> = {
  dark: [16, 20, 26],
  print: [246, 246, 244],
};
const contourColor: Readonly<Record<ReliefStyle, Rgb>> = {
  dark: [20, 24, 20],
  print: [120, 92, 60],
};

function tint(ramp: Ramp, h: number): Rgb {
  const first = ramp[0] as Ramp[number];
  if (h <= first[0]) return first[1];
  for (let i = 1; i < ramp.length; i++) {
    const [h1, c1] = ramp[i] as Ramp[number];
    if (h > h1) continue;
    const [h0, c0] = ramp[i - 1] as Ramp[number];
    const t = (h - h0) / (h1 - h0);
    return [c0[0] + (c1[0] - c0[0]) * t, c0[1] + (c1[1] - c0[1]) * t, c0[2] + (c1[2] - c0[2]) * t];
  }
  return (ramp[ramp.length - 1] as Ramp[number])[1];
}

/** Colour of a height in a style, 0–255 each: the same palette for tiles, sheet and sandtable. */
export function hypsometricTint(style: ReliefStyle, heightM: number): Rgb {
  return tint(ramps[style], heightM);
}

const RAD = Math.PI / 180;
/**
 * Azimuth, altitude (degrees) and weight of the lights: the cartographic north-west first, the others so that slopes
 * along its direction keep their form (after Mark 1992, USGS OFR 92-422: several azimuths, weighted).
 */
const lights: Readonly<Record<ReliefStyle, readonly (readonly [number, number, number])[]>> = {
  dark: [
    [315, 36, 0.58],
    [260, 40, 0.18],
    [10, 40, 0.14],
    [225, 60, 0.1],
  ],
  print: [
    [315, 42, 0.62],
    [270, 42, 0.2],
    [0, 42, 0.18],
  ],
};
const vectorsOf = (style: ReliefStyle) =>
  lights[style].map(([azimuth, alt, weight]) => ({
    x: Math.sin(azimuth * RAD) * Math.cos(alt * RAD),
    y: Math.cos(azimuth * RAD) * Math.cos(alt * RAD),
    z: Math.sin(alt * RAD),
    weight,
  }));
const vectors = { dark: vectorsOf('dark'), print: vectorsOf('print') } as const;

/** How much light a slope gives back on a screen: contrast around flat ground, steep slopes a little darker. */
function screenLight(shade: number, steepness: number): number {
  const contrast = 0.92 + (shade - 1) * 1.05;
  const cavity = 1 - 0.22 * Math.min(1, steepness);
  return Math.max(0.22, Math.min(1.42, contrast)) * cavity;
}

/** Smooth line of `width` pixels where the ground crosses a multiple of the interval, 0 … 1. */
function contourShare(height: number, interval: number, perPixel: number, width: number): number {
  // Nearly flat ground would turn one line into a blot; below a fiftieth of the interval a pixel none is drawn.
  const slope = Math.max(perPixel, interval / 50);
  const off = Math.abs(height - Math.round(height / interval) * interval) / slope;
  return Math.max(0, Math.min(1, width / 2 + 0.5 - off)) * Math.min(1, perPixel / slope);
}

/**
 * Shaded relief of a grid as RGBA, (cols−2)×(rows−2) pixels: the outer posts only serve the slopes, so that
 * neighbouring tiles meet without a seam. Slope by Horn's 3×3 differences (Proc. IEEE 69, 1981), true metres per
 * degree at the latitude of the row. Posts without data are drawn as bare ground.
 */
export function shadeRelief(grid: Grid, options: ReliefOptions): Uint8ClampedArray<ArrayBuffer> {
  const { cols, rows, data, stepLon, stepLat } = grid;
  const w = cols - 2;
  const h = rows - 2;
  const out = new Uint8ClampedArray(w * h * 4);
  const ramp = ramps[options.style];
  const ground = groundColor[options.style];
  const water = waterColor[options.style];
  const ink = contourColor[options.style];
  const z = options.exaggeration ?? 1;
  const interval = options.contourM ?? 0;
  const dark = options.style === 'dark';
  const suns = vectors[options.style];
  const flat = suns.reduce((sum, v) => sum + v.z * v.weight, 0);
  const lit = options.shading ?? true;

  for (let r = 1; r <= h; r++) {
    const metres = metresPerDegree(grid.north - r * stepLat);
    const dx = 8 * stepLon * metres.lon;
    const dy = 8 * stepLat * metres.lat;
    for (let c = 1; c <= w; c++) {
      const i = r * cols + c;
      const o = ((r - 1) * w + (c - 1)) * 4;
      out[o + 3] = 255;
      const here = data[i] as number;
      if (Number.isNaN(here)) {
        out[o] = ground[0];
        out[o + 1] = ground[1];
        out[o + 2] = ground[2];
        continue;
      }
      const at = (k: number) => {
        const v = data[k] as number;
        return Number.isNaN(v) ? here : v;
      };
      const nw = at(i - cols - 1);
      const n = at(i - cols);
      const ne = at(i - cols + 1);
      const west = at(i - 1);
      const east = at(i + 1);
      const sw = at(i + cols - 1);
      const s = at(i + cols);
      const se = at(i + cols + 1);
      const gx = (z * (ne + 2 * east + se - nw - 2 * west - sw)) / dx;
      const gy = (z * (nw + 2 * n + ne - sw - 2 * s - se)) / dy;
      const norm = 1 / Math.sqrt(1 + gx * gx + gy * gy);
      let light = 0;
      for (const v of suns) light += Math.max(0, (-gx * v.x - gy * v.y + v.z) * norm) * v.weight;
      const shade = light / flat;
      let [red, green, blue] = tint(ramp, here);
      const wet = options.water ? (options.water[(r - 1) * w + (c - 1)] as number) : 0;
      if (wet < 1) {
        const k = !lit
          ? 0.62
          : dark
            ? screenLight(shade, Math.hypot(gx, gy) / z)
            : 0.5 + 0.5 * Math.min(1.25, shade);
        red *= k;
        green *= k;
        blue *= k;
        if (interval > 0 && dark) {
          const perPixel = (Math.hypot((gx * dx) / 8, (gy * dy) / 8) || 0) / z;
          const heavy = contourShare(here, interval * 5, perPixel, 1.5) * 0.5;
          const strength = Math.max(heavy, contourShare(here, interval, perPixel, 0.9) * 0.3);
          red += (ink[0] - red) * strength;
          green += (ink[1] - green) * strength;
          blue += (ink[2] - blue) * strength;
        } else if (interval > 0) {
          // A line where the height class changes towards the south or east neighbour: one pixel wide, no doubles.
          const a = Math.floor(here / interval);
          const line = a !== Math.floor(s / interval) || a !== Math.floor(east / interval);
          if (line) {
            const top = Math.max(a, Math.floor(s / interval), Math.floor(east / interval));
            const strength = top % 5 === 0 ? (dark ? 0.5 : 0.6) : dark ? 0.25 : 0.32;
            red += (ink[0] - red) * strength;
            green += (ink[1] - green) * strength;
            blue += (ink[2] - blue) * strength;
          }
        }
      }
      if (wet > 0) {
        red += (water[0] - red) * wet;
        green += (water[1] - green) * wet;
        blue += (water[2] - blue) * wet;
      }
      out[o] = red;
      out[o + 1] = green;
      out[o + 2] = blue;
    }
  }
  return out;
}
