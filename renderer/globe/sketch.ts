import { distanceM, lengthM } from '../../shared/geo/geodesy.ts';
import { ringArea } from '../../shared/geo/ringArea.ts';
import type { LonLat, PlotShape } from '../../shared/model/common.ts';
import { formatArea, formatDistance } from '../../shared/text/index.ts';
import type { Drawn, DrawTool } from '../state/globePort.ts';
import { type Drawing, emptyDrawing, ink, type Mark, type Outline } from './marks.ts';

const shapeOf = (tool: DrawTool): PlotShape =>
  tool === 'measureArea'
    ? 'area'
    : tool === 'measureDistance' || tool === 'profile'
      ? 'line'
      : tool === 'pick'
        ? 'point'
        : tool;
const least = { point: 1, line: 2, arrow: 2, area: 3 } as const;

/** A gesture in progress: points set one by one, shown with the length or area that they make so far. */
export class Sketch {
  private tool: DrawTool | undefined;
  private points: LonLat[] = [];
  private done: ((drawn: Drawn | undefined) => void) | undefined;
  private readonly show: (drawing: Drawing) => void;

  constructor(show: (drawing: Drawing) => void) {
    this.show = show;
  }

  get active(): boolean {
    return this.tool !== undefined;
  }

  begin(tool: DrawTool, done: (drawn: Drawn | undefined) => void): void {
    this.finish(undefined);
    this.tool = tool;
    this.points = [];
    this.done = done;
  }

  finish(drawn: Drawn | undefined): void {
    const done = this.done;
    this.tool = undefined;
    this.done = undefined;
    this.points = [];
    this.show(emptyDrawing);
    done?.(drawn);
  }

  complete(): void {
    if (!this.tool || this.points.length < least[shapeOf(this.tool)]) return;
    this.finish({ tool: this.tool, coordinates: this.points });
  }

  add(position: LonLat): void {
    if (!this.tool) return;
    const last = this.points.at(-1);
    // The second click of a double click stands on the first one.
    if (!last || distanceM(last, position) >= 1) this.points.push(position);
    this.preview();
    if (shapeOf(this.tool) === 'point') this.complete();
  }

  back(): void {
    this.points.pop();
    this.preview();
  }

  preview(pointer?: LonLat): void {
    if (!this.tool) return;
    const line = pointer ? [...this.points, pointer] : this.points;
    const end = line.at(-1);
    if (!end) {
      this.show(emptyDrawing);
      return;
    }
    const shape = shapeOf(this.tool);
    const area = shape === 'area' && line.length > 2;
    const said =
      shape === 'point' || line.length < 2
        ? ''
        : area
          ? `≈ ${formatArea(ringArea(line))}`
          : formatDistance(lengthM(line));
    const dot = (at: LonLat, key: string, words: string): Mark => ({
      key,
      at,
      priority: 200,
      glyph: { shape: 'dot', size: 8, color: '#ffffff', stroke: 'solid' },
      label: words ? [{ text: words, color: ink.text, size: 13, bold: true }] : [],
      box: '#ffffff',
    });
    const outlines: Outline[] =
      line.length > 1
        ? [
            {
              key: 'sketch',
              line,
              closed: area,
              color: '#ffffff',
              width: shape === 'arrow' ? 4 : 2.5,
              dash: [8, 5],
              fill: area ? '#ffffff20' : undefined,
              arrow: shape === 'arrow',
            },
          ]
        : [];
    const set = this.points.map((p, i) =>
      dot(p, `sketch:${i}`, !pointer && i === this.points.length - 1 ? said : ''),
    );
    this.show({
      marks: pointer ? [...set, dot(pointer, 'sketch:pointer', said)] : set,
      outlines,
    });
  }

  /** True where the key was the gesture's own. */
  key(key: string): boolean {
    if (!this.tool) return false;
    if (key === 'Escape') this.finish(undefined);
    else if (key === 'Enter') this.complete();
    else if (key === 'Backspace') this.back();
    else return false;
    return true;
  }
}
