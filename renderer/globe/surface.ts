import type { Scene } from 'cesium';
import type { Disposable } from '../../shared/kit/disposable.ts';
import { reliefOf, terrainOf } from './scene.ts';

export type GroundPart = 'relief' | 'water' | 'contours';

/** How often it is looked whether a new picture is complete, ms. */
const LOOK_MS = 500;

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
  /** A picture is on its way; the next one waits for it, so that a slow host is never asked for two. */
  private loading = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

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
    if (words === this.shown || this.loading) return;
    this.shown = words;
    this.loading = true;
    this.scene.imageryLayers.add(reliefOf(this.origin, words));
    this.scene.requestRender();
    this.timer = setTimeout(() => this.look(), LOOK_MS);
  }

  /** The old picture goes when every tile of the new one is there, and never before. */
  private look(): void {
    if (!this.scene.globe.tilesLoaded) {
      this.timer = setTimeout(() => this.look(), LOOK_MS);
      return;
    }
    const layers = this.scene.imageryLayers;
    while (layers.length > 1) layers.remove(layers.get(0));
    this.loading = false;
    this.scene.requestRender();
    this.apply();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }
}
