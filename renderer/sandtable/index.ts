export type { Preset } from './controls.ts';
export { createSandtable } from './sandtable.ts';
export type { Sandtable, SandtableDeps, SandtableState, SandtableView } from './types.ts';
