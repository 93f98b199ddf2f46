export { createGlobe, type GlobeDeps } from './globe.ts';
