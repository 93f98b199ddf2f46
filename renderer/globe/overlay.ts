import type { Cartesian3, Scene } from 'cesium';
import type { GlobePick } from '../state/globePort.ts';
import { arrange, BOX, type Box, isBox, type Seat, sumOf, type Words } from './arrange.ts';
import type { Ground } from './ground.ts';
import {
  type Drawing,
  type DrawnLayer,
  drawnLayers,
  FONT,
  ink,
  type Mark,
  samePick,
} from './marks.ts';
import { drawArrowHead, drawBox, drawGlyph, drawLines } from './pen.ts';
import { inside, type Point, type Rect } from './placement.ts';
import { Projector } from './projector.ts';
import { type Lying, Stage, type Standing } from './stage.ts';

export type Hit =
  | { readonly is: 'mark'; readonly mark: Mark }
  | { readonly is: 'box'; readonly key: string; readonly members: readonly Mark[] };

const ROW_H = 26;
const LIST_W = 250;
const LIST_MAX = 14;
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
  private readonly projector = new Projector();
  private readonly pen: CanvasRenderingContext2D;
  private readonly stage: Stage;
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
    this.stage = new Stage(ground);
    this.canvas.className = 'globe-overlay';
    this.canvas.style.cssText =
      'position:absolute;inset:0;width:100%;height:100%;pointer-events:none';
    container.append(this.canvas);
    this.pen = this.canvas.getContext('2d') as CanvasRenderingContext2D;
  }

  set(layer: DrawnLayer, drawing: Drawing): void {
    this.stage.set(layer, drawing);
    this.stale = true;
  }

  clear(layer: DrawnLayer): void {
    this.stage.clear(layer);
    this.stale = true;
  }

  count(layer: DrawnLayer): number {
    return this.stage.count(layer);
  }

  /** The drawn ground changed: everything stands on it anew. */
  settle(): void {
    this.stage.settle();
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
    for (const layer of drawnLayers)
      for (const l of this.stage.lines.get(layer) ?? []) this.line(l);
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
    const found = arrange(
      drawnLayers.flatMap((layer) => this.stage.marks.get(layer) ?? []),
      {
        project: (world) => this.projector.project(world),
        pen: this.pen,
        w,
        h,
        mpp: this.metresPerPixel,
        selected: this.selected,
        sides: this.sides,
      },
    );
    this.seats = found.seats;
    this.boxes = found.boxes;
    this.words = found.words;
    this.sides = new Map(found.words.map((word) => [word.id, word.side]));
    if (this.open && !this.boxes.some((b) => b.key === this.open)) this.open = undefined;
    this.onPlaced?.();
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
      const mark = isBox(words.of) ? sumOf(words.of) : words.of.mark;
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
    const all = [...drawnLayers].reverse().flatMap((layer) => this.stage.lines.get(layer) ?? []);
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
