import { type Cartesian2, ScreenSpaceEventHandler, ScreenSpaceEventType } from 'cesium';
import 'cesium/Build/Cesium/Widgets/widgets.css';
import type { PlaceInfo } from '../../shared/contract/types.ts';
import { DisposableStore, toDisposable } from '../../shared/kit/disposable.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { LiveTables, Topic } from '../live/tables.ts';
import { waterWords } from '../live/water.ts';
import type { CursorInfo, GlobePick, GlobePort } from '../state/globePort.ts';
import { drawAlerts, drawForecasts, drawIncidents, drawPlaces, drawPlan } from './drawAreas.ts';
import { drawForces } from './drawForces.ts';
import { drawStations, drawTrackNames } from './drawStations.ts';
import { graticule } from './graticule.ts';
import { Ground } from './ground.ts';
import type { LayerContext } from './layerContext.ts';
import { type Drawing, type DrawnLayer, drawnLayers } from './marks.ts';
import { Overlay } from './overlay.ts';
import { createWidget, isSoftware, scaleAtRest, scaleMoving } from './scene.ts';
import { Sketch } from './sketch.ts';
import { type GroundPart, Surface } from './surface.ts';
import { createTracks } from './tracks.ts';
import { createView } from './view.ts';

export interface GlobeDeps {
  readonly tables: LiveTables;
  readonly api: { sample(points: readonly (readonly [number, number])[]): Promise<unknown> };
  readonly text: (key: string, params?: Readonly<Record<string, string | number>>) => string;
  readonly origin: string;
  readonly light?: boolean;
}

type ViewInfo = Parameters<Parameters<GlobePort['onView']>[0]>[0];
const CURSOR_MS = 150;
/** Changes of what people decided are gathered for this long and drawn at once, ms. */
const GATHER_MS = 100;
/** Ages and stale marks are looked at this often, ms. */
const REVIEW_MS = 1000;
/** A new water level is a new picture of the whole view; a played-back flood must not ask for one every second, ms. */
const WATER_EVERY_MS = 4000;

interface Source {
  readonly draw: (context: LayerContext) => Drawing;
  readonly topics: readonly Topic[];
  /** Says how long ago something was, so it is drawn anew as time goes on. */
  readonly ages?: boolean;
}
const sources: Readonly<Partial<Record<DrawnLayer, Source>>> = {
  places: { draw: drawPlaces, topics: [] },
  tracks: { draw: drawTrackNames, topics: ['tracks', 'things', 'forces', 'reset'], ages: true },
  stations: { draw: drawStations, topics: ['readings', 'things', 'reset'], ages: true },
  forces: {
    draw: drawForces,
    topics: ['forces', 'deployments', 'tracks', 'reset'],
    ages: true,
  },
  plan: { draw: drawPlan, topics: ['plan', 'reset'] },
  alerts: { draw: drawAlerts, topics: ['alerts', 'reset'], ages: true },
  incident: { draw: drawIncidents, topics: ['incidents', 'reset'] },
  forecast: { draw: drawForecasts, topics: ['forecasts', 'incidents', 'reset'], ages: true },
};
/** Metres a pixel from which thousands of turned signs could not be told apart. */
const FAR_MPP = 60;
const groundParts: readonly string[] = ['relief', 'water', 'contours'] satisfies GroundPart[];

/** The globe of one window. Holds no state of its own but the camera: what it shows comes from the live tables. */
export function createGlobe(
  container: HTMLElement,
  deps: GlobeDeps,
): GlobePort & { dispose(): void } {
  const light = deps.light ?? isSoftware();
  const { tables } = deps;
  const widget = createWidget(container, light);
  const { scene, camera } = widget;
  const store = new DisposableStore();
  const render = () => scene.requestRender();
  const ground = new Ground(scene);
  const overlay = new Overlay(scene, container, ground);
  const surface = new Surface(scene, deps.origin);
  const view = createView(widget, ground, light);
  const tracks = createTracks(scene, tables, ground, () => !(overlay.metresPerPixel < FAR_MPP));
  const hidden = new Set<string>(['graticule']);
  let places: readonly PlaceInfo[] = [];
  let language = '';
  store.add({ dispose: () => overlay.dispose() });
  store.add({ dispose: () => tracks.dispose() });
  store.add(surface);
  tracks.setVisible(true);

  // ── what is shown ───────────────────────────────────────────────────────────
  const context = (): LayerContext => ({
    tables,
    text: deps.text,
    places,
    now: tables.lostSim ?? tables.simNow(),
  });
  const waiting = new Set<DrawnLayer>();
  let gather: ReturnType<typeof setTimeout> | undefined;
  function flush(): void {
    gather = undefined;
    for (const id of waiting)
      if (hidden.has(id)) overlay.clear(id);
      else if (id === 'graticule') overlay.set(id, graticule(view.bounds()));
      else {
        const source = sources[id];
        if (source) overlay.set(id, source.draw(context()));
      }
    waiting.clear();
    tellCounts();
    // Nothing of the globe itself changed: its last frame stays, only what lies over it is drawn anew.
    overlay.draw();
  }
  function wish(...ids: readonly DrawnLayer[]): void {
    for (const id of ids) waiting.add(id);
    gather ??= setTimeout(flush, GATHER_MS);
  }
  store.add(toDisposable(() => clearTimeout(gather)));
  const known = Object.keys(sources) as DrawnLayer[];
  for (const id of known)
    for (const topic of sources[id]?.topics ?? []) store.add(tables.on(topic, () => wish(id)));
  for (const topic of ['tracks', 'reset'] as const)
    store.add(
      tables.on(topic, () => {
        tracks.update();
        render();
      }),
    );
  wish(...known);
  tracks.update();
  fetch(`${deps.origin}/places.json`)
    .then((r) => r.json() as Promise<PlaceInfo[]>)
    .then((found) => {
      places = found;
      wish('places', 'alerts');
    })
    .catch(() => {});

  let waterAt = Number.NEGATIVE_INFINITY;
  function flood(): void {
    const host = tables.hostNow();
    if (tables.simNow() === undefined || host - waterAt < WATER_EVERY_MS) return;
    const words = waterWords(tables);
    if (container.dataset.globeWater === words) return;
    waterAt = host;
    container.dataset.globeWater = words;
    surface.setWater(words);
  }
  const review = setInterval(() => {
    flood();
    if (tracks.review()) render();
    const spoken = deps.text('globe.placeNames');
    wish(...(spoken === language ? known.filter((id) => sources[id]?.ages) : known));
    language = spoken;
  }, REVIEW_MS);
  store.add(toDisposable(() => clearInterval(review)));
  store.add(
    tables.on('reset', () => {
      // Another time: its water is shown at once.
      waterAt = Number.NEGATIVE_INFINITY;
    }),
  );

  // ── camera and surface ──────────────────────────────────────────────────────
  const views = new Set<(info: ViewInfo) => void>();
  function tellView(): void {
    overlay.metresPerPixel = view.metresPerPixel();
    const info: ViewInfo = {
      metresPerPixel: overlay.metresPerPixel,
      headingDeg: (camera.heading * 180) / Math.PI,
      pitchDeg: (camera.pitch * 180) / Math.PI,
      quality: light ? 'light' : 'full',
    };
    for (const listener of views) listener(info);
  }
  function tellCounts(): void {
    const counts = Object.fromEntries(drawnLayers.map((id) => [id, overlay.count(id)]));
    counts.tracks = (counts.tracks ?? 0) + tracks.count;
    container.dataset.globeCounts = JSON.stringify(counts);
  }
  overlay.onPlaced = () => {
    container.dataset.globeLabels = JSON.stringify(
      overlay.labelRects().map(({ key, rect }) => ({
        key,
        rect: [rect.x, rect.y, rect.w, rect.h].map((n) => Math.round(n * 10) / 10),
      })),
    );
  };
  store.add(toDisposable(scene.postRender.addEventListener(() => overlay.draw())));
  store.add(
    toDisposable(
      camera.moveStart.addEventListener(() => {
        overlay.setMoving(true);
        widget.resolutionScale = scaleMoving(light);
      }),
    ),
  );
  store.add(
    toDisposable(
      camera.moveEnd.addEventListener(() => {
        widget.resolutionScale = scaleAtRest(light);
        overlay.setMoving(false);
        tellView();
        wish('graticule');
        render();
      }),
    ),
  );
  camera.percentageChanged = 0.02;
  store.add(toDisposable(camera.changed.addEventListener(tellView)));
  store.add(
    toDisposable(
      scene.globe.tileLoadProgressEvent.addEventListener((left: number) => {
        if (left > 0 || scene.imageryLayers.length === 0) return;
        ground.forget();
        overlay.settle();
        tracks.settle();
        tellView();
        container.dataset.globeReady = '1';
        render();
      }),
    ),
  );
  const elevation = () => surface.setVersion(tables.terrainVersion);
  store.add(tables.on('terrain', elevation));
  elevation();

  // ── hands ───────────────────────────────────────────────────────────────────
  const picks = new Set<(pick: GlobePick | undefined, position: LonLat | undefined) => void>();
  const cursors = new Set<(info: CursorInfo | undefined) => void>();
  const sketch = new Sketch((drawing) => {
    overlay.set('sketch', drawing);
    overlay.draw();
  });
  /** What lies under a point of the screen: signs and words first, then moving things, then lines and areas. */
  function under(at: Cartesian2): { pick: GlobePick; position: LonLat | undefined } | undefined {
    const hit = overlay.hit(at);
    if (hit?.is === 'mark' && hit.mark.pick) return { pick: hit.mark.pick, position: hit.mark.at };
    const found = scene.pick(at)?.id as GlobePick | undefined;
    if (found?.collection === 'tracks') {
      const track = tables.tracks.get(found.id);
      return { pick: found, position: track && [track.lon, track.lat] };
    }
    const outline = overlay.hitOutline(at);
    return outline && { pick: outline, position: undefined };
  }
  const handler = new ScreenSpaceEventHandler(widget.canvas);
  store.add(toDisposable(() => handler.destroy()));
  handler.setInputAction((event: { position: Cartesian2 }) => {
    container.focus({ preventScroll: true });
    const position = view.groundAt(event.position);
    if (sketch.active) {
      if (position) sketch.add(position);
      return;
    }
    const hit = overlay.hit(event.position);
    if (hit?.is === 'box') {
      overlay.toggleBox(hit.key);
      overlay.draw();
      return;
    }
    const found = under(event.position);
    overlay.toggleBox(undefined);
    for (const listener of picks) listener(found?.pick, position);
    overlay.draw();
  }, ScreenSpaceEventType.LEFT_CLICK);
  handler.setInputAction((event: { position: Cartesian2 }) => {
    if (sketch.active) {
      sketch.complete();
      return;
    }
    const position = under(event.position)?.position ?? view.groundAt(event.position);
    if (position)
      view.flyTo({ position, rangeM: Math.max(2500, camera.positionCartographic.height * 0.5) });
  }, ScreenSpaceEventType.LEFT_DOUBLE_CLICK);

  let asked: LonLat | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.add(toDisposable(() => clearTimeout(timer)));
  handler.setInputAction((event: { endPosition: Cartesian2 }) => {
    const position = view.groundAt(event.endPosition);
    if (position) sketch.preview(position);
    const grip = sketch.active ? 'crosshair' : overlay.hit(event.endPosition) ? 'pointer' : '';
    if (widget.canvas.style.cursor !== grip) widget.canvas.style.cursor = grip;
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

  const gestureKeys = (event: KeyboardEvent) => {
    if (sketch.key(event.key)) event.stopPropagation();
  };
  window.addEventListener('keydown', gestureKeys, true);
  store.add(toDisposable(() => window.removeEventListener('keydown', gestureKeys, true)));
  container.tabIndex = 0;
  const mapKeys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey || !view.key(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  container.addEventListener('keydown', mapKeys);
  store.add(toDisposable(() => container.removeEventListener('keydown', mapKeys)));

  const port: GlobePort & { dispose(): void } = {
    flyTo: (target) => view.flyTo(target),
    home: () => view.home(),
    north: () => view.north(),
    setLayer(layerId, visible) {
      if (groundParts.includes(layerId)) surface.setPart(layerId as GroundPart, visible);
      const id = drawnLayers.find((l) => l === layerId);
      if (!id || visible !== hidden.has(id)) return;
      if (visible) hidden.delete(id);
      else hidden.add(id);
      if (id === 'tracks') {
        tracks.setVisible(visible);
        render();
      }
      wish(id);
    },
    setSelected(pick) {
      overlay.select(pick, () =>
        pick?.collection === 'tracks' ? tracks.worldOf(pick.id) : undefined,
      );
      overlay.draw();
    },
    draw: (tool, done) => sketch.begin(tool, done),
    cancelDraw: () => sketch.finish(undefined),
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
      store.dispose();
      tellCounts();
      widget.destroy();
    },
  };
  port.home();
  return port;
}
