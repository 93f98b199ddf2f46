import { CanvasTexture, LinearFilter } from 'three';
import type { Projection } from './projection.ts';
import type { Shape } from './shapes.ts';

/** Areas painted on the ground, as one picture over the block. */
export interface DrapeCanvas {
  readonly texture: CanvasTexture;
  paint(projection: Projection, shapes: readonly Shape[]): void;
  dispose(): void;
}

export function createDrapeCanvas(size: number, anisotropy: number): DrapeCanvas {
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const ctx = canvas.getContext('2d') as CanvasRenderingContext2D;
  const texture = new CanvasTexture(canvas);
  // The block's rows run from the north, as the canvas's do.
  texture.flipY = false;
  texture.premultiplyAlpha = true;
  texture.generateMipmaps = false;
  texture.minFilter = LinearFilter;
  texture.anisotropy = anisotropy;
  let empty = true;
  return {
    texture,
    paint(projection, shapes) {
      const fills = shapes.filter((s) => s.fill);
      if (empty && fills.length === 0) return;
      empty = fills.length === 0;
      ctx.clearRect(0, 0, size, size);
      for (const { fill, color } of fills) {
        if (!fill) continue;
        ctx.globalAlpha = fill.alpha;
        ctx.fillStyle = color;
        ctx.beginPath();
        for (const [x, z] of fill.ring)
          ctx.lineTo((x / projection.widthM + 0.5) * size, (z / projection.depthM + 0.5) * size);
        ctx.closePath();
        ctx.fill();
      }
      ctx.globalAlpha = 1;
      texture.needsUpdate = true;
    },
    dispose: () => texture.dispose(),
  };
}
