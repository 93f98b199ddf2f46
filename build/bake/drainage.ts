import type { Lattice } from './control.ts';

/** Rows and columns to the eight neighbours. */
const DR = [-1, -1, -1, 0, 0, 1, 1, 1] as const;
const DC = [-1, 0, 1, -1, 1, -1, 0, 1] as const;

/** Where each post drains to (itself: an outlet), and all posts with every receiver before its donors. */
export interface Drainage {
  readonly receiver: Int32Array;
  readonly order: Int32Array;
}

/**
 * Drainage of a surface towards its outlets, through its hollows: posts are taken up from the outlets, lowest first
 * (priority flood, Barnes, Lehman & Mulla, Computers & Geosciences 62, 2014). Of equal heights the lower index goes
 * first, so that the answer does not depend on the heap.
 */
export function flood(z: Float32Array, outlet: Uint8Array, l: Lattice): Drainage {
  const { rows, cols } = l;
  const n = z.length;
  const level = Float32Array.from(z);
  const receiver = new Int32Array(n).fill(-1);
  const order = new Int32Array(n);
  const heap = new Int32Array(n);
  let size = 0;
  const before = (a: number, b: number) => {
    const za = level[a] as number;
    const zb = level[b] as number;
    return za < zb || (za === zb && a < b);
  };
  const push = (k: number) => {
    let i = size++;
    while (i > 0) {
      const up = (i - 1) >> 1;
      const other = heap[up] as number;
      if (!before(k, other)) break;
      heap[i] = other;
      i = up;
    }
    heap[i] = k;
  };
  const pop = () => {
    const top = heap[0] as number;
    const last = heap[--size] as number;
    let i = 0;
    for (;;) {
      let child = 2 * i + 1;
      if (child >= size) break;
      if (child + 1 < size && before(heap[child + 1] as number, heap[child] as number)) child++;
      const other = heap[child] as number;
      if (!before(other, last)) break;
      heap[i] = other;
      i = child;
    }
    heap[i] = last;
    return top;
  };
  for (let i = 0; i < n; i++)
    if (outlet[i] === 1) {
      receiver[i] = i;
      push(i);
    }
  let taken = 0;
  while (size > 0) {
    const k = pop();
    order[taken++] = k;
    const r = Math.floor(k / cols);
    const c = k - r * cols;
    for (let d = 0; d < 8; d++) {
      const r2 = r + (DR[d] as number);
      const c2 = c + (DC[d] as number);
      if (r2 < 0 || c2 < 0 || r2 >= rows || c2 >= cols) continue;
      const m = r2 * cols + c2;
      if (receiver[m] !== -1) continue;
      receiver[m] = k;
      if ((level[m] as number) < (level[k] as number)) level[m] = level[k] as number;
      push(m);
    }
  }
  return { receiver, order };
}

/** Drainage down the steepest way of a surface without hollows. */
export function steepest(z: Float32Array, outlet: Uint8Array, l: Lattice): Drainage {
  const { rows, cols } = l;
  const n = z.length;
  const receiver = new Int32Array(n);
  const donors = new Int32Array(n + 1);
  const away = DR.map((dr, d) => Math.hypot(dr * l.ky, (DC[d] as number) * l.kx));
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < cols; c++) {
      const k = r * cols + c;
      let to = k;
      if (outlet[k] !== 1) {
        let best = 0;
        for (let d = 0; d < 8; d++) {
          const r2 = r + (DR[d] as number);
          const c2 = c + (DC[d] as number);
          if (r2 < 0 || c2 < 0 || r2 >= rows || c2 >= cols) continue;
          const fall = ((z[k] as number) - (z[r2 * cols + c2] as number)) / (away[d] as number);
          if (fall > best) {
            best = fall;
            to = r2 * cols + c2;
          }
        }
      }
      receiver[k] = to;
      if (to !== k) donors[to + 1] = (donors[to + 1] as number) + 1;
    }
  for (let i = 0; i < n; i++) donors[i + 1] = (donors[i + 1] as number) + (donors[i] as number);
  const next = donors.slice();
  const list = new Int32Array(n);
  for (let k = 0; k < n; k++) {
    const to = receiver[k] as number;
    if (to === k) continue;
    const at = next[to] as number;
    list[at] = k;
    next[to] = at + 1;
  }
  const order = new Int32Array(n);
  let tail = 0;
  for (let k = 0; k < n; k++) if (receiver[k] === k) order[tail++] = k;
  for (let head = 0; head < tail; head++) {
    const k = order[head] as number;
    const end = donors[k + 1] as number;
    for (let i = donors[k] as number; i < end; i++) order[tail++] = list[i] as number;
  }
  return { receiver, order };
}

/** Area that drains through each post, km². */
export function catchments({ receiver, order }: Drainage, l: Lattice): Float32Array {
  const area = new Float32Array(receiver.length).fill(l.kx * l.ky);
  for (let i = order.length - 1; i >= 0; i--) {
    const k = order[i] as number;
    const to = receiver[k] as number;
    if (to !== k) area[to] = (area[to] as number) + (area[k] as number);
  }
  return area;
}
