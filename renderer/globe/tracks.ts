import {
  type Billboard,
  BillboardCollection,
  BoundingSphere,
  Cartesian3,
  Math as CesiumMath,
  Color,
  Intersect,
  type PointPrimitive,
  PointPrimitiveCollection,
  type Scene,
} from 'cesium';
import type { LiveTables, Track } from '../live/tables.ts';
import type { Ground } from './ground.ts';
import { isStation, STALE_MS, type TrackKind, trackKind } from './kinds.ts';

const SIZE = 22;
/**
 * With more things than this each is a point (on a map of the whole city their signs would cover it), and only those
 * in a near view get a sign on top: a sign costs many times a point even outside the view.
 */
const SIGNS_UP_TO = 2000;
/** Signs in a near view, at most. */
const SIGNS_IN_VIEW = 600;
/** Half a sign reaches into the view from outside, m. */
const IN_VIEW_M = 200;
const images = new Map<string, HTMLCanvasElement>();

/** Marker of a kind, pointing up the page: hull, box, wings, or a head; a ring where the kind is not known. */
function image(kind: TrackKind): HTMLCanvasElement {
  const there = images.get(kind);
  if (there) return there;
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = SIZE * 2;
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.scale(2, 2);
  pen.beginPath();
  if (kind === 'boat') {
    pen.moveTo(11, 2);
    pen.quadraticCurveTo(17, 8, 15.5, 19);
    pen.lineTo(6.5, 19);
    pen.quadraticCurveTo(5, 8, 11, 2);
  } else if (kind === 'vehicle') {
    pen.moveTo(11, 2);
    pen.lineTo(16, 7);
    pen.lineTo(16, 19);
    pen.lineTo(6, 19);
    pen.lineTo(6, 7);
  } else if (kind === 'air') {
    pen.moveTo(11, 2);
    pen.lineTo(20, 18);
    pen.lineTo(11, 14);
    pen.lineTo(2, 18);
  } else pen.arc(11, 11, kind === 'person' ? 5.5 : 5, 0, 2 * Math.PI);
  pen.closePath();
  pen.lineJoin = 'round';
  pen.lineWidth = 3.5;
  pen.strokeStyle = 'rgba(8,11,15,0.9)';
  pen.stroke();
  pen.fillStyle = kind === 'other' ? '#8fc4ff' : '#5aaeff';
  pen.fill();
  pen.lineWidth = 1.2;
  pen.strokeStyle = '#ffffff';
  pen.stroke();
  images.set(kind, canvas);
  return canvas;
}

export interface TrackLayer {
  update(): void;
  /** Kinds and names changed, or time went on: what is old fades. True where something changed. */
  review(): boolean;
  /** The drawn ground changed. */
  settle(): void;
  setVisible(visible: boolean): void;
  worldOf(id: string): Cartesian3 | undefined;
  readonly count: number;
  dispose(): void;
}

interface Shown {
  readonly sign: Billboard | PointPrimitive;
  kind: TrackKind;
  ground: number;
  lon: number;
  lat: number;
  old: boolean;
}

/**
 * Everything that moves: one sign each in one collection, touched only where it changed. Stations and forces have
 * their own layers. `far` says whether the view is so wide that a turned sign could not be read among thousands.
 */
export function createTracks(
  scene: Scene,
  tables: LiveTables,
  ground: Ground,
  far: () => boolean,
): TrackLayer {
  let marks: BillboardCollection | PointPrimitiveCollection | undefined;
  let near: BillboardCollection | undefined;
  const signs = new Map<string, Billboard>();
  const shown = new Map<string, Shown>();
  const sphere = new BoundingSphere(new Cartesian3(), IN_VIEW_M);
  const scratch = new Cartesian3();
  const colors = {
    sign: { fresh: Color.WHITE, old: Color.WHITE.withAlpha(0.45) },
    point: {
      fresh: Color.fromCssColorString('#5aaeff'),
      old: Color.fromCssColorString('#9aa5b1').withAlpha(0.7),
    },
  } as const;
  const colorOf = (old: boolean) =>
    colors[marks instanceof BillboardCollection ? 'sign' : 'point'][old ? 'old' : 'fresh'];
  let first = true;

  const kindOf = (id: string): TrackKind | undefined => {
    const thing = tables.table('things').get(id)?.body;
    if (thing?.removed || tables.table('forces').has(id) || isStation(thing?.kind))
      return undefined;
    return trackKind(thing?.kind ?? '');
  };
  const isOld = (track: Track): boolean => {
    const now = tables.simNow();
    return now !== undefined && now - track.at > STALE_MS;
  };
  const drop = (id: string): void => {
    const was = shown.get(id);
    const sign = signs.get(id);
    if (sign) near?.remove(sign);
    signs.delete(id);
    if (was) marks?.remove(was.sign as Billboard & PointPrimitive);
    shown.delete(id);
  };
  const turn = (billboard: Billboard, track: Track, kind: TrackKind) => {
    if (Number.isNaN(track.headingDeg) || kind === 'person' || kind === 'other') return;
    billboard.rotation = -CesiumMath.toRadians(track.headingDeg);
  };
  const place = (track: Track, old: number): { position: Cartesian3; height: number } => {
    const height = Number.isNaN(track.height)
      ? ground.cellHeight(track.lon, track.lat, old)
      : track.height;
    return {
      position: Cartesian3.fromDegrees(track.lon, track.lat, height, undefined, scratch),
      height,
    };
  };
  const add = (id: string, track: Track): void => {
    const kind = kindOf(id);
    if (!kind || !marks) return;
    const { position, height } = place(track, Number.NaN);
    const old = isOld(track);
    const common = {
      id: { collection: 'tracks', id },
      position: Cartesian3.clone(position),
      color: colorOf(old),
      disableDepthTestDistance: Number.POSITIVE_INFINITY,
    };
    let sign: Billboard | PointPrimitive;
    if (marks instanceof BillboardCollection) {
      // Turned about the vertical of the screen's north, so that a course reads as on a chart.
      sign = marks.add({ ...common, width: SIZE, height: SIZE, alignedAxis: Cartesian3.UNIT_Z });
      sign.setImage(kind, image(kind));
      turn(sign, track, kind);
    } else sign = marks.add({ ...common, pixelSize: 8 });
    shown.set(id, { sign, kind, ground: height, lon: track.lon, lat: track.lat, old });
  };
  const move = (id: string): void => {
    const track = tables.tracks.get(id);
    if (!track) return;
    const was = shown.get(id);
    if (!was) {
      add(id, track);
      return;
    }
    if (was.lon !== track.lon || was.lat !== track.lat) {
      const { position, height } = place(track, was.ground);
      was.sign.position = position;
      was.ground = height;
      was.lon = track.lon;
      was.lat = track.lat;
    }
    if (marks instanceof BillboardCollection) turn(was.sign as Billboard, track, was.kind);
  };

  function remove(): void {
    if (marks) scene.primitives.remove(marks);
    if (near) scene.primitives.remove(near);
    marks = near = undefined;
    signs.clear();
    shown.clear();
  }
  /** Signs over the points of a near view. */
  function dress(): void {
    if (!(marks instanceof PointPrimitiveCollection)) return;
    const { camera } = scene;
    const volume = far()
      ? undefined
      : camera.frustum.computeCullingVolume(camera.positionWC, camera.directionWC, camera.upWC);
    const wanted = new Set<string>();
    if (volume)
      for (const [id, was] of shown) {
        if (wanted.size >= SIGNS_IN_VIEW) break;
        sphere.center = was.sign.position;
        if (volume.computeVisibility(sphere) !== Intersect.OUTSIDE) wanted.add(id);
      }
    for (const [id, sign] of signs)
      if (!wanted.has(id)) {
        near?.remove(sign);
        signs.delete(id);
      }
    if (wanted.size === 0 && near) {
      scene.primitives.remove(near);
      near = undefined;
    }
    for (const id of wanted) {
      const was = shown.get(id) as Shown;
      const track = tables.tracks.get(id);
      if (!track) continue;
      near ??= scene.primitives.add(new BillboardCollection({ scene })) as BillboardCollection;
      let sign = signs.get(id);
      if (sign) sign.position = was.sign.position;
      else {
        sign = near.add({
          id: { collection: 'tracks', id },
          position: was.sign.position,
          width: SIZE,
          height: SIZE,
          alignedAxis: Cartesian3.UNIT_Z,
          disableDepthTestDistance: Number.POSITIVE_INFINITY,
        });
        sign.setImage(was.kind, image(was.kind));
        signs.set(id, sign);
      }
      sign.color = colors.sign[was.old ? 'old' : 'fresh'];
      turn(sign, track, was.kind);
    }
  }

  /** Points or signs, whichever the number of things asks for. */
  function stand(): void {
    const points = tables.tracks.size > SIGNS_UP_TO;
    if (marks && points === marks instanceof PointPrimitiveCollection) return;
    remove();
    marks = points
      ? (scene.primitives.add(new PointPrimitiveCollection()) as PointPrimitiveCollection)
      : (scene.primitives.add(new BillboardCollection({ scene })) as BillboardCollection);
    first = true;
  }

  return {
    update() {
      if (!marks) return;
      stand();
      ground.nextRound();
      if (first || shown.size > tables.tracks.size) {
        marks.removeAll();
        shown.clear();
        for (const [id, track] of tables.tracks) add(id, track);
        first = false;
      } else for (const id of tables.dirtyTracks) move(id);
      tables.dirtyTracks.clear();
      dress();
    },
    review() {
      if (!marks) return false;
      let changed = false;
      this.update();
      for (const [id, track] of tables.tracks) {
        const kind = kindOf(id);
        const was = shown.get(id);
        if (was?.kind !== kind) {
          drop(id);
          add(id, track);
          changed = true;
        } else if (was) {
          const old = isOld(track);
          if (old !== was.old) {
            was.sign.color = colorOf(old);
            changed = true;
          }
          was.old = old;
        }
      }
      return changed;
    },
    settle() {
      ground.nextRound();
      for (const [id, was] of shown) {
        const track = tables.tracks.get(id);
        if (!track || !Number.isNaN(track.height)) continue;
        const { position, height } = place(track, was.ground);
        if (height === was.ground) continue;
        was.sign.position = position;
        was.ground = height;
      }
    },
    setVisible(visible) {
      if (visible === (marks !== undefined)) return;
      if (visible) {
        stand();
        this.update();
      } else remove();
    },
    worldOf: (id) => shown.get(id)?.sign.position,
    get count() {
      return (marks?.length ?? 0) + (near?.length ?? 0);
    },
    dispose() {
      this.setVisible(false);
    },
  };
}
