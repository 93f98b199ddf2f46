import {
  ArcType,
  Cartesian2,
  Cartesian3,
  ClassificationType,
  Color,
  CustomDataSource,
  type DataSourceCollection,
  PolygonHierarchy,
  PolylineArrowMaterialProperty,
  PolylineDashMaterialProperty,
} from 'cesium';
import type { LonLat, PlotShape } from '../../shared/model/common.ts';
import type { LiveTables } from '../live/tables.ts';

const colors = {
  red: '#ff4d4f',
  blue: '#4aa3ff',
  black: '#11151b',
  yellow: '#ffd43b',
  green: '#3ecf8e',
} as const;
const flat = (coordinates: readonly LonLat[]) => Cartesian3.fromDegreesArray(coordinates.flat());

export interface Plotted {
  readonly shape: PlotShape;
  readonly coordinates: readonly LonLat[];
  readonly color: string;
  readonly planned: boolean;
  readonly label?: string | undefined;
}

/** Draws one plotted shape into a source, clamped to the ground: solid = actual, dashed = planned (XF/T 3013). */
export function plot(source: CustomDataSource, id: string, item: Plotted): void {
  const color = Color.fromCssColorString(item.color);
  const [first] = item.coordinates;
  if (!first) return;
  const line = item.shape === 'area' ? [...item.coordinates, first] : item.coordinates;
  const stroke =
    item.shape === 'arrow'
      ? new PolylineArrowMaterialProperty(color)
      : item.planned
        ? new PolylineDashMaterialProperty({ color, dashLength: 14 })
        : color;
  source.entities.add({
    id,
    position: Cartesian3.fromDegrees(first[0], first[1], 600),
    ...(item.shape === 'point'
      ? {
          point: {
            pixelSize: 12,
            color,
            outlineColor: Color.BLACK,
            outlineWidth: 2,
            disableDepthTestDistance: Number.POSITIVE_INFINITY,
          },
        }
      : {
          polyline: {
            positions: flat(line),
            width: item.shape === 'arrow' ? 14 : 3,
            material: stroke,
            clampToGround: true,
            arcType: ArcType.GEODESIC,
            classificationType: ClassificationType.TERRAIN,
          },
        }),
    ...(item.shape === 'area' && item.coordinates.length > 2
      ? {
          polygon: {
            hierarchy: new PolygonHierarchy(flat(item.coordinates)),
            material: color.withAlpha(0.22),
            classificationType: ClassificationType.TERRAIN,
          },
        }
      : {}),
    ...(item.label
      ? {
          label: {
            text: item.label,
            font: '13px "Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei",sans-serif',
            fillColor: color,
            showBackground: true,
            backgroundColor: Color.fromCssColorString('#10141acc'),
            pixelOffset: new Cartesian2(0, -18),
            disableDepthTestDistance: Number.POSITIVE_INFINITY,
          },
        }
      : {}),
  });
}

/** What people plotted. Set anew when it changes: hundreds of items, not thousands. */
export function createPlan(sources: DataSourceCollection, tables: LiveTables) {
  const source = new CustomDataSource('plan');
  void sources.add(source);
  return {
    update() {
      source.entities.removeAll();
      for (const { id, body } of tables.table('plan').values()) {
        if (body.deleted || !body.shape || !body.coordinates) continue;
        plot(source, id, {
          shape: body.shape,
          coordinates: body.coordinates,
          color: colors[body.color ?? 'blue'],
          planned: body.phase === 'planned',
          label: body.label,
        });
      }
    },
    setVisible(visible: boolean) {
      source.show = visible;
    },
    dispose() {
      sources.remove(source, true);
    },
  };
}
