import { Color, Group } from 'three';
import { LineMaterial } from 'three/addons/lines/LineMaterial.js';
import { LineSegments2 } from 'three/addons/lines/LineSegments2.js';
import { LineSegmentsGeometry } from 'three/addons/lines/LineSegmentsGeometry.js';
import { drapeLine } from './drape.ts';
import { ink } from './palette.ts';
import type { Shape } from './shapes.ts';
import type { Surface } from './surface.ts';

/** Lines on the ground, all of a layer in two draws: a dark edge below, the colour above it. */
export interface Strokes {
  readonly group: Group;
  update(surface: Surface, shapes: readonly Shape[]): void;
  setExaggeration(value: number): void;
  dispose(): void;
}

export function createStrokes(widthPx: number): Strokes {
  const group = new Group();
  const edge = new LineMaterial({
    vertexColors: true,
    linewidth: widthPx + 2.4,
    transparent: true,
    opacity: 0.6,
  });
  const fill = new LineMaterial({ vertexColors: true, linewidth: widthPx });
  // Over the ground it lies on, by a hair of depth only: a ridge in front still hides it.
  for (const [material, units] of [
    [edge, -2],
    [fill, -4],
  ] as const) {
    material.polygonOffset = true;
    material.polygonOffsetFactor = units;
    material.polygonOffsetUnits = units;
  }
  edge.depthWrite = false;
  let lines: LineSegments2[] = [];
  const clear = () => {
    for (const line of lines) {
      group.remove(line);
      line.geometry.dispose();
    }
    lines = [];
  };
  return {
    group,
    update(surface, shapes) {
      clear();
      const positions: number[] = [];
      const colors: number[] = [];
      const edges: number[] = [];
      const lift = Math.max(surface.projection.widthM, surface.projection.depthM) * 0.0012;
      const dash = Math.max(surface.projection.widthM, surface.projection.depthM) / 90;
      for (const shape of shapes)
        for (const line of shape.lines) {
          const pairs = drapeLine(surface, line, shape.dashed ? [dash, dash * 0.65] : undefined);
          const { r, g, b } = new Color(shape.color);
          // Black ink would be lost on dark land without a light edge.
          const rim = new Color(r + g + b < 0.5 ? ink.text : ink.halo);
          for (let i = 0; i < pairs.length; i += 3) {
            positions.push(
              pairs[i] as number,
              (pairs[i + 1] as number) - surface.lowM + lift,
              pairs[i + 2] as number,
            );
            colors.push(r, g, b);
            edges.push(rim.r, rim.g, rim.b);
          }
        }
      if (positions.length === 0) return;
      lines = (
        [
          [edge, edges],
          [fill, colors],
        ] as const
      ).map(([material, inks]) => {
        const geometry = new LineSegmentsGeometry();
        geometry.setPositions(positions);
        geometry.setColors([...inks]);
        return new LineSegments2(geometry, material);
      });
      for (const [i, line] of lines.entries()) {
        line.frustumCulled = false;
        line.renderOrder = 1 + i;
        group.add(line);
      }
    },
    setExaggeration(value) {
      group.scale.y = value;
    },
    dispose() {
      clear();
      edge.dispose();
      fill.dispose();
    },
  };
}
