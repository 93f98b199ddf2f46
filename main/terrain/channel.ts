import type { Grid } from '../../shared/geo/grid.ts';

/** Posts searched for one piece of channel; a larger piece is left out. */
const MAX_CORRIDOR = 60_000;
const ASIDE_M = 1200;
/** Climbing this much over the water's surface costs as much as one more post of way. */
const CLIMB_M = 8;

/** A binary heap of posts by cost. */
class CostQueue {
  readonly #posts: number[] = [];
  readonly #costs: number[] = [];

  push(post: number, cost: number): void {
    let i = this.#posts.length;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if ((this.#costs[up] as number) <= cost) break;
      this.#posts[i] = this.#posts[up] as number;
      this.#costs[i] = this.#costs[up] as number;
      i = up;
    }
    this.#posts[i] = post;
    this.#costs[i] = cost;
  }

  pop(): { post: number; cost: number } | undefined {
    const post = this.#posts[0];
    if (post === undefined) return undefined;
    const top = { post, cost: this.#costs[0] as number };
    const lastPost = this.#posts.pop() as number;
    const lastCost = this.#costs.pop() as number;
    const n = this.#posts.length;
    if (n === 0) return top;
    let i = 0;
    for (let child = 1; child < n; child = 2 * i + 1) {
      if (child + 1 < n && (this.#costs[child + 1] as number) < (this.#costs[child] as number))
        child += 1;
      if ((this.#costs[child] as number) >= lastCost) break;
      this.#posts[i] = this.#posts[child] as number;
      this.#costs[i] = this.#costs[child] as number;
      i = child;
    }
    this.#posts[i] = lastPost;
    this.#costs[i] = lastCost;
    return top;
  }
}

/**
 * The way of a river between two posts of its channel: along the lowest ground (Dijkstra 1959, climbing is dear), for
 * ground whose posts are too far apart to hold the channel itself. Empty where none is found near.
 */
export function channelBetween(
  ground: Grid,
  from: number,
  to: number,
  surfaceM: number,
  postLonM: number,
  postLatM: number,
): number[] {
  const { cols, rows, data } = ground;
  const [fr, fc] = [Math.floor(from / cols), from % cols];
  const [tr, tc] = [Math.floor(to / cols), to % cols];
  const asideR = Math.ceil(ASIDE_M / postLatM);
  const asideC = Math.ceil(ASIDE_M / postLonM);
  const r0 = Math.max(0, Math.min(fr, tr) - asideR);
  const r1 = Math.min(rows - 1, Math.max(fr, tr) + asideR);
  const c0 = Math.max(0, Math.min(fc, tc) - asideC);
  const c1 = Math.min(cols - 1, Math.max(fc, tc) + asideC);
  const wide = c1 - c0 + 1;
  const n = wide * (r1 - r0 + 1);
  if (n > MAX_CORRIDOR) return [];
  const cost = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(n).fill(-1);
  const local = (r: number, c: number) => (r - r0) * wide + c - c0;
  const goal = local(tr, tc);
  const queue = new CostQueue();
  const start = local(fr, fc);
  cost[start] = 0;
  queue.push(start, 0);
  for (let top = queue.pop(); top && top.post !== goal; top = queue.pop()) {
    const { post } = top;
    if (top.cost > (cost[post] as number)) continue;
    const r = r0 + Math.floor(post / wide);
    const c = c0 + (post % wide);
    for (let dr = -1; dr <= 1; dr++)
      for (let dc = -1; dc <= 1; dc++) {
        if ((dr === 0 && dc === 0) || r + dr < r0 || r + dr > r1 || c + dc < c0 || c + dc > c1)
          continue;
        const h = data[(r + dr) * cols + c + dc] as number;
        if (Number.isNaN(h)) continue;
        const next = local(r + dr, c + dc);
        const step = Math.hypot(dr, dc) * (1 + Math.max(0, h - surfaceM) / CLIMB_M);
        const total = top.cost + step;
        if (total >= (cost[next] as number)) continue;
        cost[next] = total;
        before[next] = post;
        queue.push(next, total);
      }
  }
  if (before[goal] === -1 && goal !== start) return [];
  const out: number[] = [];
  for (let post = goal; post >= 0; post = before[post] as number)
    out.push((r0 + Math.floor(post / wide)) * cols + c0 + (post % wide));
  return out;
}
