import { Color, ColorManagement, LinearSRGBColorSpace, Scene, Vector3, WebGLRenderer } from 'three';
import { ProblemError } from '../../shared/kit/result.ts';
import { createHands, FOV_DEG, type Hands } from './controls.ts';
import { BACKGROUND } from './palette.ts';
import type { Quality } from './quality.ts';

/** Renderer, scene and camera of one table. Draws when asked, once per frame at most. */
export interface Stage {
  readonly renderer: WebGLRenderer;
  readonly scene: Scene;
  readonly hands: Hands;
  readonly width: number;
  readonly height: number;
  readonly metresPerPixel: number;
  invalidate(): void;
  /** CSS pixels of a spot in the scene; undefined behind the camera or far outside the picture. */
  toScreen(x: number, y: number, z: number): readonly [number, number] | undefined;
  /** Direction from the camera through a pixel. */
  ray(px: number, py: number): readonly [number, number, number];
  dispose(): void;
}

export function createStage(
  container: HTMLElement,
  quality: Quality,
  on: {
    frame(): void;
    resized(width: number, height: number, ratio: number): void;
    lost(): void;
    back(): void;
  },
): Stage {
  // Tints are the screen's own colours (see shaders.ts): three shall not convert them.
  ColorManagement.enabled = false;
  let renderer: WebGLRenderer;
  try {
    renderer = new WebGLRenderer({
      antialias: quality.antialias,
      powerPreference: 'high-performance',
    });
  } catch (error) {
    throw new ProblemError('sandtableView.noWebgl', undefined, error);
  }
  renderer.outputColorSpace = LinearSRGBColorSpace;
  renderer.setClearColor(new Color(BACKGROUND));
  const canvas = renderer.domElement;
  canvas.className = 'sandtable-canvas';
  container.append(canvas);
  const scene = new Scene();
  let width = 1;
  let height = 1;
  let frame: number | undefined;
  let dead = false;

  const invalidate = () => {
    if (dead) return;
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      renderer.render(scene, hands.camera);
      on.frame();
    });
  };
  const hands = createHands(canvas, invalidate);

  const measure = () => {
    width = Math.max(1, container.clientWidth);
    height = Math.max(1, container.clientHeight);
    const ratio = Math.min(quality.maxPixelRatio, window.devicePixelRatio || 1);
    renderer.setPixelRatio(ratio);
    renderer.setSize(width, height);
    hands.resize(width, height);
    on.resized(width, height, window.devicePixelRatio || 1);
    invalidate();
  };
  const observer = new ResizeObserver(measure);
  observer.observe(container);

  const lost = (event: Event) => {
    event.preventDefault();
    on.lost();
  };
  canvas.addEventListener('webglcontextlost', lost);
  canvas.addEventListener('webglcontextrestored', on.back);

  const v = new Vector3();
  return {
    renderer,
    scene,
    hands,
    get width() {
      return width;
    },
    get height() {
      return height;
    },
    get metresPerPixel() {
      return (2 * hands.distance * Math.tan((FOV_DEG * Math.PI) / 360)) / height;
    },
    invalidate,
    toScreen(x, y, z) {
      v.set(x, y, z).project(hands.camera);
      if (v.z > 1 || v.z < -1 || Math.abs(v.x) > 1.2 || Math.abs(v.y) > 1.2) return undefined;
      return [((v.x + 1) / 2) * width, ((1 - v.y) / 2) * height];
    },
    ray(px, py) {
      v.set((px / width) * 2 - 1, 1 - (py / height) * 2, 0.5).unproject(hands.camera);
      v.sub(hands.camera.position).normalize();
      return [v.x, v.y, v.z];
    },
    dispose() {
      dead = true;
      if (frame !== undefined) cancelAnimationFrame(frame);
      observer.disconnect();
      canvas.removeEventListener('webglcontextlost', lost);
      canvas.removeEventListener('webglcontextrestored', on.back);
      hands.dispose();
      renderer.dispose();
      // Browsers allow a dozen contexts: this one is given back now, not at some collection.
      renderer.forceContextLoss();
      canvas.remove();
    },
  };
}
