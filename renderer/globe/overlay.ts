import type { Cartesian3, Scene } from 'cesium';
import { distanceM } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { GlobePick } from '../state/globePort.ts';
import type { Ground } from './ground.ts';
import {
  type Drawing,
  type DrawnLayer,
  drawnLayers,
  emptyDrawing,
  FONT,
  ink,
  type Mark,
  type Outline,
  priority,
  samePick,
} from './marks.ts';
import { drawArrowHead, drawBox, drawGlyph, drawLines, labelSize } from './pen.ts';
import {
  clusterMarks,
  inside,
  type Label,
  type Point,
  placeLabels,
  type Rect,
  stepAside,
} from './placement.ts';
import { Projector } from './projector.ts';

interface Standing {
  readonly mark: Mark;
  world: Cartesian3;
  height: number;
}
interface Lying {
  readonly outline: Outline;
  readonly points: readonly LonLat[];
  worlds: Cartesian3[];
  heights: number[];
  path: (Point | undefined)[];
}
/** Where a sign or a box stands relative to the place it means, kept while the camera moves. */
interface Seat {
  readonly of: Standing;
  readonly off: Point;
}
interface Box {
  readonly key: string;
  readonly members: readonly Standing[];
  /** From the middle of the members to the box. */
  readonly off: Point;
}
interface Words {
  readonly of: Standing | Box;
  readonly off: Point;
  readonly w: number;
  readonly h: number;
  readonly side: number;
}
export type Hit =
  | { readonly is: 'mark'; readonly mark: Mark }
  | { readonly is: 'box'; readonly key: string; readonly members: readonly Mark[] };

const CELL: Point = { x: 30, y: 30 };
const BOX: Point = { x: 46, y: 26 };
/** Signs of this size are never covered: the incident's. */
const LARGE = 28;
const ROW_H = 26;
const LIST_W = 250;
const LIST_MAX = 14;
/** Lines follow the ground in steps of this, m, and at most so many. */
const STEP_M = 150;
const STEPS_MAX = 160;
const isBox = (of: Standing | Box): of is Box => 'members' in of;

/** A line with points between, so that it lies on the ground instead of cutting through it. */
function follow(line: readonly LonLat[], closed: boolean): LonLat[] {
  const ring = closed && line.length > 2 ? [...line, line[0] as LonLat] : line;
  const total = ring.slice(1).reduce((sum, p, i) => sum + distanceM(ring[i] as LonLat, p), 0);
  const step = Math.max(STEP_M, total / STEPS_MAX);
  const out: LonLat[] = ring.length > 0 ? [ring[0] as LonLat] : [];
  for (let i = 1; i < ring.length; i++) {
    const [a, b] = [ring[i - 1] as LonLat, ring[i] as LonLat];
    const n = Math.max(1, Math.ceil(distanceM(a, b) / step));
    for (let k = 1; k <= n; k++)
      out.push([a[0] + ((b[0] - a[0]) * k) / n, a[1] + ((b[1] - a[1]) * k) / n]);
  }
  return out;
}

/**
 * All signs, words and lines of the map, on a canvas of its own above the globe: words stay sharp at whatever
 * resolution the terrain is drawn, and no two of them cover each other.
 */
export class Overlay {
  readonly canvas = document.createElement('canvas');
  metresPerPixel = Number.NaN;
  /** Called after signs and words found their places. */
  onPlaced: (() => void) | undefined;
  private readonly scene: Scene;
  private readonly ground: Ground;
  private readonly projector = new Projector();
  private readonly pen: CanvasRenderingContext2D;
  private readonly marks = new Map<DrawnLayer, Standing[]>();
  private readonly lines = new Map<DrawnLayer, Lying[]>();
  private seats: Seat[] = [];
  private boxes: Box[] = [];
  private words: Words[] = [];
  private sides = new Map<string, number>();
  private moving = false;
  private stale = true;
  private selected: GlobePick | undefined;
  private open: string | undefined;
  private selectedAt: (() => Cartesian3 | undefined) | undefined;

  constructor(scene: Scene, container: HTMLElement, ground: Ground) {
    this.scene = scene;
    this.ground = ground;
    this.canvas.className = 'globe-overlay';
    this.canvas.style.cssText =
      'position:absolute;inset:0;width:100%;height:100%;pointer-events:none';
    container.append(this.canvas);
    this.pen = this.canvas.getContext('2d') as CanvasRenderingContext2D;
  }

  set(layer: DrawnLayer, drawing: Drawing): void {
    const old = new Map((this.marks.get(layer) ?? []).map((s) => [s.mark.key, s]));
    this.marks.set(
      layer,
      drawing.marks.map((mark) => {
        const was = old.get(mark.key);
        const same = was && was.mark.at[0] === mark.at[0] && was.mark.at[1] === mark.at[1];
        return same
          ? { mark, world: was.world, height: was.height }
          : { mark, ...this.ground.stand(mark.at, was?.height) };
      }),
    );
    const lay = (outline: Outline): Lying => {
      const points = follow(outline.line, outline.closed);
      const stood = points.map((p) => this.ground.stand(p));
      return {
        outline,
        points,
        worlds: stood.map((s) => s.world),
        heights: stood.map((s) => s.height),
        path: [],
      };
    };
    const before = new Map((this.lines.get(layer) ?? []).map((l) => [l.outline.key, l]));
    this.lines.set(
      layer,
      drawing.outlines.map((outline) => {
        const was = before.get(outline.key);
        return was && JSON.stringify(was.outline.line) === JSON.stringify(outline.line)
          ? { ...was, outline }
          : lay(outline);
      }),
    );
    this.stale = true;
  }

  clear(layer: DrawnLayer): void {
    this.set(layer, emptyDrawing);
  }

  count(layer: DrawnLayer): number {
    return (this.marks.get(layer)?.length ?? 0) + (this.lines.get(layer)?.length ?? 0);
  }

  /** The drawn ground changed: everything stands on it anew. */
  settle(): void {
    for (const list of this.marks.values())
      for (const s of list) Object.assign(s, this.ground.stand(s.mark.at, s.height));
    for (const list of this.lines.values())
      for (const l of list)
        for (const [i, p] of l.points.entries()) {
          const s = this.ground.stand(p, l.heights[i]);
          l.worlds[i] = s.world;
          l.heights[i] = s.height;
        }
    this.stale = true;
  }

  setMoving(moving: boolean): void {
    this.moving = moving;
    this.stale = true;
  }

  /** `at` finds a thing that is not drawn here (moving things), for the ring around it. */
  select(pick: GlobePick | undefined, at: () => Cartesian3 | undefined): void {
    this.selected = pick;
    this.selectedAt = at;
    this.stale = true;
  }

  toggleBox(key: string | undefined): void {
    this.open = this.open === key ? undefined : key;
    this.stale = true;
  }

  get boxOpen(): boolean {
    return this.open !== undefined;
  }

  project(world: Cartesian3): Point | undefined {
    return this.projector.project(world);
  }

  draw(): void {
    const { canvas, pen, scene } = this;
    const ratio = window.devicePixelRatio || 1;
    const w = canvas.clientWidth;
    const h = canvas.clientHeight;
    if (w === 0 || h === 0) return;
    if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
      canvas.width = Math.round(w * ratio);
      canvas.height = Math.round(h * ratio);
      this.stale = true;
    }
    this.projector.aim(scene.camera, w, h);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, w, h);
    if (this.stale && !this.moving) this.place(w, h);
    for (const layer of drawnLayers) for (const l of this.lines.get(layer) ?? []) this.line(l);
    this.drawLeaders();
    this.drawSeats();
    this.drawWords();
    this.drawRing();
    if (this.open) this.drawList(w, h);
  }

  private anchor(of: Standing | Box): Point | undefined {
    if (!isBox(of)) return this.projector.project(of.world);
    let [x, y, n] = [0, 0, 0];
    for (const m of of.members) {
      const p = this.projector.project(m.world);
      if (!p) continue;
      x += p.x;
      y += p.y;
      n += 1;
    }
    return n > 0 ? { x: x / n + of.off.x, y: y / n + of.off.y } : undefined;
  }

  private place(w: number, h: number): void {
    this.stale = false;
    const frame: Rect = { x: 0, y: 0, w, h };
    const mpp = this.metresPerPixel;
    const shown = drawnLayers.flatMap((layer) => this.marks.get(layer) ?? []);
    const live: { id: string; anchor: Point; s: Standing }[] = [];
    for (const s of shown) {
      if (s.mark.maxMpp !== undefined && mpp > s.mark.maxMpp) continue;
      const anchor = this.projector.project(s.world);
      if (!anchor || !inside(frame, anchor, 20)) continue;
      live.push({ id: s.mark.key, anchor, s });
    }
    const seats: Seat[] = [];
    const boxes: Box[] = [];
    const symbols: Rect[] = [];
    const labels: Label[] = [];
    const owner = new Map<string, { of: Standing | Box; anchor: Point }>();
    const want = (of: Standing | Box, anchor: Point, symbol: Rect, mark: Mark): void => {
      const key = isBox(of) ? of.key : mark.key;
      const chosen = samePick(mark.pick, this.selected);
      if (mark.label.length === 0) return;
      if (!chosen && mark.labelMpp !== undefined && mpp > mark.labelMpp) return;
      labels.push({
        id: key,
        symbol,
        ...labelSize(this.pen, mark),
        priority: chosen ? Math.max(mark.priority, priority.selected) : mark.priority,
        last: this.sides.get(key),
        must: chosen || mark.priority >= priority.plan,
      });
      owner.set(key, { of, anchor });
    };
    const around = (p: Point, size: number): Rect => ({
      x: p.x - size / 2,
      y: p.y - size / 2,
      w: size,
      h: size,
    });
    for (const { anchor, s } of live) {
      if (s.mark.crowd) continue;
      seats.push({ of: s, off: { x: 0, y: 0 } });
      const rect = around(anchor, s.mark.glyph.size);
      if (s.mark.glyph.size > 0) symbols.push(rect);
      want(s, anchor, rect, s.mark);
    }
    const clusters = clusterMarks(
      live.filter((l) => l.s.mark.crowd),
      CELL,
      BOX,
    );
    const large = symbols.filter((s) => s.w >= LARGE);
    for (const [k, c] of clusters.entries()) {
      const others = clusters.filter((_, j) => j !== k).map((o) => o.rect);
      const off = stepAside(c.rect, large, others);
      const rect = { ...c.rect, x: c.rect.x + off.x, y: c.rect.y + off.y };
      symbols.push(rect);
      const n = c.members.length;
      if (c.spread)
        for (const [i, m] of c.members.entries()) {
          const at = {
            x: c.center.x + off.x + (i - (n - 1) / 2) * CELL.x,
            y: c.center.y + off.y,
          };
          seats.push({ of: m.s, off: { x: at.x - m.anchor.x, y: at.y - m.anchor.y } });
          want(m.s, m.anchor, around(at, m.s.mark.glyph.size), m.s.mark);
        }
      else {
        const members = c.members.map((m) => m.s);
        const box: Box = { key: members.map((m) => m.mark.key).join('|'), members, off };
        boxes.push(box);
        want(box, { x: c.center.x + off.x, y: c.center.y + off.y }, rect, this.sum(box));
      }
    }
    // The window's own buttons and chips stand here; words under them could not be read.
    const blocked: Rect[] = [
      { x: 0, y: 0, w: 52, h: 400 },
      { x: w - 560, y: 0, w: 560, h: 44 },
      { x: w - 620, y: h - 44, w: 620, h: 44 },
    ];
    const placed = placeLabels(labels, symbols, frame, blocked);
    this.seats = seats;
    this.boxes = boxes;
    if (this.open && !boxes.some((b) => b.key === this.open)) this.open = undefined;
    this.sides = new Map(placed.map((p) => [p.id, p.side]));
    this.words = placed.map(({ id, rect, side }) => {
      const { of, anchor } = owner.get(id) as { of: Standing | Box; anchor: Point };
      const off = { x: rect.x - anchor.x, y: rect.y - anchor.y };
      return { of, off, w: rect.w, h: rect.h, side };
    });
    this.onPlaced?.();
  }

  /** What one box says for its members. */
  private sum(box: Box): Mark {
    const first = (box.members[0] as Standing).mark;
    const of = (state: string) => box.members.filter((m) => m.mark.crowd?.state === state).length;
    const [there, coming, other] = [of('there'), of('coming'), of('other')];
    const parts = [
      there > 0 ? `✓ ${there}` : '',
      coming > 0 ? `→ ${coming}` : '',
      other > 0 ? `○ ${other}` : '',
    ].filter(Boolean);
    return {
      ...first,
      pick: undefined,
      label: [{ text: parts.join('  '), color: ink.text, size: 12 }],
      box: undefined,
    };
  }

  private line(l: Lying): void {
    const { pen } = this;
    const { outline } = l;
    l.path = l.worlds.map((world) => this.projector.project(world));
    const trace = () => {
      pen.beginPath();
      let on = false;
      for (const p of l.path) {
        if (!p) on = false;
        else if (on) pen.lineTo(p.x, p.y);
        else {
          pen.moveTo(p.x, p.y);
          on = true;
        }
      }
    };
    trace();
    if (outline.fill && l.path.every((p) => p !== undefined)) {
      pen.fillStyle = outline.fill;
      pen.fill();
    }
    const chosen = samePick(outline.pick, this.selected);
    pen.lineJoin = 'round';
    pen.lineCap = 'butt';
    pen.setLineDash([]);
    if (outline.width > 1) {
      pen.lineWidth = outline.width + (chosen ? 5 : 2.5);
      pen.strokeStyle = chosen ? '#ffffffb0' : 'rgba(8,11,15,0.45)';
      pen.stroke();
    }
    pen.setLineDash([...(outline.dash ?? [])]);
    pen.lineWidth = outline.width;
    pen.strokeStyle = outline.color;
    pen.stroke();
    pen.setLineDash([]);
    const [from, to] = [l.path.at(-2), l.path.at(-1)];
    if (outline.arrow && from && to) drawArrowHead(pen, from, to, outline.color);
  }

  private drawSeats(): void {
    const { pen } = this;
    for (const { of, off } of this.seats) {
      const anchor = this.anchor(of);
      if (!anchor) continue;
      const at = { x: anchor.x + off.x, y: anchor.y + off.y };
      pen.globalAlpha = of.mark.faded ? 0.55 : 1;
      if (Math.hypot(off.x, off.y) > of.mark.glyph.size / 2) {
        pen.beginPath();
        pen.moveTo(anchor.x, anchor.y);
        pen.lineTo(at.x, at.y);
        pen.lineWidth = 1.2;
        pen.strokeStyle = of.mark.glyph.color;
        pen.stroke();
        pen.beginPath();
        pen.arc(anchor.x, anchor.y, 2, 0, 7);
        pen.fillStyle = of.mark.glyph.color;
        pen.fill();
      }
      drawGlyph(pen, of.mark.glyph, at);
    }
    pen.globalAlpha = 1;
    for (const box of this.boxes) {
      const at = this.anchor(box);
      if (!at) continue;
      const there = box.members.every((m) => m.mark.crowd?.state === 'there');
      const r = { x: at.x - BOX.x / 2, y: at.y - BOX.y / 2, w: BOX.x, h: BOX.y };
      drawBox(pen, r, there ? ink.green : ink.blue);
      pen.font = `700 14px ${FONT}`;
      pen.textAlign = 'center';
      pen.textBaseline = 'middle';
      pen.fillStyle = ink.text;
      pen.fillText(`${box.members.length} ▾`, Math.round(at.x), Math.round(at.y) + 1);
    }
  }

  private wordsRect(words: Words): Rect | undefined {
    const anchor = this.anchor(words.of);
    return (
      anchor && { x: anchor.x + words.off.x, y: anchor.y + words.off.y, w: words.w, h: words.h }
    );
  }

  /** Threads from words to their signs where they had to be set far off; under all signs and words. */
  private drawLeaders(): void {
    const { pen } = this;
    for (const words of this.words) {
      if (words.side < 8) continue;
      const rect = this.wordsRect(words);
      const anchor = this.anchor(words.of);
      if (!rect || !anchor) continue;
      pen.beginPath();
      pen.moveTo(anchor.x, anchor.y);
      pen.lineTo(
        Math.max(rect.x, Math.min(anchor.x, rect.x + rect.w)),
        Math.max(rect.y, Math.min(anchor.y, rect.y + rect.h)),
      );
      pen.lineWidth = 1;
      pen.strokeStyle = (isBox(words.of) ? undefined : words.of.mark.box) ?? '#ffffff80';
      pen.stroke();
    }
  }

  private drawWords(): void {
    const { pen } = this;
    for (const words of this.words) {
      const rect = this.wordsRect(words);
      if (!rect) continue;
      const mark = isBox(words.of) ? this.sum(words.of) : words.of.mark;
      pen.globalAlpha = mark.faded ? 0.7 : 1;
      if (mark.box) drawBox(pen, rect, mark.box);
      drawLines(pen, mark.label, rect, mark.box !== undefined);
    }
    pen.globalAlpha = 1;
  }

  private drawRing(): void {
    if (!this.selected) return;
    const seat = this.seats.find((s) => samePick(s.of.mark.pick, this.selected));
    const box = this.boxes.find((b) => b.members.some((m) => samePick(m.mark.pick, this.selected)));
    const anchor = seat ? this.anchor(seat.of) : box ? this.anchor(box) : undefined;
    const world = anchor ? undefined : this.selectedAt?.();
    const p = anchor ?? (world && this.projector.project(world));
    if (!p) return;
    const { pen } = this;
    const radius = box ? 30 : 9 + (seat?.of.mark.glyph.size ?? 14) * 0.62;
    for (const [color, width] of [
      [ink.halo, 5],
      ['#ffffff', 2],
    ] as const) {
      pen.beginPath();
      pen.arc(p.x + (seat?.off.x ?? 0), p.y + (seat?.off.y ?? 0), radius, 0, 7);
      pen.lineWidth = width;
      pen.strokeStyle = color;
      pen.stroke();
    }
  }

  private listRect(box: Box, w: number, h: number): Rect | undefined {
    const at = this.anchor(box);
    if (!at) return undefined;
    const height = Math.min(LIST_MAX, box.members.length) * ROW_H + 8;
    return {
      x: Math.max(60, Math.min(w - LIST_W - 8, at.x - LIST_W / 2)),
      y: Math.max(8, Math.min(h - height - 8, at.y + BOX.y / 2 + 4)),
      w: LIST_W,
      h: height,
    };
  }

  private drawList(w: number, h: number): void {
    const box = this.boxes.find((b) => b.key === this.open);
    const rect = box && this.listRect(box, w, h);
    if (!box || !rect) return;
    drawBox(this.pen, rect, ink.muted);
    for (const [i, m] of box.members.slice(0, LIST_MAX).entries()) {
      const y = rect.y + 4 + i * ROW_H;
      drawGlyph(this.pen, { ...m.mark.glyph, size: 20 }, { x: rect.x + 18, y: y + ROW_H / 2 });
      const line = { text: m.mark.crowd?.row ?? '', color: ink.text, size: 12 };
      drawLines(this.pen, [line], { x: rect.x + 30, y: y + 2, w: LIST_W - 34, h: ROW_H }, true);
    }
  }

  /** Sign, box or words under a point, the topmost first. */
  hit(p: Point): Hit | undefined {
    const { clientWidth: w, clientHeight: h } = this.canvas;
    const open = this.boxes.find((b) => b.key === this.open);
    const list = open && this.listRect(open, w, h);
    if (open && list && inside(list, p)) {
      const row = open.members[Math.floor((p.y - list.y - 4) / ROW_H)];
      return row && { is: 'mark', mark: row.mark };
    }
    for (const box of this.boxes) {
      const at = this.anchor(box);
      const r = at && { x: at.x - BOX.x / 2, y: at.y - BOX.y / 2, w: BOX.x, h: BOX.y };
      if (r && inside(r, p))
        return { is: 'box', key: box.key, members: box.members.map((m) => m.mark) };
    }
    for (const { of, off } of [...this.seats].reverse()) {
      const at = this.anchor(of);
      if (!of.mark.pick || !at || of.mark.glyph.shape === 'none') continue;
      const s = of.mark.glyph.size;
      const r = { x: at.x + off.x - s / 2, y: at.y + off.y - s / 2, w: s, h: s };
      if (inside(r, p, 3)) return { is: 'mark', mark: of.mark };
    }
    for (const words of this.words) {
      const rect = this.wordsRect(words);
      if (!isBox(words.of) && words.of.mark.pick && rect && inside(rect, p))
        return { is: 'mark', mark: words.of.mark };
    }
    return undefined;
  }

  /** Line near a point, else the smallest area around it. */
  hitOutline(p: Point): GlobePick | undefined {
    const all = [...drawnLayers].reverse().flatMap((layer) => this.lines.get(layer) ?? []);
    const { pen } = this;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    for (const mode of ['line', 'area'] as const)
      for (const { outline, path } of all) {
        if (!outline.pick || (mode === 'area' && !outline.fill)) continue;
        const shape = new Path2D();
        for (const [i, q] of path.entries())
          if (q) i > 0 && path[i - 1] ? shape.lineTo(q.x, q.y) : shape.moveTo(q.x, q.y);
        pen.lineWidth = 12;
        const found =
          mode === 'line'
            ? pen.isPointInStroke(shape, p.x, p.y)
            : pen.isPointInPath(shape, p.x, p.y);
        if (found) return outline.pick;
      }
    return undefined;
  }

  /** Rectangles of the words, for tests: no two may overlap. */
  labelRects(): { key: string; rect: Rect }[] {
    return this.words.flatMap((words) => {
      const rect = this.wordsRect(words);
      return rect ? [{ key: isBox(words.of) ? words.of.key : words.of.mark.key, rect }] : [];
    });
  }

  dispose(): void {
    for (const layer of drawnLayers) this.clear(layer);
    this.canvas.remove();
  }
}
