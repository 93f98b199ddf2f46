import {
  BoundingSphere,
  Cartesian2,
  Cartesian3,
  Cartographic,
  Math as CesiumMath,
  type CesiumWidget,
  HeadingPitchRange,
  Matrix4,
  Rectangle,
} from 'cesium';
import { destination, distanceM } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { GlobePort } from '../state/globePort.ts';
import type { Ground } from './ground.ts';
import { REGION } from './scene.ts';

/** Share of the view that one press of an arrow key moves. */
const PAN_SHARE = 0.15;
const ZOOM = 1.5;
const OBLIQUE_DEG = -58;
const STEEP_DEG = -80;
const NEAREST_M = 150;

/** The camera and what it looks at. */
export function createView(widget: CesiumWidget, ground: Ground, still: boolean) {
  const { scene, camera } = widget;

  function groundAt(position: Cartesian2): LonLat | undefined {
    const ray = camera.getPickRay(position);
    const hit = ray && scene.globe.pick(ray, scene);
    if (!hit) return undefined;
    const c = Cartographic.fromCartesian(hit);
    return [CesiumMath.toDegrees(c.longitude), CesiumMath.toDegrees(c.latitude)];
  }
  const middle = () =>
    new Cartesian2(widget.canvas.clientWidth / 2, widget.canvas.clientHeight / 2);
  const world = (at: LonLat) => Cartesian3.fromDegrees(at[0], at[1], ground.height(...at) ?? 300);

  function look(at: LonLat, rangeM: number, headingDeg: number, pitchDeg: number): void {
    camera.lookAt(
      world(at),
      new HeadingPitchRange(
        CesiumMath.toRadians(headingDeg),
        CesiumMath.toRadians(pitchDeg),
        Math.max(NEAREST_M, rangeM),
      ),
    );
    camera.lookAtTransform(Matrix4.IDENTITY);
    scene.requestRender();
  }
  /** Where the view is aimed now; undefined where it looks past the ground. */
  function aim() {
    const at = groundAt(middle());
    if (!at) return undefined;
    return {
      at,
      rangeM: Cartesian3.distance(camera.positionWC, world(at)),
      headingDeg: CesiumMath.toDegrees(camera.heading),
      pitchDeg: CesiumMath.toDegrees(camera.pitch),
    };
  }

  const view = {
    groundAt,
    metresPerPixel(): number {
      const m = middle();
      const a = groundAt(m);
      const b = groundAt(new Cartesian2(m.x + 50, m.y));
      return a && b ? distanceM(a, b) / 50 : Number.NaN;
    },
    bounds(): [number, number, number, number] | undefined {
      const r = camera.computeViewRectangle(scene.globe.ellipsoid);
      if (!r || r.width > 1) return undefined;
      return [r.west, r.south, r.east, r.north].map(CesiumMath.toDegrees) as [
        number,
        number,
        number,
        number,
      ];
    },
    flyTo(target: Parameters<GlobePort['flyTo']>[0]): void {
      const sphere =
        'bbox' in target
          ? BoundingSphere.fromRectangle3D(Rectangle.fromDegrees(...target.bbox), undefined, 300)
          : new BoundingSphere(world(target.position), (target.rangeM ?? 12_000) / 2.4);
      camera.flyToBoundingSphere(sphere, {
        duration: still ? 0 : 1.2,
        offset: new HeadingPitchRange(
          0,
          CesiumMath.toRadians(OBLIQUE_DEG),
          sphere.radius * ('bbox' in target ? 1.7 : 2.4),
        ),
        complete: () => scene.requestRender(),
      });
      scene.requestRender();
    },
    home(): void {
      camera.setView({
        destination: Rectangle.fromDegrees(
          REGION.west + 0.2,
          REGION.south + 0.1,
          REGION.east - 0.6,
          REGION.north - 0.2,
        ),
      });
      scene.requestRender();
    },
    north(): void {
      const now = aim();
      if (now) look(now.at, now.rangeM, 0, now.pitchDeg);
      else {
        camera.setView({ orientation: { heading: 0, pitch: camera.pitch, roll: 0 } });
        scene.requestRender();
      }
    },
    /** Arrows pan, + and − zoom, N sets north up, T tilts. True where the key was one of them. */
    key(key: string): boolean {
      const turn = { ArrowUp: 0, ArrowRight: 90, ArrowDown: 180, ArrowLeft: 270 }[key];
      const zoom = key === '+' || key === '=' ? 1 / ZOOM : key === '-' || key === '_' ? ZOOM : 1;
      const now = aim();
      if (key === 'n' || key === 'N') view.north();
      else if (!now) return false;
      else if (turn !== undefined) {
        const step = view.metresPerPixel() * widget.canvas.clientHeight * PAN_SHARE;
        if (!(step > 0)) return false;
        look(
          destination(now.at, now.headingDeg + turn, step),
          now.rangeM,
          now.headingDeg,
          now.pitchDeg,
        );
      } else if (zoom !== 1) look(now.at, now.rangeM * zoom, now.headingDeg, now.pitchDeg);
      else if (key === 't' || key === 'T')
        look(now.at, now.rangeM, now.headingDeg, now.pitchDeg > STEEP_DEG ? -89.5 : -40);
      else return false;
      return true;
    },
  };
  return view;
}
export type View = ReturnType<typeof createView>;
