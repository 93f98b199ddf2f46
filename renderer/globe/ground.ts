import { Cartesian3, Cartographic, type Scene } from 'cesium';
import type { LonLat } from '../../shared/model/common.ts';

/** Assumed until the ground below has been loaded, m: a valley floor of the region. */
const UNKNOWN_M = 250;
/** Side of the cells that moving things share a height in, degrees (about 100 m). */
const CELL_DEG = 0.001;
const CELLS_KEPT = 40_000;
/** Heights taken from the surface per update of the moving things; the rest keep what they had. */
const LOOKS_PER_ROUND = 400;

/**
 * Height of the surface as it is drawn, so that what stands on it neither floats nor drifts when the view tilts. What
 * a person reads as a height never comes from here but from the elevation store.
 */
export class Ground {
  private readonly scene: Scene;
  private readonly cells = new Map<number, number>();
  private readonly scratch = new Cartographic();
  private looksLeft = LOOKS_PER_ROUND;

  constructor(scene: Scene) {
    this.scene = scene;
  }

  height(lon: number, lat: number): number | undefined {
    return this.scene.globe.getHeight(Cartographic.fromDegrees(lon, lat, 0, this.scratch));
  }

  stand(at: LonLat, old?: number): { world: Cartesian3; height: number } {
    const height = this.height(at[0], at[1]) ?? old ?? UNKNOWN_M;
    return { world: Cartesian3.fromDegrees(at[0], at[1], height), height };
  }

  /** For many things that move often: one height per cell, and only so many new ones per round. */
  cellHeight(lon: number, lat: number, old: number): number {
    const key = Math.floor(lon / CELL_DEG) * 400_000 + Math.floor((lat + 90) / CELL_DEG);
    const known = this.cells.get(key);
    if (known !== undefined) return known;
    if (this.looksLeft <= 0) return Number.isNaN(old) ? UNKNOWN_M : old;
    this.looksLeft -= 1;
    const height = this.height(lon, lat);
    if (height === undefined) return Number.isNaN(old) ? UNKNOWN_M : old;
    if (this.cells.size > CELLS_KEPT) this.cells.clear();
    this.cells.set(key, height);
    return height;
  }

  nextRound(): void {
    this.looksLeft = LOOKS_PER_ROUND;
  }

  /** The drawn surface changed: finer tiles, or other elevation. */
  forget(): void {
    this.cells.clear();
  }
}
