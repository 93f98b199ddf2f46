import {
  BoundingSphere,
  Cartesian2,
  Cartesian3,
  Cartographic,
  Math as CesiumMath,
  CustomDataSource,
  DataSourceCollection,
  DataSourceDisplay,
  HeadingPitchRange,
  JulianDate,
  Rectangle,
  ScreenSpaceEventHandler,
  ScreenSpaceEventType,
} from 'cesium';
import 'cesium/Build/Cesium/Widgets/widgets.css';
import type { PlaceInfo } from '../../shared/contract/types.ts';
import { distanceM, lengthM } from '../../shared/geo/geodesy.ts';
import type { Disposable } from '../../shared/kit/disposable.ts';
import { DisposableStore, toDisposable } from '../../shared/kit/disposable.ts';
import type { LonLat, PlotShape } from '../../shared/model/common.ts';
import type { LiveTables, Topic } from '../live/tables.ts';
import type { CursorInfo, Drawn, DrawTool, GlobePick, GlobePort } from '../state/globePort.ts';
import { createIncidents, createPlaces, createTracks, type MarkLayer } from './marks.ts';
import { createPlan, plot } from './plan.ts';
import { createWidget, isSoftware, REGION } from './scene.ts';

export interface GlobeDeps {
  readonly tables: LiveTables;
  readonly api: { sample(points: readonly (readonly [number, number])[]): Promise<unknown> };
  readonly text: (key: string, params?: Readonly<Record<string, string | number>>) => string;
  readonly origin: string;
  readonly light?: boolean;
}

type View = Parameters<Parameters<GlobePort['onView']>[0]>[0];
const CURSOR_MS = 150;

/** The globe of one window. Holds no state of its own but the camera: what it shows comes from the live tables. */
export function createGlobe(
  container: HTMLElement,
  deps: GlobeDeps,
): GlobePort & { dispose(): void } {
  const light = deps.light ?? isSoftware();
  const { tables } = deps;
  const widget = createWidget(container, deps.origin, tables.terrainVersion || '0', light);
  const { scene, camera } = widget;
  const store = new DisposableStore();
  const render = () => scene.requestRender();

  const sources = new DataSourceCollection();
  const display = new DataSourceDisplay({ scene, dataSourceCollection: sources });
  const clockTime = JulianDate.fromIso8601('2020-01-01');
  const removeTick = scene.preUpdate.addEventListener(() => display.update(clockTime));
  store.add(toDisposable(removeTick));

  const layers = new Map<string, MarkLayer>();
  const watch = (id: string, layer: MarkLayer, topics: readonly Topic[]): void => {
    layers.set(id, layer);
    const refresh = () => {
      layer.update();
      render();
    };
    for (const topic of topics) store.add(tables.on(topic, refresh));
    store.add({ dispose: () => layer.dispose() } satisfies Disposable);
    refresh();
  };
  watch('tracks', createTracks(scene, tables), ['tracks', 'reset']);
  watch('incident', createIncidents(scene, tables), ['incidents', 'forces', 'reset']);
  watch('plan', createPlan(sources, tables), ['plan', 'reset']);
  fetch(`${deps.origin}/places.json`)
    .then((r) => r.json() as Promise<PlaceInfo[]>)
    .then((places) => watch('places', createPlaces(scene, places), []))
    .catch(() => {});

  const sketch = new CustomDataSource('sketch');
  void sources.add(sketch);
  let drawing:
    | { tool: DrawTool; points: LonLat[]; done: (drawn: Drawn | undefined) => void }
    | undefined;
  const picks = new Set<(pick: GlobePick | undefined, position: LonLat | undefined) => void>();
  const cursors = new Set<(info: CursorInfo | undefined) => void>();
  const views = new Set<(view: View) => void>();

  function ground(position: Cartesian2): LonLat | undefined {
    const ray = camera.getPickRay(position);
    const hit = ray && scene.globe.pick(ray, scene);
    if (!hit) return undefined;
    const c = Cartographic.fromCartesian(hit);
    return [CesiumMath.toDegrees(c.longitude), CesiumMath.toDegrees(c.latitude)];
  }

  const shapeOf = (tool: DrawTool): PlotShape =>
    tool === 'measureArea'
      ? 'area'
      : tool === 'measureDistance' || tool === 'profile'
        ? 'line'
        : tool === 'pick'
          ? 'point'
          : tool;
  function showSketch(extra?: LonLat): void {
    sketch.entities.removeAll();
    if (!drawing) return;
    const coordinates = extra ? [...drawing.points, extra] : drawing.points;
    const km = lengthM(coordinates) / 1000;
    const label =
      drawing.tool === 'measureDistance' && coordinates.length > 1
        ? `${km.toFixed(2)} km`
        : undefined;
    if (coordinates.length > 0)
      plot(sketch, 'sketch', {
        shape: shapeOf(drawing.tool),
        coordinates,
        color: '#ffffff',
        planned: true,
        label,
      });
    render();
  }
  function finish(drawn: Drawn | undefined): void {
    const was = drawing;
    drawing = undefined;
    sketch.entities.removeAll();
    render();
    was?.done(drawn);
  }
  const complete = () => {
    if (!drawing) return;
    const least =
      drawing.tool === 'area' || drawing.tool === 'measureArea'
        ? 3
        : shapeOf(drawing.tool) === 'point'
          ? 1
          : 2;
    if (drawing.points.length >= least) finish({ tool: drawing.tool, coordinates: drawing.points });
  };

  const handler = new ScreenSpaceEventHandler(widget.canvas);
  store.add(toDisposable(() => handler.destroy()));
  handler.setInputAction((event: { position: Cartesian2 }) => {
    const position = ground(event.position);
    if (drawing) {
      const last = drawing.points.at(-1);
      // The second click of a double click stands on the first one.
      if (position && !(last && distanceM(last, position) < 1)) drawing.points.push(position);
      showSketch();
      if (shapeOf(drawing.tool) === 'point') complete();
      return;
    }
    const found = scene.pick(event.position)?.id as
      | { collection?: GlobePick['collection']; id?: string }
      | undefined;
    const pick =
      found?.collection && found.id
        ? { collection: found.collection, id: found.id }
        : typeof found?.id === 'string'
          ? { collection: 'plan' as const, id: found.id }
          : undefined;
    for (const listener of picks) listener(pick, position);
  }, ScreenSpaceEventType.LEFT_CLICK);
  handler.setInputAction((event: { position: Cartesian2 }) => {
    if (drawing) complete();
    else {
      const position = ground(event.position);
      if (position)
        port.flyTo({ position, rangeM: Math.max(3000, camera.positionCartographic.height * 0.5) });
    }
  }, ScreenSpaceEventType.LEFT_DOUBLE_CLICK);

  let asked: LonLat | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  handler.setInputAction((event: { endPosition: Cartesian2 }) => {
    const position = ground(event.endPosition);
    if (drawing && position) showSketch(position);
    for (const listener of cursors) listener(position && { position });
    asked = position;
    if (!position || timer) return;
    timer = setTimeout(async () => {
      timer = undefined;
      const here = asked;
      if (!here) return;
      const [sample] = (await deps.api.sample([here]).catch(() => [])) as {
        heightM?: number;
        datum: string;
        source: string;
      }[];
      if (sample && asked === here)
        for (const listener of cursors) listener({ position: here, ...sample });
    }, CURSOR_MS);
  }, ScreenSpaceEventType.MOUSE_MOVE);

  const keys = (event: KeyboardEvent) => {
    if (!drawing) return;
    if (event.key === 'Escape') finish(undefined);
    else if (event.key === 'Enter') complete();
    else if (event.key === 'Backspace') {
      drawing.points.pop();
      showSketch();
    } else return;
    event.stopPropagation();
  };
  window.addEventListener('keydown', keys, true);
  store.add(toDisposable(() => window.removeEventListener('keydown', keys, true)));

  function tellView(): void {
    const middle = new Cartesian2(widget.canvas.clientWidth / 2, widget.canvas.clientHeight / 2);
    const a = ground(middle);
    const b = ground(new Cartesian2(middle.x + 50, middle.y));
    const view: View = {
      metresPerPixel: a && b ? distanceM(a, b) / 50 : Number.NaN,
      headingDeg: CesiumMath.toDegrees(camera.heading),
      pitchDeg: CesiumMath.toDegrees(camera.pitch),
      quality: light ? 'light' : 'full',
    };
    for (const listener of views) listener(view);
  }
  camera.percentageChanged = 0.02;
  store.add(toDisposable(camera.changed.addEventListener(tellView)));
  store.add(
    toDisposable(
      scene.globe.tileLoadProgressEvent.addEventListener((waiting: number) => {
        if (waiting > 0) return;
        container.dataset.globeReady = '1';
        tellView();
      }),
    ),
  );
  store.add(
    tables.on('terrain', () => {
      // New elevation: the imagery is asked for again under its new version.
      render();
    }),
  );

  const port: GlobePort & { dispose(): void } = {
    flyTo(target) {
      const sphere =
        'bbox' in target
          ? BoundingSphere.fromRectangle3D(Rectangle.fromDegrees(...target.bbox))
          : new BoundingSphere(
              Cartesian3.fromDegrees(target.position[0], target.position[1], 300),
              (target.rangeM ?? 12_000) / 2.4,
            );
      camera.flyToBoundingSphere(sphere, {
        duration: light ? 0 : 1.2,
        offset: new HeadingPitchRange(0, CesiumMath.toRadians(-58), sphere.radius * 2.4),
        complete: render,
      });
      render();
    },
    home() {
      camera.setView({
        destination: Rectangle.fromDegrees(
          REGION.west + 0.2,
          REGION.south + 0.1,
          REGION.east - 0.6,
          REGION.north - 0.2,
        ),
      });
      render();
    },
    setLayer(layerId, visible) {
      if (layerId === 'relief') {
        const base = scene.imageryLayers.get(0);
        if (base) base.show = visible;
      } else layers.get(layerId)?.setVisible(visible);
      render();
    },
    setSelected: render,
    draw(tool, done) {
      finish(undefined);
      drawing = { tool, points: [], done };
    },
    cancelDraw: () => finish(undefined),
    onPick(listener) {
      picks.add(listener);
      return () => picks.delete(listener);
    },
    onCursor(listener) {
      cursors.add(listener);
      return () => cursors.delete(listener);
    },
    onView(listener) {
      views.add(listener);
      return () => views.delete(listener);
    },
    dispose() {
      clearTimeout(timer);
      store.dispose();
      display.destroy();
      widget.destroy();
    },
  };
  port.home();
  return port;
}
