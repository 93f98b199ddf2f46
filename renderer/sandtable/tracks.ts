import { BufferAttribute, BufferGeometry, DynamicDrawUsage, Points, ShaderMaterial } from 'three';
import type { LiveTables } from '../live/tables.ts';
import { isOld, POSITION_STALE_MS } from '../live/things.ts';
import type { Surface } from './surface.ts';

/** All that moves inside the area: one draw, written only where something changed. */
export interface TrackPoints {
  readonly points: Points;
  /**
   * `skip`: things that stand on the table as something else (stations, forces). A point without a report for long
   * turns grey. True when the picture changed.
   */
  update(
    surface: Surface,
    tables: LiveTables,
    skip: (id: string) => boolean,
    now: number | undefined,
  ): boolean;
  /** Calls back for each shown point, in the scene before exaggeration. */
  each(visit: (id: string, x: number, y: number, z: number) => void): void;
  setExaggeration(value: number): void;
  setPixelRatio(value: number): void;
  dispose(): void;
}

const vertex = /* glsl */ `
  uniform float uPixelRatio;
  attribute float old;
  varying float vOld;
  void main() {
    vOld = old;
    gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
    // Towards the eye by a hair: a point lies on the ground, not in it.
    gl_Position.z -= 0.0008 * gl_Position.w;
    gl_PointSize = 10.0 * uPixelRatio;
  }
`;
const fragment = /* glsl */ `
  uniform vec3 uColor;
  uniform vec3 uOld;
  varying float vOld;
  void main() {
    float r = length(gl_PointCoord - 0.5) * 2.0;
    if (r > 1.0) discard;
    gl_FragColor = vec4(mix(mix(uColor, uOld, vOld), vec3(0.043, 0.055, 0.075), smoothstep(0.62, 0.74, r)), 1.0);
  }
`;

export function createTrackPoints(): TrackPoints {
  const geometry = new BufferGeometry();
  const material = new ShaderMaterial({
    vertexShader: vertex,
    fragmentShader: fragment,
    uniforms: {
      uPixelRatio: { value: 1 },
      uColor: { value: [0x4a / 255, 0xa3 / 255, 0xff / 255] },
      uOld: { value: [0x6b / 255, 0x76 / 255, 0x82 / 255] },
    },
  });
  const points = new Points(geometry, material);
  points.frustumCulled = false;
  points.renderOrder = 3;
  let positions = new Float32Array(0);
  let olds = new Float32Array(0);
  let ids: string[] = [];
  const slots = new Map<string, number>();
  const seen = new Map<string, number>();
  let of: Surface | undefined;

  function rebuild(surface: Surface, shown: readonly string[], tables: LiveTables): void {
    ids = [...shown];
    slots.clear();
    if (ids.length * 3 > positions.length) {
      // A buffer cannot grow: the old one is given back first.
      geometry.dispose();
      positions = new Float32Array(Math.max(64, ids.length * 2) * 3);
      olds = new Float32Array(positions.length / 3);
      for (const [name, array, size] of [
        ['position', positions, 3],
        ['old', olds, 1],
      ] as const) {
        const attribute = new BufferAttribute(array, size);
        attribute.setUsage(DynamicDrawUsage);
        geometry.setAttribute(name, attribute);
      }
    }
    for (const [slot, id] of ids.entries()) {
      slots.set(id, slot);
      put(surface, id, tables);
    }
    geometry.setDrawRange(0, ids.length);
  }

  function put(surface: Surface, id: string, tables: LiveTables): void {
    const slot = slots.get(id);
    const track = tables.tracks.get(id);
    if (slot === undefined || !track) return;
    const [x, z] = surface.projection.toPlane(track.lon, track.lat);
    positions.set([x, surface.heightAt(x, z) - surface.lowM, z], slot * 3);
    seen.set(id, track.seq);
  }

  return {
    points,
    update(surface, tables, skip, now) {
      const shown: string[] = [];
      for (const [id, track] of tables.tracks) {
        if (!surface.projection.inside(track.lon, track.lat) || skip(id)) continue;
        const [x, z] = surface.projection.toPlane(track.lon, track.lat);
        if (!Number.isNaN(surface.heightAt(x, z))) shown.push(id);
      }
      const same =
        of === surface && shown.length === ids.length && shown.every((id) => slots.has(id));
      of = surface;
      let changed = !same;
      if (!same) rebuild(surface, shown, tables);
      else
        for (const id of ids)
          if (tables.tracks.get(id)?.seq !== seen.get(id)) {
            put(surface, id, tables);
            changed = true;
          }
      for (const [slot, id] of ids.entries()) {
        const at = tables.tracks.get(id)?.at;
        const old = at !== undefined && isOld(at, now, POSITION_STALE_MS) ? 1 : 0;
        if (olds[slot] === old) continue;
        olds[slot] = old;
        changed = true;
      }
      if (changed)
        for (const name of ['position', 'old']) {
          const attribute = geometry.getAttribute(name);
          if (attribute) attribute.needsUpdate = true;
        }
      points.visible = ids.length > 0;
      return changed;
    },
    each(visit) {
      for (const [i, id] of ids.entries())
        visit(
          id,
          positions[i * 3] as number,
          positions[i * 3 + 1] as number,
          positions[i * 3 + 2] as number,
        );
    },
    setExaggeration(value) {
      points.scale.y = value;
    },
    setPixelRatio(value) {
      (material.uniforms.uPixelRatio as { value: number }).value = value;
    },
    dispose() {
      geometry.dispose();
      material.dispose();
    },
  };
}
