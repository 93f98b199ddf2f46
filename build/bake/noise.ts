import { clamp, smooth } from './control.ts';

/** Hash noise on the integer lattice, 0 … 1, the same on every machine (32-bit integer arithmetic only). */
export function lattice(x: number, y: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

export function noise(x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const u = smooth(x - x0);
  const v = smooth(y - y0);
  const a = lattice(x0, y0);
  const b = lattice(x0 + 1, y0);
  const c = lattice(x0, y0 + 1);
  const d = lattice(x0 + 1, y0 + 1);
  return a + (b - a) * u + (c - a) * v + (a - b - c + d) * u * v;
}

/** Ridges with valleys between them: 0 in the valley, 1 on the crest (ridged multifractal, Musgrave 1994). */
function ridged(x: number, y: number): number {
  let sum = 0;
  let weight = 0.5;
  let f = 1;
  for (let octave = 0; octave < 4; octave++) {
    const n = 1 - Math.abs(2 * noise(x * f + octave * 17, y * f + octave * 31) - 1);
    sum += weight * n * n;
    weight *= 0.5;
    f *= 2.07;
  }
  return sum;
}

/** Strikes of the folds, degrees from north, and where each rules: the parallel ridge belt, the bend, the E–W arcs. */
const strikes = [22, 48, 80] as const;
function strikeWeights(lon: number, lat: number): readonly [number, number, number] {
  const east = smooth(clamp((lon - 106.9) / 2.2, 0, 1));
  const north = smooth(clamp((lat - 30.2) / 1.3, 0, 1));
  return [1 - east, east * (1 - north), east * north];
}

/** Fine structure along the strike, about −0.4 … 0.6. Each strike has its own noise, so that nothing is wrung. */
export function structure(lon: number, lat: number): number {
  const x = (lon - 107.8) * 96.5;
  const y = (lat - 30.2) * 110.9;
  const weights = strikeWeights(lon, lat);
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    const w = weights[i] as number;
    if (w < 0.01) continue;
    const a = ((strikes[i] as number) * Math.PI) / 180;
    const along = x * Math.sin(a) + y * Math.cos(a);
    const across = x * Math.cos(a) - y * Math.sin(a);
    const bend = 2.2 * (noise(along / 14 + 40 * i, across / 14) - 0.5);
    sum +=
      w *
      (0.75 * ridged(across / 9 + bend + 300 * i, along / 26) +
        0.4 * ridged(across / 6 + 90, along / 7 + bend + 50 * i));
  }
  return sum - 0.5;
}
