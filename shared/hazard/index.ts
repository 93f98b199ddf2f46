import { impulseWave } from './impulseWave.ts';
import type { Predictor } from './predictor.ts';

export * from './impulseWave.ts';
export * from './predictor.ts';
export { nearestWater } from './waterTravel.ts';

/** Every predictor of the house. */
export const predictors: readonly Predictor[] = [impulseWave as unknown as Predictor];

export function predictorById(id: string): Predictor | undefined {
  return predictors.find((p) => p.id === id);
}
