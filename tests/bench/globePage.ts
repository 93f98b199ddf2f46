import { Cartesian3, Color, PointPrimitiveCollection } from 'cesium';
import { Ground } from '../../renderer/globe/ground.ts';
import { createWidget } from '../../renderer/globe/scene.ts';
import { createTracks } from '../../renderer/globe/tracks.ts';
import { LiveTables } from '../../renderer/live/tables.ts';
import type { SessionInfo, TrackColumns } from '../../shared/contract/types.ts';
import { createRng } from '../../shared/kit/rng.ts';

export interface GlobeBenchWish {
  readonly things: number;
  readonly updatesPerS: number;
  readonly secondsPerTurn: number;
  readonly turns: number;
}
export interface Turns {
  readonly oursFps: readonly number[];
  readonly peerFps: readonly number[];
  readonly oursUpdateMs: number;
  readonly peerUpdateMs: number;
}
export interface GlobeBenchFigures {
  /** The whole city in view: the layer shows points. */
  readonly far: Turns;
  /** A few kilometres in view, all things still moving: the layer shows turned signs where they are in view. */
  readonly near: Turns;
  readonly renderer: string;
}

/** Boats and vehicles over the whole city, each on a course of its own. */
function fleet(things: number) {
  const rng = createRng(1);
  const columns: TrackColumns = {
    id: Array.from({ length: things }, (_, i) => `t${i}`),
    lon: Float64Array.from({ length: things }, () => 105.5 + rng() * 4.5),
    lat: Float64Array.from({ length: things }, () => 28.4 + rng() * 3.6),
    height: new Float32Array(things).fill(Number.NaN),
    headingDeg: Float32Array.from({ length: things }, () => rng() * 360),
    speedMs: new Float32Array(things).fill(8),
    at: new Float64Array(things).fill(1000),
    rx: new Float64Array(things).fill(1000),
    seq: new Float64Array(things),
    source: new Uint16Array(things),
    sources: ['feed:bench'],
  };
  return {
    columns,
    step() {
      for (let i = 0; i < things; i++) {
        const heading = ((columns.headingDeg[i] as number) * Math.PI) / 180;
        columns.lon[i] = (columns.lon[i] as number) + Math.sin(heading) * 2e-4;
        columns.lat[i] = (columns.lat[i] as number) + Math.cos(heading) * 2e-4;
      }
    },
  };
}

const session: SessionInfo = {
  id: 'bench',
  line: { id: 'main', kind: 'main', mode: 'exercise', name: 'bench', createdAt: 0, facts: 0 },
  clock: { mode: 'live', playing: false, rate: 1, anchorSim: 1000, anchorHost: 0 },
  view: 'known',
};

/**
 * Turn by turn in one scene: the track layer of the window, fed as the live channel feeds it, and a bare point
 * collection of the engine with the same number of points, moved as often by the shortest loop.
 */
export async function compare(
  container: HTMLElement,
  wish: GlobeBenchWish,
): Promise<GlobeBenchFigures> {
  const widget = createWidget(container, true);
  widget.useDefaultRenderLoop = false;
  const { scene, camera } = widget;
  const tables = new LiveTables(() => performance.now());
  tables.apply({ t: 'reset', session, seq: 0 });
  const { columns, step } = fleet(wish.things);
  const tell = () =>
    tables.apply({ t: 'delta', seq: 1, facts: 1, simNow: 1000, up: {}, tracks: columns });
  const gl = (scene.canvas as HTMLCanvasElement).getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');

  async function turn(update: () => void) {
    let frames = 0;
    let updates = 0;
    let spent = 0;
    const begun = performance.now();
    let next = begun;
    while (performance.now() - begun < wish.secondsPerTurn * 1000) {
      await new Promise(requestAnimationFrame);
      if (performance.now() >= next) {
        step();
        const t = performance.now();
        update();
        spent += performance.now() - t;
        updates += 1;
        next += 1000 / wish.updatesPerS;
      }
      scene.requestRender();
      widget.render();
      frames += 1;
    }
    // The last frame's pixels have to be there before the clock stops.
    gl?.finish();
    return {
      fps: (frames * 1000) / (performance.now() - begun),
      updateMs: spent / Math.max(1, updates),
    };
  }

  async function ours(far: boolean) {
    const layer = createTracks(scene, tables, new Ground(scene), () => far);
    layer.setVisible(true);
    tell();
    layer.update();
    const figures = await turn(() => {
      tell();
      layer.update();
    });
    if (layer.count < wish.things) throw new Error(`only ${layer.count} things shown`);
    layer.dispose();
    return figures;
  }

  async function peer() {
    const points = scene.primitives.add(new PointPrimitiveCollection()) as PointPrimitiveCollection;
    const scratch = new Cartesian3();
    const at = (i: number) =>
      Cartesian3.fromDegrees(
        columns.lon[i] as number,
        columns.lat[i] as number,
        0,
        undefined,
        scratch,
      );
    const color = Color.CORNFLOWERBLUE;
    const all = Array.from({ length: wish.things }, (_, i) =>
      points.add({
        position: Cartesian3.clone(at(i)),
        pixelSize: 8,
        color,
        disableDepthTestDistance: Number.POSITIVE_INFINITY,
      }),
    );
    const figures = await turn(() => {
      for (const [i, point] of all.entries()) point.position = at(i);
    });
    scene.primitives.remove(points);
    return figures;
  }

  const mean = (list: readonly number[]) => list.reduce((s, v) => s + v, 0) / list.length;
  async function round(far: boolean): Promise<Turns> {
    camera.setView({
      destination: Cartesian3.fromDegrees(107.8, 30.2, far ? 600_000 : 30_000),
    });
    // One turn each for the shaders and the image atlas; then by turns, so that a busy machine hits both.
    await ours(far);
    await peer();
    const a = [];
    const b = [];
    for (let i = 0; i < wish.turns; i++) {
      a.push(await ours(far));
      b.push(await peer());
    }
    return {
      oursFps: a.map((x) => x.fps),
      peerFps: b.map((x) => x.fps),
      oursUpdateMs: mean(a.map((x) => x.updateMs)),
      peerUpdateMs: mean(b.map((x) => x.updateMs)),
    };
  }
  const figures = {
    far: await round(true),
    near: await round(false),
    renderer: info ? String(gl?.getParameter(info.UNMASKED_RENDERER_WEBGL)) : 'unknown',
  };
  widget.destroy();
  return figures;
}

declare global {
  interface Window {
    globeBench: typeof compare;
  }
}
window.globeBench = compare;
