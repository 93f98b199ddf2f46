import { MOUSE, PerspectiveCamera, Spherical, Vector3 } from 'three';
import { OrbitControls } from 'three/addons/controls/OrbitControls.js';
import type { Projection } from './projection.ts';

export const FOV_DEG = 30;
const MOST_POLAR = (86 * Math.PI) / 180;
const OBLIQUE = (50 * Math.PI) / 180;
const TOP = 0.0001;
/** Shares of the picture that the tray may fill: the window's own buttons stand above and below it. */
const ROOM_TALL = 0.88;
const ROOM_WIDE = 0.95;

/** Outer measures of the table, m: half the tray, depth of the foot, height of the highest ground as drawn. */
export interface Body {
  readonly halfX: number;
  readonly halfZ: number;
  readonly footM: number;
  readonly riseM: number;
}

export type Preset = 'oblique' | 'top' | 'north';

/** The camera and the hands on it. Every move ends in `onMove`; nothing moves by itself. */
export interface Hands {
  readonly camera: PerspectiveCamera;
  /** Takes another block into its hands and shows all of it. */
  fit(projection: Projection, body: Body): void;
  preset(name: Preset): void;
  centre(x: number, y: number, z: number): void;
  /** True when the key was meant for the table. */
  key(event: KeyboardEvent): boolean;
  resize(width: number, height: number): void;
  readonly headingDeg: number;
  readonly distance: number;
  dispose(): void;
}

export function createHands(canvas: HTMLElement, onMove: () => void): Hands {
  const camera = new PerspectiveCamera(FOV_DEG, 1, 1, 1e6);
  const controls = new OrbitControls(camera, canvas);
  controls.enableDamping = false;
  controls.zoomToCursor = true;
  controls.screenSpacePanning = false;
  controls.maxPolarAngle = MOST_POLAR;
  controls.mouseButtons = { LEFT: MOUSE.ROTATE, MIDDLE: MOUSE.DOLLY, RIGHT: MOUSE.PAN };
  let of: Projection | undefined;
  let body: Body = { halfX: 1, halfZ: 1, footM: 0, riseM: 0 };

  function changed(): void {
    const { target } = controls;
    if (of) {
      // The block cannot be lost from sight.
      const x = Math.max(-of.widthM / 2, Math.min(of.widthM / 2, target.x));
      const z = Math.max(-of.depthM / 2, Math.min(of.depthM / 2, target.z));
      camera.position.add(new Vector3(x - target.x, 0, z - target.z));
      target.set(x, target.y, z);
    }
    const distance = camera.position.distanceTo(target);
    camera.near = distance / 60;
    camera.far = distance * 3 + (of ? Math.max(of.widthM, of.depthM) * 3 : 0);
    camera.updateProjectionMatrix();
    camera.updateMatrixWorld();
    onMove();
  }
  controls.addEventListener('change', changed);
  /** The view as a preset left it: it is fitted again when the window changes, until a hand moves it. */
  let standing: Preset | undefined;
  controls.addEventListener('start', () => {
    standing = undefined;
  });

  const offset = () => new Spherical().setFromVector3(camera.position.clone().sub(controls.target));
  function place(s: Spherical): void {
    s.phi = Math.max(TOP, Math.min(MOST_POLAR, s.phi));
    s.radius = Math.max(controls.minDistance, Math.min(controls.maxDistance, s.radius));
    camera.position.copy(controls.target).add(new Vector3().setFromSpherical(s));
    controls.update();
    changed();
  }

  /** Target and distance from which the whole tray fills the view, seen from the south under an angle. */
  function fitted(polar: number): { readonly z: number; readonly distance: number } {
    if (!of) return { z: 0, distance: 1000 };
    const { widthM, depthM } = of;
    const { halfX, halfZ, footM, riseM } = body;
    const corners = [-1, 1].flatMap((sx) =>
      [-1, 1].flatMap((sz) => [
        new Vector3(sx * halfX, -footM, sz * halfZ),
        new Vector3((sx * widthM) / 2, riseM, (sz * depthM) / 2),
      ]),
    );
    const back = new Vector3(0, Math.cos(polar), Math.sin(polar));
    const up = new Vector3(0, Math.sin(polar), -Math.cos(polar));
    const tall = Math.tan((FOV_DEG * Math.PI) / 360) * ROOM_TALL;
    const wide = Math.tan((FOV_DEG * Math.PI) / 360) * camera.aspect * ROOM_WIDE;
    let z = 0;
    let distance = 0;
    // The target moves along the ground until as much room is left above as below.
    for (let i = 0; i < 6; i++) {
      const target = new Vector3(0, 0, z);
      const local = corners.map((c) => c.clone().sub(target));
      distance = Math.max(
        ...local.map(
          (p) => Math.max(Math.abs(p.x) / wide, Math.abs(p.dot(up)) / tall) + p.dot(back),
        ),
      );
      const ys = local.map((p) => p.dot(up) / (distance - p.dot(back)));
      const off = (Math.max(...ys) + Math.min(...ys)) / 2;
      z -= (off * distance) / Math.cos(polar);
    }
    return { z, distance };
  }

  function preset(name: Preset): void {
    if (name === 'north') {
      const s = offset();
      place(new Spherical(s.radius, s.phi, 0));
      return;
    }
    const polar = name === 'top' ? TOP : OBLIQUE;
    const { z, distance } = fitted(polar);
    controls.target.set(0, 0, z);
    place(new Spherical(distance, polar, 0));
    standing = name;
  }

  function pan(right: number, ahead: number): void {
    const s = offset();
    const step = s.radius * 0.06;
    const sin = Math.sin(s.theta);
    const cos = Math.cos(s.theta);
    const move = new Vector3(right * cos - ahead * sin, 0, -right * sin - ahead * cos);
    controls.target.addScaledVector(move, step);
    place(s);
  }

  return {
    camera,
    fit(projection, next) {
      of = projection;
      body = next;
      const size = Math.max(projection.widthM, projection.depthM);
      controls.minDistance = size * 0.03;
      controls.maxDistance = size * 5;
      preset('oblique');
    },
    preset,
    centre(x, y, z) {
      standing = undefined;
      const s = offset();
      controls.target.set(x, y, z);
      place(new Spherical(s.radius * 0.62, s.phi, s.theta));
    },
    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return false;
      const s = offset();
      const turn = Math.PI / 24;
      const arrows: Readonly<Record<string, readonly [number, number]>> = {
        ArrowLeft: [-1, 0],
        ArrowRight: [1, 0],
        ArrowUp: [0, 1],
        ArrowDown: [0, -1],
      };
      const arrow = arrows[event.key];
      if (arrow && event.shiftKey) pan(...arrow);
      else if (arrow)
        place(new Spherical(s.radius, s.phi - arrow[1] * turn, s.theta + arrow[0] * turn));
      else if (event.key === '+' || event.key === '=')
        place(new Spherical(s.radius / 1.2, s.phi, s.theta));
      else if (event.key === '-' || event.key === '_')
        place(new Spherical(s.radius * 1.2, s.phi, s.theta));
      else if (event.key === 'r' || event.key === 'R') preset('oblique');
      else if (event.key === 't' || event.key === 'T') preset('top');
      else if (event.key === 'n' || event.key === 'N') preset('north');
      else return false;
      if (!/^[rt]$/i.test(event.key)) standing = undefined;
      return true;
    },
    resize(width, height) {
      camera.aspect = width / Math.max(1, height);
      if (of && standing) preset(standing);
      else changed();
    },
    get headingDeg() {
      // The eye stands in the south when it looks north.
      return ((((-offset().theta * 180) / Math.PI) % 360) + 360) % 360;
    },
    get distance() {
      return camera.position.distanceTo(controls.target);
    },
    dispose: () => controls.dispose(),
  };
}
