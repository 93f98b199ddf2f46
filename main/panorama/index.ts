export { aspectOf, linkAspects, sevenAspects } from './aspects.ts';
export { featuresOf } from './features.ts';
export { gapsOf } from './gaps.ts';
export { PanoramaPipeline, type PipelineDeps } from './pipeline.ts';
export { createRenderer, type Renderer } from './render.ts';
export { type StageOutcome, stages } from './stages.ts';
export type { Bbox, PanoramaTerrain, TerrainName } from './terrainPort.ts';
export { viewOf } from './view.ts';
