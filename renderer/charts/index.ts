export { Hydrograph, type HydrographProps } from './Hydrograph.tsx';
export type { BandPoint, Bound, Point } from './hydroModel.ts';
