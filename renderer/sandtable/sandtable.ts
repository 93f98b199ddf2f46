import type { PlaceInfo } from '../../shared/contract/types.ts';
import { DisposableStore, toDisposable } from '../../shared/kit/disposable.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { problemOf } from '../../shared/kit/result.ts';
import type { Topic } from '../live/tables.ts';
import { clockOf, isOld, isStation, POSITION_STALE_MS, shownForecasts } from '../live/things.ts';
import { waterWords } from '../live/water.ts';
import type { CursorInfo, GlobePick } from '../state/globePort.ts';
import { type Cutout, fetchCutout } from './cutout.ts';
import { createDrapeCanvas } from './drapeCanvas.ts';
import { createFrame, type Frame } from './frame.ts';
import { createLand } from './land.ts';
import { allMarks, type Mark, movingMark } from './marks.ts';
import { type Block, createBlock } from './mesh.ts';
import { createOverlay, type Seen, type Spot } from './overlay.ts';
import { pickAt } from './picking.ts';
import { createPointer } from './pointer.ts';
import { type Bbox, createProjection, isBbox } from './projection.ts';
import { full, light as lightQuality, qualityHere } from './quality.ts';
import { forecastShapes, planShapes, type Shape } from './shapes.ts';
import { createSpots } from './spots.ts';
import { createStage } from './stage.ts';
import { createStrokes } from './strokes.ts';
import { createSurface, isHidden, rayHit, type Surface } from './surface.ts';
import { createTrackPoints } from './tracks.ts';
import type { Sandtable, SandtableDeps, SandtableState, SandtableView } from './types.ts';

type Layer = 'shapes' | 'marks' | 'tracks';
/** Moving things are taken up this often, ms: the eye needs no more, the machine no less. */
const TRACKS_MS = 250;
/** Nothing is told of a thing that fell silent: its age is looked at this often, ms. */
const REVIEW_MS = 5000;
/** How far the water may be behind a level that changes: filling the land costs the host up to a second. */
const WATER_MS = 10_000;
/** Where no level was known, or after a jump in time, it comes at once. */
const WATER_SOON_MS = 800;

/** The cut-out battle sandtable of one window. Holds no state but the camera: what it shows comes from the live tables. */
export function createSandtable(container: HTMLElement, deps: SandtableDeps): Sandtable {
  const { tables } = deps;
  const quality = deps.light === undefined ? qualityHere() : deps.light ? lightQuality : full;
  const store = new DisposableStore();
  const picks = new Emitter<GlobePick | undefined>();
  const cursors = new Emitter<CursorInfo | undefined>();
  const views = new Emitter<SandtableView>();
  const states = new Emitter<SandtableState>();
  const overlay = createOverlay();
  const stage = createStage(container, quality, {
    frame: drawn,
    resized: (w, h, ratio) => overlay.resize(w, h, ratio),
    lost: () => tell({ is: 'failed', problem: { code: 'sandtableView.lost' } }),
    back: () => landAsk.load(false),
  });
  container.append(overlay.canvas);
  const choose = (pick: GlobePick | undefined) => picks.emit(pick);
  const spotList = createSpots(choose);
  container.append(spotList.element);
  const canvas = stage.renderer.domElement;

  const anisotropy = Math.min(8, stage.renderer.capabilities.getMaxAnisotropy());
  const drape = createDrapeCanvas(quality.drapePx, anisotropy);
  const strokes = createStrokes(2.6);
  const tracks = createTrackPoints();
  stage.scene.add(strokes.group, tracks.points);

  let bbox: Bbox | undefined;
  let incidentId: string | undefined;
  let selected: GlobePick | undefined;
  let exaggeration = 1.5;
  let layers: Readonly<Record<string, boolean>> = {};
  let places: readonly PlaceInfo[] = [];
  let surface: Surface | undefined;
  let block: Block | undefined;
  let frame: Frame | undefined;
  let shapes: readonly Shape[] = [];
  let marks: readonly Mark[] = [];
  let spots: readonly Spot[] = [];
  let dirty = new Set<Layer>();
  let state: SandtableState = { is: 'loading' };
  let shownLevels = '';
  const shown = (layer: string) => layers[layer] ?? true;

  function tell(next: SandtableState): void {
    state = next;
    states.emit(next);
  }

  function counts(): void {
    const { geometries, textures } = stage.renderer.info.memory;
    container.dataset.sandtableGeometries = String(geometries);
    container.dataset.sandtableTextures = String(textures);
  }

  function touch(...parts: readonly Layer[]): void {
    for (const part of parts) dirty.add(part);
    stage.invalidate();
  }

  // ── the land ────────────────────────────────────────────────────────────────
  function clearLand(): void {
    for (const part of [block, frame]) {
      if (!part) continue;
      stage.scene.remove(part.group);
      part.dispose();
    }
    block = undefined;
    frame = undefined;
    surface = undefined;
  }

  /** `known`: whether a level was known when this was asked for; one that came since is not in the picture. */
  function ready(cutout: Cutout, known: boolean): void {
    const { data } = cutout.grid;
    tell({
      is: 'ready',
      light: quality.posts < full.posts,
      intervalM: block?.intervalM ?? 0,
      water: !cutout.water ? 'none' : known ? 'stage' : 'lines',
      levelErrorM: cutout.levelErrorM,
      unknown: data.reduce((n, h) => n + (Number.isNaN(h) ? 1 : 0), 0) / data.length,
    });
  }

  function build(cutout: Cutout, box: Bbox, turn: boolean): void {
    clearLand();
    const projection = createProjection(box);
    surface = createSurface(cutout.grid, projection, cutout);
    const footM = Math.max(projection.widthM, projection.depthM) * 0.028;
    block = createBlock(surface, footM, drape.texture);
    block.setExaggeration(exaggeration);
    block.setWater(shown('water') ? cutout.water : undefined);
    block.setContours(shown('contours'));
    frame = createFrame(projection, footM, anisotropy, { north: deps.text('sandtableView.north') });
    stage.scene.add(block.group, frame.group);
    if (turn)
      stage.hands.fit(projection, {
        ...frame.half,
        footM,
        riseM: (cutout.highM - cutout.lowM) * exaggeration,
      });
    delete container.dataset.sandtableReady;
  }

  const landAsk = createLand({
    known: () => ({ levels: waterWords(tables), terrain: tables.terrainVersion }),
    fetch(ask, signal) {
      const { widthM, depthM } = createProjection(ask.box);
      const look = { water: ask.levels, terrain: ask.terrain };
      return fetchCutout(deps.origin, ask.box, [widthM, depthM], quality.posts, look, signal);
    },
    asked(ask) {
      if (!ask.waterOnly || ask.turn) tell({ is: 'loading' });
    },
    came(cutout, ask) {
      if (ask.waterOnly && block && !ask.turn)
        block.setWater(shown('water') ? cutout.water : undefined);
      else build(cutout, ask.box, ask.turn);
      shownLevels = ask.levels;
      ready(cutout, ask.levels !== '');
      touch('shapes', 'marks', 'tracks');
      // It may have changed again while this was on its way.
      watchWater();
    },
    failed(error, ask) {
      if (!ask.waterOnly || !block) tell({ is: 'failed', problem: problemOf(error) });
      else watchWater();
    },
  });

  let waterTimer: ReturnType<typeof setTimeout> | undefined;
  function watchWater(jumped = false): void {
    if (jumped) {
      clearTimeout(waterTimer);
      waterTimer = undefined;
    }
    if (!block || waterTimer !== undefined || waterWords(tables) === shownLevels) return;
    waterTimer = setTimeout(
      () => {
        waterTimer = undefined;
        if (waterWords(tables) !== shownLevels) landAsk.load(true);
      },
      jumped || shownLevels === '' ? WATER_SOON_MS : WATER_MS,
    );
  }
  store.add(toDisposable(() => clearTimeout(waterTimer)));

  // ── what stands on it ───────────────────────────────────────────────────────
  function refresh(land: Surface): void {
    const { projection } = land;
    if (dirty.has('shapes')) {
      shapes = [
        ...(shown('forecast')
          ? forecastShapes(tables, projection, incidentId, deps.text, tables.simNow())
          : []),
        ...(shown('plan') ? planShapes(tables, projection, incidentId) : []),
      ];
      strokes.update(land, shapes);
      drape.paint(projection, shapes);
    }
    if (dirty.has('shapes') || dirty.has('marks')) {
      const input = {
        tables,
        projection,
        incidentId,
        places,
        text: deps.text,
        english: deps.english(),
        now: tables.simNow(),
      };
      marks = allMarks(input, shapes, shown).filter((m) => !Number.isNaN(land.heightAt(m.x, m.z)));
    }
    if (dirty.has('tracks') || dirty.has('marks')) {
      const standing = new Set(marks.map((m) => m.pick.id));
      const none = !shown('tracks');
      const about = (id: string) => tables.table('things').get(id)?.body;
      const skip = (id: string) =>
        none || standing.has(id) || about(id)?.removed === true || isStation(about(id)?.kind);
      tracks.update(land, tables, skip, tables.simNow());
    }
    dirty = new Set();
  }

  /** After the land was drawn: the words over it. */
  function drawn(): void {
    if (!surface || !block) {
      counts();
      return;
    }
    if (dirty.size > 0) {
      refresh(surface);
      // What was just laid out belongs to the same picture.
      stage.renderer.render(stage.scene, stage.hands.camera);
    }
    const land = surface;
    const eye = stage.hands.camera.position.toArray() as [number, number, number];
    const seen: Seen[] = [];
    const above = Math.max(land.projection.widthM, land.projection.depthM) * 0.004;
    for (const mark of [...marks, ...chosenTrack(land)]) {
      const y = (land.heightAt(mark.x, mark.z) - land.lowM) * exaggeration;
      const at = stage.toScreen(mark.x, y, mark.z);
      if (!at) continue;
      const hidden = isHidden(land, eye, [mark.x, y + above, mark.z], exaggeration);
      seen.push({ mark, x: at[0], y: at[1], hidden });
    }
    spots = overlay.draw(seen, selected);
    spotList.update(spots);
    counts();
    container.dataset.sandtableReady = '1';
    views.emit(viewNow());
  }

  const viewNow = (): SandtableView => ({
    metresPerPixel: stage.metresPerPixel,
    headingDeg: stage.hands.headingDeg,
  });

  /** A moving thing is named while it is the chosen one. */
  function chosenTrack(land: Surface): Mark[] {
    const { projection } = land;
    if (selected?.collection !== 'tracks') return [];
    const { id } = selected;
    const track = tables.tracks.get(id);
    if (!track || !shown('tracks') || !projection.inside(track.lon, track.lat)) return [];
    if (marks.some((m) => m.pick.id === id)) return [];
    const name = tables.table('things').get(id)?.body.name ?? id;
    const at = projection.toPlane(track.lon, track.lat);
    const now = tables.simNow();
    const stale = isOld(track.at, now, POSITION_STALE_MS)
      ? deps.text('globe.stale', { at: clockOf(track.at, now) })
      : '';
    return Number.isNaN(land.heightAt(...at)) ? [] : [movingMark(selected, name, at, stale)];
  }

  const soon = new Map<Layer, ReturnType<typeof setTimeout>>();
  const later = (part: Layer, ms: number) => {
    if (soon.has(part)) return;
    soon.set(
      part,
      setTimeout(() => {
        soon.delete(part);
        touch(part);
      }, ms),
    );
  };
  store.add(
    toDisposable(() => {
      for (const timer of soon.values()) clearTimeout(timer);
    }),
  );
  const watch = (topics: readonly Topic[], listener: () => void) => {
    for (const topic of topics) store.add(tables.on(topic, listener));
  };
  watch(['plan', 'forecasts', 'incidents'], () => later('shapes', 30));
  watch(['incidents', 'forces', 'deployments', 'readings', 'things'], () => later('marks', 100));
  watch(['tracks'], () => {
    later('tracks', TRACKS_MS);
    // Forces and stations stand where their tracks say.
    later('marks', 2 * TRACKS_MS);
  });
  watch(['reset'], () => touch('shapes', 'marks', 'tracks'));
  let over = '';
  const review = setInterval(() => {
    touch('marks', 'tracks');
    // Draping is dear: only where a forecast ran out.
    const ended = shownForecasts(tables, tables.simNow(), incidentId)
      .filter((f) => f.over)
      .map((f) => f.rec.id)
      .join();
    if (ended !== over) touch('shapes');
    over = ended;
  }, REVIEW_MS);
  store.add(toDisposable(() => clearInterval(review)));
  watch(['readings', 'tracks'], () => watchWater());
  watch(['reset'], () => watchWater(true));
  watch(['terrain'], () => landAsk.review());
  fetch(`${deps.origin}/places.json`)
    .then((r) => r.json() as Promise<PlaceInfo[]>)
    .then(
      (all) => {
        places = all;
        touch('marks');
      },
      () => {},
    );

  // ── hands ───────────────────────────────────────────────────────────────────
  const groundAt = (x: number, y: number) => {
    if (!surface) return undefined;
    const eye = stage.hands.camera.position.toArray() as [number, number, number];
    return rayHit(surface, eye, stage.ray(x, y), exaggeration);
  };
  const under = (x: number, y: number) =>
    pickAt(x, y, {
      spots,
      shapes,
      ground: groundAt(x, y),
      reachM: stage.metresPerPixel * 6,
      tracks: (visit) =>
        tracks.each((id, tx, ty, tz) => {
          const at = stage.toScreen(tx, ty * exaggeration, tz);
          if (at) visit(id, ...at);
        }),
    });

  store.add(
    createPointer(container, canvas, {
      under,
      groundAt: (x, y) => {
        const hit = groundAt(x, y);
        return hit && surface && { ...hit, position: surface.projection.toLonLat(hit.x, hit.z) };
      },
      sample: (position) => deps.api.sample([position]),
      cursor: (info) => cursors.emit(info),
      choose,
      centre(hit) {
        if (surface) stage.hands.centre(hit.x, (hit.heightM - surface.lowM) * exaggeration, hit.z);
      },
      key(event) {
        if (event.key !== 'Escape' || !selected) return stage.hands.key(event);
        choose(undefined);
        return true;
      },
    }),
  );
  if (container.tabIndex < 0) container.tabIndex = 0;

  return {
    setBbox(next) {
      if (!isBbox(next) || bbox?.join() === next.join()) return;
      bbox = next;
      landAsk.setBox(next);
    },
    setIncident(id) {
      if (id === incidentId) return;
      incidentId = id;
      touch('shapes', 'marks');
    },
    setSelected(pick) {
      selected = pick;
      if (pick) container.dataset.sandtableSelected = `${pick.collection}/${pick.id}`;
      else delete container.dataset.sandtableSelected;
      stage.invalidate();
    },
    setExaggeration(value) {
      exaggeration = value;
      container.dataset.sandtableExaggeration = String(value);
      block?.setExaggeration(value);
      strokes.setExaggeration(value);
      tracks.setExaggeration(value);
      stage.invalidate();
    },
    setLayers(next) {
      layers = next;
      block?.setContours(shown('contours'));
      if (landAsk.last) block?.setWater(shown('water') ? landAsk.last.cutout.water : undefined);
      touch('shapes', 'marks', 'tracks');
    },
    retext() {
      // The box of the land that stands, not of one that is on its way.
      if (landAsk.last) build(landAsk.last.cutout, landAsk.last.ask.box, false);
      touch('shapes', 'marks', 'tracks');
    },
    preset: (name) => stage.hands.preset(name),
    onPick: (listener) => subscription(picks.on(listener)),
    onCursor: (listener) => subscription(cursors.on(listener)),
    onView(listener) {
      // Nothing moves by itself: who comes late would wait for the next hand on the table.
      if (block) listener(viewNow());
      return subscription(views.on(listener));
    },
    onState(listener) {
      listener(state);
      return subscription(states.on(listener));
    },
    dispose() {
      landAsk.dispose();
      store.dispose();
      clearLand();
      strokes.dispose();
      tracks.dispose();
      drape.dispose();
      spotList.dispose();
      overlay.canvas.remove();
      counts();
      delete container.dataset.sandtableReady;
      stage.dispose();
    },
  };
}

const subscription = (held: { dispose(): void }) => () => held.dispose();
