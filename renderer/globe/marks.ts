import {
  BillboardCollection,
  Cartesian2,
  Cartesian3,
  Color,
  HeightReference,
  LabelCollection,
  LabelStyle,
  NearFarScalar,
  PointPrimitiveCollection,
  type Scene,
  VerticalOrigin,
} from 'cesium';
import type { PlaceInfo } from '../../shared/contract/types.ts';
import type { LiveTables } from '../live/tables.ts';

const FONT = '"Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif';
/** Height above the ellipsoid at which marks float where no height is known, m: over the valleys, under the crests. */
const LIFT = 600;
const at = (lon: number, lat: number, height = LIFT) => Cartesian3.fromDegrees(lon, lat, height);

export interface MarkLayer {
  update(): void;
  setVisible(visible: boolean): void;
  dispose(): void;
}

const label = (text: string, color: string, size: number) => ({
  text,
  font: `${size}px ${FONT}`,
  fillColor: Color.fromCssColorString(color),
  outlineColor: Color.fromCssColorString('#0b0e13'),
  outlineWidth: 3,
  style: LabelStyle.FILL_AND_OUTLINE,
  disableDepthTestDistance: Number.POSITIVE_INFINITY,
});

/** Named places. Seats of districts are seen from afar, lesser places only from near. */
export function createPlaces(scene: Scene, places: readonly PlaceInfo[]): MarkLayer {
  const labels = scene.primitives.add(new LabelCollection({ scene })) as LabelCollection;
  for (const place of places) {
    const seat = place.kind === 'seat';
    labels.add({
      ...label(place.name, seat ? '#e8ecf2' : '#9fc6ea', seat ? 17 : 14),
      position: at(place.position[0], place.position[1]),
      heightReference: HeightReference.NONE,
      scaleByDistance: new NearFarScalar(5e4, 1.1, 1.2e6, 0.95),
      translucencyByDistance: seat
        ? new NearFarScalar(2e6, 1, 4e6, 0)
        : new NearFarScalar(1.2e5, 1, 3e5, 0),
      pixelOffset: new Cartesian2(0, -4),
      verticalOrigin: VerticalOrigin.BOTTOM,
    });
  }
  return {
    update() {},
    setVisible(visible) {
      labels.show = visible;
    },
    dispose() {
      scene.primitives.remove(labels);
    },
  };
}

/** Everything that moves or measures: one point each, in one collection, touched only where it changed. */
export function createTracks(scene: Scene, tables: LiveTables): MarkLayer {
  const points = scene.primitives.add(new PointPrimitiveCollection()) as PointPrimitiveCollection;
  const byId = new Map<string, ReturnType<PointPrimitiveCollection['add']>>();
  const scratch = new Cartesian3();
  const put = (id: string) => {
    const track = tables.tracks.get(id);
    if (!track) return;
    const height = Number.isNaN(track.height) ? LIFT : track.height;
    const position = Cartesian3.fromDegrees(track.lon, track.lat, height, undefined, scratch);
    const point = byId.get(id);
    if (point) {
      point.position = position;
      return;
    }
    byId.set(
      id,
      points.add({
        id: { collection: 'tracks', id },
        position: Cartesian3.clone(position),
        color: Color.fromCssColorString('#4aa3ff'),
        outlineColor: Color.fromCssColorString('#0b0e13'),
        outlineWidth: 1,
        pixelSize: 7,
        disableDepthTestDistance: 5e4,
      }),
    );
  };
  let first = true;
  return {
    update() {
      if (first || byId.size > tables.tracks.size) {
        points.removeAll();
        byId.clear();
        for (const id of tables.tracks.keys()) put(id);
        first = false;
      } else for (const id of tables.dirtyTracks) put(id);
      tables.dirtyTracks.clear();
    },
    setVisible(visible) {
      points.show = visible;
    },
    dispose() {
      scene.primitives.remove(points);
    },
  };
}

const levelColor = ['#8a94a3', '#ff4d4f', '#ff9a2e', '#ffd43b', '#4aa3ff'] as const;
/** A framed character: red rounded square for an event, as GB/T 35649 draws class A. */
function symbol(character: string, frame: string, round: boolean): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = 44;
  canvas.height = 44;
  const ctx = canvas.getContext('2d') as CanvasRenderingContext2D;
  ctx.beginPath();
  ctx.roundRect(4, 4, 36, 36, round ? 8 : 0);
  ctx.fillStyle = '#10141ae6';
  ctx.fill();
  ctx.lineWidth = 3;
  ctx.strokeStyle = frame;
  ctx.stroke();
  ctx.fillStyle = frame;
  ctx.font = `bold 22px ${FONT}`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  ctx.fillText(character, 22, 23);
  return canvas;
}

/** Incidents with their title, and forces where they stand. Few, so they are set anew at each change. */
export function createIncidents(scene: Scene, tables: LiveTables): MarkLayer {
  const marks = scene.primitives.add(new BillboardCollection({ scene })) as BillboardCollection;
  const labels = scene.primitives.add(new LabelCollection({ scene })) as LabelCollection;
  return {
    update() {
      marks.removeAll();
      labels.removeAll();
      for (const { id, body } of tables.table('incidents').values()) {
        if (!body.position || body.closed) continue;
        const color = levelColor[body.level ?? 0] as string;
        const position = at(body.position[0], body.position[1]);
        marks.add({
          id: { collection: 'incidents', id },
          position,
          image: symbol('灾', color, true),
          disableDepthTestDistance: Number.POSITIVE_INFINITY,
        });
        labels.add({
          ...label(body.title ?? '', color, 14),
          position,
          pixelOffset: new Cartesian2(28, 6),
        });
      }
      for (const { id, body } of tables.table('forces').values()) {
        if (!body.position) continue;
        marks.add({
          id: { collection: 'forces', id },
          position: at(body.position[0], body.position[1]),
          image: symbol('队', '#4aa3ff', false),
          scale: 0.7,
          disableDepthTestDistance: Number.POSITIVE_INFINITY,
        });
      }
    },
    setVisible(visible) {
      marks.show = visible;
      labels.show = visible;
    },
    dispose() {
      scene.primitives.remove(marks);
      scene.primitives.remove(labels);
    },
  };
}
