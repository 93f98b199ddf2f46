import { createRng } from '../kit/rng.ts';

/** Normal deviates from a seeded generator (Box & Muller, Ann. Math. Stat. 29, 1958). */
export function createNormal(seed: number): () => number {
  const random = createRng(seed);
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** 90 % of a normal variable lie within ± this many standard deviations. */
const Z90 = 1.6448536;

/** A factor whose 5–95 % range is 1/spread … spread. */
export function factor(normal: () => number, spread: number): number {
  const z = normal();
  return Math.exp((z * Math.log(Math.max(1, spread))) / Z90);
}

/** An offset whose 5–95 % range is ±spread. */
export function offset(normal: () => number, spread: number): number {
  return (normal() * spread) / Z90;
}

/** Quantile with linear interpolation between order statistics (Hyndman & Fan type 7). Not-a-number is left out. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.filter((v) => !Number.isNaN(v)).sort((a, b) => a - b);
  if (sorted.length === 0) return Number.NaN;
  const position = (sorted.length - 1) * q;
  const below = Math.floor(position);
  const a = sorted[below] as number;
  const b = sorted[Math.min(sorted.length - 1, below + 1)] as number;
  return a + (b - a) * (position - below);
}

export interface Band {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export function band(values: readonly number[]): Band {
  return {
    value: quantile(values, 0.5),
    low: quantile(values, 0.05),
    high: quantile(values, 0.95),
  };
}
