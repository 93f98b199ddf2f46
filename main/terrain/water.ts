import { bilinear, createGrid, type Grid } from '../../shared/geo/grid.ts';
import type { HeightDatum, LonLat } from '../../shared/model/common.ts';
import type { Bbox } from './elevation.ts';
import { levelOnGround } from './levelDatum.ts';
import { DAM, riverSurface } from './riverSurface.ts';
import { drawRivers, type River } from './rivers.ts';
import { fillWater, MAX_FILL_POSTS } from './waterFill.ts';

/** Levels as they are reported, each in its own datum. */
export interface WaterLevels {
  /** Of the reservoir at the Three Gorges dam. */
  readonly pool?: { readonly levelM: number; readonly datum: HeightDatum } | undefined;
  readonly stages?:
    | readonly { readonly at: LonLat; readonly levelM: number; readonly datum: HeightDatum }[]
    | undefined;
}

/** Share of each post's surroundings that is water, 0 … 1, with what must be said beside it. */
export interface WaterGrid extends Grid {
  /** Uncertainty that the change of datum adds to the levels, m; the ground's own error comes on top. */
  readonly levelErrorM: number;
  /** Gauges that lie by no river of the control data and were not used. */
  readonly unusedStages: number;
  /** The ground shows the reservoir higher than the level: its extent there is that of the elevation data. */
  readonly standingWater: boolean;
}

interface Filled {
  readonly window: Bbox;
  readonly stepDeg: number;
  readonly grid: Grid;
  readonly channel: Float32Array;
  readonly standingWater: boolean;
}

const FINEST_DEG = 1 / 3600;
const COARSEST_DEG = 15 / 3600;
/** Around what is asked for: an arm may reach it from outside. */
const MARGIN_DEG = 0.06;
const FILLS_KEPT = 6;
/** A channel narrower than a post of the map stays visible: a line as maps draw it. */
const CHANNEL_SHARE = 0.6;

export interface WaterGround {
  heights(bbox: Bbox, cols: number, rows: number): Promise<Grid>;
  datum(at: LonLat): string;
  imported(at: LonLat): boolean;
  version(): string;
}

/** Water for a terrain; keeps the last few fills, so that neighbouring tiles and strips are not filled again. */
export function waterOn(ground: WaterGround, rivers: readonly River[], area: Bbox) {
  const fills = new Map<string, Promise<Filled>>();

  function stationsFor(levels: WaterLevels, datum: string) {
    let levelErrorM = 0;
    const convert = (at: LonLat, l: { levelM: number; datum: HeightDatum }) => {
      const { levelM, errorM } = levelOnGround({ ...l, at }, datum);
      levelErrorM = Math.max(levelErrorM, errorM);
      return levelM;
    };
    const poolM = levels.pool ? convert(DAM, levels.pool) : undefined;
    const gauges = (levels.stages ?? []).map((s) => ({ at: s.at, levelM: convert(s.at, s) }));
    return { ...riverSurface(rivers, poolM, gauges), levelErrorM };
  }

  async function fill(
    window: Bbox,
    stepDeg: number,
    stations: ReturnType<typeof stationsFor>['stations'],
  ): Promise<Filled> {
    const cols = Math.max(2, Math.round((window[2] - window[0]) / stepDeg) + 1);
    const rows = Math.max(2, Math.round((window[3] - window[1]) / stepDeg) + 1);
    const grid = await ground.heights(window, cols, rows);
    // Downstream of the dam the river is natural and the reservoir ends.
    const { wet, channel, reachesOnStandingWater } = fillWater(
      grid,
      stations,
      (s) => s.lon >= DAM[0],
    );
    return {
      window,
      stepDeg,
      grid: { ...grid, data: Float32Array.from(wet) },
      channel,
      standingWater: reachesOnStandingWater > 0,
    };
  }

  /** A fill that holds the box, at about the step asked for. */
  function filled(
    bbox: Bbox,
    step: number,
    key: string,
    stations: ReturnType<typeof stationsFor>['stations'],
  ): Promise<Filled> {
    for (const [name, there] of fills) {
      const [of, at, ...box] = name.split('|');
      const [w, s, e, n] = box.map(Number) as [number, number, number, number];
      if (of !== key || Math.abs(Number(at) / step - 1) > 0.02) continue;
      if (w > bbox[0] || s > bbox[1] || e < bbox[2] || n < bbox[3]) continue;
      fills.delete(name);
      fills.set(name, there);
      return there;
    }
    // A strip is filled together with what is above and below it, up to a square, as far as the posts allow.
    const wide = bbox[2] - bbox[0];
    const high = bbox[3] - bbox[1];
    const side = Math.max(wide, high);
    const room = (own: number, all: number, margin: number) =>
      Math.max(0, Math.min((all - own) / 2, 0.6)) + margin;
    const window: Bbox = [
      Math.max(bbox[0] - room(wide, side, MARGIN_DEG), Math.min(area[0], bbox[0])),
      Math.max(bbox[1] - room(high, side, MARGIN_DEG), Math.min(area[1], bbox[1])),
      Math.min(bbox[2] + room(wide, side, MARGIN_DEG), Math.max(area[2], bbox[2])),
      Math.min(bbox[3] + room(high, side, MARGIN_DEG), Math.max(area[3], bbox[3])),
    ];
    const posts = ((window[2] - window[0]) / step + 2) * ((window[3] - window[1]) / step + 2);
    const stepDeg = step * Math.max(1, Math.sqrt(posts / MAX_FILL_POSTS) * 1.01);
    const made = fill(window, stepDeg, stations);
    const name = [key, step, ...window].join('|');
    fills.set(name, made);
    made.catch(() => fills.delete(name));
    if (fills.size > FILLS_KEPT) fills.delete(fills.keys().next().value as string);
    return made;
  }

  function shareAt(
    { grid, channel }: Filled,
    lon: number,
    lat: number,
    halfLon: number,
    halfLat: number,
  ) {
    const { cols, rows, data } = grid;
    const row = (grid.north - lat) / grid.stepLat;
    const col = (lon - grid.west) / grid.stepLon;
    const hr = halfLat / grid.stepLat;
    const hc = halfLon / grid.stepLon;
    if (hr < 0.75 && hc < 0.75)
      return bilinear(
        (r, c) => Math.max(data[r * cols + c] as number, channel[r * cols + c] as number),
        row,
        col,
        rows,
        cols,
      );
    let sum = 0;
    let n = 0;
    let drawn = 0;
    for (let r = Math.max(0, Math.ceil(row - hr)); r <= Math.min(rows - 1, row + hr); r++)
      for (let c = Math.max(0, Math.ceil(col - hc)); c <= Math.min(cols - 1, col + hc); c++) {
        sum += data[r * cols + c] as number;
        if ((channel[r * cols + c] as number) > 0) drawn = CHANNEL_SHARE;
        n += 1;
      }
    return n > 0 ? Math.max(drawn, sum / n) : drawn;
  }

  /**
   * Water on a lattice whose corner posts lie on the corners of the box: the reservoir and risen reaches as a fill of
   * the ground; the natural rivers, and reaches too narrow for the ground's posts, as lines in the lowest ground. Throws terrain.levelDatum where a level cannot be put in the ground's
   * datum.
   */
  async function water(
    bbox: Bbox,
    cols: number,
    rows: number,
    levels: WaterLevels,
  ): Promise<WaterGrid> {
    const datum = ground.datum([(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2]);
    const { stations, unusedGauges, levelErrorM } = stationsFor(levels, datum);
    const out = createGrid(bbox, cols, rows);
    const step = Math.max(FINEST_DEG, Math.min(COARSEST_DEG, out.stepLat));
    const key = [ground.version(), datum, JSON.stringify(levels)].join('/').replaceAll('|', '');
    const under = await filled(bbox, step, key, stations);
    const lines = drawRivers(
      rivers,
      [
        bbox[0] - out.stepLon / 2,
        bbox[1] - out.stepLat / 2,
        bbox[2] + out.stepLon / 2,
        bbox[3] + out.stepLat / 2,
      ],
      cols,
      rows,
      // On imported ground the channel follows the ground; the control lines would miss it.
      (i) =>
        !ground.imported([
          out.west + (i % cols) * out.stepLon,
          out.north - Math.floor(i / cols) * out.stepLat,
        ]),
    );
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < cols; c++) {
        const i = r * cols + c;
        const share = shareAt(
          under,
          out.west + c * out.stepLon,
          out.north - r * out.stepLat,
          out.stepLon / 2,
          out.stepLat / 2,
        );
        out.data[i] = Math.max(Number.isNaN(share) ? 0 : share, lines[i] as number);
      }
    return {
      ...out,
      levelErrorM,
      unusedStages: unusedGauges,
      standingWater: under.standingWater,
    };
  }

  return { water, clear: () => fills.clear() };
}
