import { metresPerDegree } from '../../shared/geo/geodesy.ts';
import type { Grid } from '../../shared/geo/grid.ts';
import { channelBetween } from './channel.ts';
import type { RiverStation } from './riverSurface.ts';

/** The river's line is a control line (±2 km): the channel is sought this far from it. */
const SNAP_M = 2500;
const SNAP_SLOPE = 0.01;
/** Lower than this below the natural surface is a hole in the data or a pit, not the river. */
const PIT_M = 40;
/** The pool's highest level, and how flat ground must lie to be the reservoir as the elevation data saw it. */
const FULL_POOL_M = 178;
const FLAT_M = 0.6;
/**
 * Stations without ground of theirs that a channel may bridge. A reservoir is one water, so that its course there is
 * certain; a natural river is drawn only where its line and the ground agree.
 */
const GAP_RISEN = 20;
const GAP_NATURAL = 2;
/** The lowest ground lying higher over the surface than posts far apart explain: line and ground do not agree. */
const NOT_THE_VALLEY_M = 150;
export const MAX_FILL_POSTS = 4_000_000;

export interface WaterFill {
  /** 1 where water stands, row by row as the ground. */
  readonly wet: Uint8Array;
  /** Share of a post that a river's channel takes where the fill does not show it; 0 elsewhere. */
  readonly channel: Float32Array;
  /**
   * Reaches where the ground itself is the reservoir's surface, higher than the level asked for: there its extent is
   * that of the day the elevation was measured.
   */
  readonly reachesOnStandingWater: number;
}

/** For each post the index of the station nearest to it, −1 without stations (two-pass propagation, Danielsson 1980). */
function nearestStation(grid: Grid, at: readonly { row: number; col: number }[], ratio: number) {
  const { cols, rows } = grid;
  const index = new Int32Array(cols * rows).fill(-1);
  for (const [i, s] of at.entries()) {
    const r = Math.round(s.row);
    const c = Math.round(s.col);
    if (r >= 0 && c >= 0 && r < rows && c < cols) index[r * cols + c] = i;
  }
  const away = (i: number, r: number, c: number) => {
    const s = at[i] as { row: number; col: number };
    return (s.row - r) ** 2 + ((s.col - c) * ratio) ** 2;
  };
  const offer = (r: number, c: number, from: number) => {
    const candidate = index[from] as number;
    if (candidate < 0) return;
    const k = r * cols + c;
    const own = index[k] as number;
    if (own < 0 || away(candidate, r, c) < away(own, r, c)) index[k] = candidate;
  };
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < cols; c++) {
      const k = r * cols + c;
      if (c > 0) offer(r, c, k - 1);
      if (r > 0) {
        offer(r, c, k - cols);
        if (c > 0) offer(r, c, k - cols - 1);
        if (c < cols - 1) offer(r, c, k - cols + 1);
      }
    }
    for (let c = cols - 2; c >= 0; c--) offer(r, c, r * cols + c + 1);
  }
  for (let r = rows - 1; r >= 0; r--) {
    for (let c = cols - 1; c >= 0; c--) {
      const k = r * cols + c;
      if (c < cols - 1) offer(r, c, k + 1);
      if (r < rows - 1) {
        offer(r, c, k + cols);
        if (c > 0) offer(r, c, k + cols - 1);
        if (c < cols - 1) offer(r, c, k + cols + 1);
      }
    }
    for (let c = 1; c < cols; c++) offer(r, c, r * cols + c - 1);
  }
  return index;
}

/**
 * Water on the ground at the rivers' surface: each risen station floods, from the channel beside it, all ground that
 * is connected and not higher than the surface of the station nearest to it. Stations that are not risen hold the
 * water back where it would pass a dam (`barrier`). A hollow without connection stays dry. Time and memory grow with
 * the posts (at most MAX_FILL_POSTS, else RangeError) and with stations × posts within the search radius.
 */
export function fillWater(
  ground: Grid,
  stations: readonly RiverStation[],
  barrier: (station: RiverStation) => boolean = () => false,
): WaterFill {
  const { cols, rows, data } = ground;
  if (cols * rows > MAX_FILL_POSTS) throw new RangeError('water lattice too large');
  const wet = new Uint8Array(cols * rows);
  const metres = metresPerDegree(ground.north - ((rows - 1) / 2) * ground.stepLat);
  const postLatM = ground.stepLat * metres.lat;
  const postLonM = ground.stepLon * metres.lon;
  const used: { row: number; col: number; levelM: number }[] = [];
  const queue = new Int32Array(cols * rows);
  let tail = 0;
  let reachesOnStandingWater = 0;
  /** The lowest ground beside each station, where it is in the lattice and may be its river. */
  const beside = new Map<RiverStation, number>();

  const reachR = Math.ceil(SNAP_M / postLatM);
  const reachC = Math.ceil(SNAP_M / postLonM);
  for (const s of stations) {
    const row = (ground.north - s.lat) / ground.stepLat;
    const col = (s.lon - ground.west) / ground.stepLon;
    if (!(row > -0.5 && col > -0.5 && row < rows - 0.5 && col < cols - 0.5)) continue;
    if (!s.risen && barrier(s)) used.push({ row, col, levelM: Number.NEGATIVE_INFINITY });
    let lowest = -1;
    let least = Number.POSITIVE_INFINITY;
    const [rs, cs] = [Math.round(row), Math.round(col)];
    for (let r = Math.max(0, rs - reachR); r <= Math.min(rows - 1, rs + reachR); r++)
      for (let c = Math.max(0, cs - reachC); c <= Math.min(cols - 1, cs + reachC); c++) {
        const h = data[r * cols + c] as number;
        if (!(h >= s.naturalM - PIT_M && h < least)) continue;
        const away = Math.hypot((r - row) * postLatM, (c - col) * postLonM);
        // Of ground about as low the nearer: not up a side valley.
        const score = h + away * SNAP_SLOPE;
        if (away > SNAP_M || score >= least) continue;
        least = score;
        lowest = r * cols + c;
      }
    if (lowest < 0) continue;
    const h = data[lowest] as number;
    let { surfaceM } = s;
    if (h <= surfaceM + NOT_THE_VALLEY_M) beside.set(s, lowest);
    if (!s.risen) continue;
    if (h > surfaceM) {
      const flat = [lowest - 1, lowest + 1, lowest - cols, lowest + cols].filter(
        (k) => Math.abs((data[k] ?? Number.NaN) - h) <= FLAT_M,
      ).length;
      if (h > FULL_POOL_M || flat < 3) continue;
      surfaceM = h + FLAT_M;
      reachesOnStandingWater += 1;
    }
    used.push({ row, col, levelM: surfaceM });
    if (wet[lowest] === 0) {
      wet[lowest] = 1;
      queue[tail++] = lowest;
    }
  }
  const nearest = nearestStation(ground, used, postLonM / postLatM);
  for (let head = 0; head < tail; head++) {
    const k = queue[head] as number;
    const r = Math.floor(k / cols);
    const c = k - r * cols;
    for (let dr = -1; dr <= 1; dr++)
      for (let dc = -1; dc <= 1; dc++) {
        const [r2, c2] = [r + dr, c + dc];
        if (r2 < 0 || c2 < 0 || r2 >= rows || c2 >= cols) continue;
        const n = r2 * cols + c2;
        if (wet[n] !== 0) continue;
        const station = used[nearest[n] as number];
        if (!station || !((data[n] as number) <= station.levelM)) continue;
        wet[n] = 1;
        queue[tail++] = n;
      }
  }

  const channel = new Float32Array(cols * rows);
  let upstream: { station: RiverStation; post: number; index: number } | undefined;
  for (const [index, station] of stations.entries()) {
    const post = beside.get(station);
    if (post === undefined) continue;
    const before = upstream;
    upstream = { station, post, index };
    // A piece outside the lattice, another river, or nothing to join.
    if (before?.station.river !== station.river) continue;
    const certain = before.station.risen && station.risen;
    if (index - before.index > (certain ? GAP_RISEN : GAP_NATURAL)) continue;
    if (before.post === post) continue;
    const share = Math.min(1, station.widthM / Math.min(postLonM, postLatM));
    const course = channelBetween(ground, before.post, post, station.surfaceM, postLonM, postLatM);
    const ceiling = station.surfaceM + NOT_THE_VALLEY_M;
    if (!certain && course.some((k) => (data[k] as number) > ceiling)) continue;
    for (const k of course) if (wet[k] === 0) channel[k] = Math.max(channel[k] as number, share);
  }
  return { wet, channel, reachesOnStandingWater };
}
