import type { Scene } from 'cesium';
import type { Disposable } from '../../shared/kit/disposable.ts';
import { reliefOf, terrainOf } from './scene.ts';

export type GroundPart = 'relief' | 'water' | 'contours';

/** While new tiles load the old ones stay; after this long they go even if some tile never came, ms. */
const PATIENCE_MS = 20_000;

/**
 * The ground: elevation, and the picture on it. A change of look (water level, contours, elevation) lays the new
 * picture over the old one and takes the old one away when the new one is complete, so the map is never blank.
 */
export class Surface implements Disposable {
  private readonly scene: Scene;
  private readonly origin: string;
  private version = '';
  private water = '';
  private readonly off = new Set<GroundPart>();
  private shown = '';
  private loading = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Elevation stood in its present version when the surface was made. */
  constructor(scene: Scene, origin: string) {
    this.scene = scene;
    this.origin = origin;
  }

  setVersion(version: string): void {
    if (version === '' || version === this.version) return;
    this.version = version;
    this.scene.terrainProvider = terrainOf(this.origin, version);
    this.apply();
  }

  setWater(words: string): void {
    this.water = words;
    this.apply();
  }

  setPart(part: GroundPart, visible: boolean): void {
    if (visible) this.off.delete(part);
    else this.off.add(part);
    this.apply();
  }

  get waterShown(): string {
    return this.off.has('water') ? '' : this.water;
  }

  private apply(): void {
    if (this.version === '') return;
    const look = new URLSearchParams({ v: this.version });
    if (this.waterShown !== '') look.set('w', this.waterShown);
    if (this.off.size > 0) look.set('no', [...this.off].sort().join('.'));
    const words = look.toString();
    if (words === this.shown) return;
    this.shown = words;
    this.scene.imageryLayers.add(reliefOf(this.origin, words));
    this.loading = false;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.dropOld(), PATIENCE_MS);
    this.scene.requestRender();
  }

  /** Told how many tiles are still awaited. */
  progress(waiting: number): void {
    if (waiting > 0) this.loading = true;
    else if (this.loading) this.dropOld();
  }

  private dropOld(): void {
    clearTimeout(this.timer);
    this.loading = false;
    const layers = this.scene.imageryLayers;
    while (layers.length > 1) layers.remove(layers.get(0));
    this.scene.requestRender();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
