import { metresPerDegree } from '../../shared/geo/geodesy.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { Measure } from '../export/fonts.ts';
import { MAP_MM } from './frame.ts';
import { drawItems, type MapPen } from './mapMarks.ts';
import { Placer } from './placer.ts';
import { isoLines, type Line, levelsOf, pngUri, reliefRaster, simplify } from './relief.ts';
import type { SheetModel } from './sheetModel.ts';
import { line, n, pathOf, rect, textAt } from './svg.ts';
import type { SymbolSet } from './symbols.ts';
import type { CutOut } from './terrainPort.ts';

export interface MapInput {
  readonly model: SheetModel;
  readonly main: CutOut | undefined;
  readonly locator: CutOut | undefined;
  readonly symbols: SymbolSet;
  readonly measure: Measure;
}

const { x: MX, y: MY, w: MW, h: MH } = MAP_MM;

/** The main map with its furniture, in the mm of the page. */
export function mapSvg(input: MapInput): string {
  const { model, main, symbols, measure } = input;
  const [west, south, east, north] = model.map.bbox;
  const project = (p: readonly number[]): [number, number] => [
    MX + (((p[0] as number) - west) / (east - west)) * MW,
    MY + ((north - (p[1] as number)) / (north - south)) * MH,
  ];
  const placer = new Placer({ x: MX + 0.8, y: MY + 0.8, w: MW - 1.6, h: MH - 1.6 });
  let svg = `<clipPath id="map"><rect x="${MX}" y="${MY}" width="${MW}" height="${MH}"/></clipPath>`;
  svg += rect(MX, MY, MW, MH, 'fill="#f6f6f4"');
  svg += '<g clip-path="url(#map)">';
  if (main) {
    svg += `<image x="${MX}" y="${MY}" width="${MW}" height="${MH}" preserveAspectRatio="none" href="${pngUri(reliefRaster(main))}"/>`;
    svg += contourPaths(main, model.map.contourM, placer, measure);
    if (main.water) {
      const shore = isoLines(main.water, [0.5], 500).get(0.5) ?? [];
      svg += `<path d="${linesPath(shore, 0.06)}" fill="none" stroke="#2f6ea5" stroke-width="0.22"/>`;
    }
  }
  svg += graticule(model, project);
  svg += '</g>';

  const furniture = drawFurniture(input, placer);
  const pen: MapPen = { project, placer, measure, symbols, mmPerM: 1000 / model.map.scale };
  svg += `<g clip-path="url(#map)">${drawItems(model.map, pen)}</g>`;
  if (model.watermark) {
    svg += textAt(MX + MW / 2, MY + MH / 2 + 12, model.watermark, {
      size: 24,
      bold: true,
      fill: '#8c0000',
      anchor: 'middle',
      rotate: -24,
      opacity: 0.12,
    });
  }
  svg += graticuleLabels(model, project);
  svg += furniture;
  svg += rect(MX, MY, MW, MH, 'fill="none" stroke="#111111" stroke-width="0.5"');
  return svg;
}

const toMm = ([x, y]: readonly [number, number]): [number, number] => [MX + x * MW, MY + y * MH];

function linesPath(lines: readonly Line[], tolerance: number): string {
  return lines.map((l) => pathOf(simplify(l.map(toMm), tolerance))).join('');
}

function contourPaths(cut: CutOut, interval: number, placer: Placer, measure: Measure): string {
  const levels = levelsOf(cut.heights, interval);
  const lines = isoLines(cut.heights, levels, 420);
  let svg = '';
  let labels = '';
  for (const [level, found] of lines) {
    const index = Math.round(level / interval) % 5 === 0;
    const shapes = found.map((l) => simplify(l.map(toMm), 0.07)).filter((l) => l.length > 2);
    const d = shapes.map((l) => pathOf(l)).join('');
    if (d === '') continue;
    svg += `<path d="${d}" fill="none" stroke="#7a5a38" stroke-opacity="${index ? 0.75 : 0.45}" stroke-width="${index ? 0.24 : 0.12}"/>`;
    if (!index) continue;
    for (const shape of shapes) labels += contourLabel(shape, level, placer, measure);
  }
  return svg + labels;
}

/** Height of an index line, written along it where it is long and nearly straight. */
function contourLabel(shape: Line, level: number, placer: Placer, measure: Measure): string {
  if (pathLength(shape) < 45) return '';
  const text = String(level);
  const size = 1.9;
  const w = measure(text, size) + 0.8;
  for (let k = 0; k < 5; k++) {
    const i = Math.floor((shape.length * (0.3 + 0.1 * k)) % shape.length);
    const a = shape[i];
    const b = shape[Math.min(shape.length - 1, i + 2)];
    if (!a || !b || (a[0] === b[0] && a[1] === b[1])) continue;
    let turn = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI;
    if (turn > 90) turn -= 180;
    if (turn < -90) turn += 180;
    const box = { x: a[0] - w / 2, y: a[1] - w / 2, w, h: w };
    if (!placer.free(box)) continue;
    placer.take(box);
    return (
      `<rect x="${n(a[0] - w / 2)}" y="${n(a[1] - size * 0.5)}" width="${n(w)}" height="${n(size)}" fill="#f1ead8" fill-opacity="0.75" transform="rotate(${n(turn)} ${n(a[0])} ${n(a[1])})"/>` +
      textAt(a[0], a[1] + size * 0.36, text, {
        size,
        fill: '#5c4326',
        anchor: 'middle',
        rotate: turn,
      }).replace(
        `rotate(${n(turn)} ${n(a[0])} ${n(a[1] + size * 0.36)})`,
        `rotate(${n(turn)} ${n(a[0])} ${n(a[1])})`,
      )
    );
  }
  return '';
}

function pathLength(points: Line): number {
  let sum = 0;
  for (let i = 1; i < points.length; i++) {
    const [ax, ay] = points[i - 1] as [number, number];
    const [bx, by] = points[i] as [number, number];
    sum += Math.hypot(bx - ax, by - ay);
  }
  return sum;
}

/** Whole minutes at which lines stand at least 45 mm apart. */
function stepMinutes(spanDeg: number, spanMm: number): number {
  for (const step of [1, 2, 5, 10, 15, 30, 60, 120])
    if ((step / 60 / spanDeg) * spanMm >= 45) return step;
  return 240;
}

function ticks(low: number, high: number, step: number): number[] {
  const out: number[] = [];
  for (let m = Math.ceil((low * 60) / step) * step; m / 60 <= high; m += step) out.push(m);
  return out;
}

function graticuleOf(model: SheetModel): { lon: number[]; lat: number[] } {
  const [w, s, e, no] = model.map.bbox;
  return {
    lon: ticks(w, e, stepMinutes(e - w, MW)),
    lat: ticks(s, no, stepMinutes(no - s, MH)),
  };
}

type Project = (p: LonLat) => [number, number];

function graticule(model: SheetModel, project: Project): string {
  const { lon, lat } = graticuleOf(model);
  const stroke = 'stroke="#30383f" stroke-opacity="0.35" stroke-width="0.12"';
  let svg = '';
  for (const m of lon) {
    const [x] = project([m / 60, model.map.center[1]]);
    svg += line(x, MY, x, MY + MH, stroke);
  }
  for (const m of lat) {
    const [, y] = project([model.map.center[0], m / 60]);
    svg += line(MX, y, MX + MW, y, stroke);
  }
  return svg;
}

const degrees = (minutes: number, hemisphere: string) =>
  `${Math.floor(minutes / 60)}°${String(minutes % 60).padStart(2, '0')}′${hemisphere}`;

function graticuleLabels(model: SheetModel, project: Project): string {
  const { lon, lat } = graticuleOf(model);
  const style = { size: 2.3, fill: '#111111' } as const;
  let svg = '';
  for (const m of lon) {
    const [x] = project([m / 60, model.map.center[1]]);
    if (x < MX + 8 || x > MX + MW - 8) continue;
    svg += rect(x - 6.5, MY + MH - 3.6, 13, 3.2, 'fill="#ffffff" fill-opacity="0.75"');
    svg += textAt(x, MY + MH - 1.1, degrees(m, 'E'), { ...style, anchor: 'middle' });
    svg += line(x, MY, x, MY + 1.8, 'stroke="#111111" stroke-width="0.3"');
  }
  for (const m of lat) {
    const [, y] = project([model.map.center[0], m / 60]);
    if (y < MY + 6 || y > MY + MH - 8) continue;
    svg += rect(MX + 0.4, y - 3.4, 12.6, 3.2, 'fill="#ffffff" fill-opacity="0.75"');
    svg += textAt(MX + 0.9, y - 0.9, degrees(m, 'N'), style);
    svg += line(MX + MW - 1.8, y, MX + MW, y, 'stroke="#111111" stroke-width="0.3"');
  }
  return svg;
}

/** North arrow, scale bar, locator, note on the terrain: placed first, so that labels keep off them. */
function drawFurniture(input: MapInput, placer: Placer): string {
  const { model, locator, measure } = input;
  let svg = '';

  // North: the projection is straight, so grid north is true north.
  const nx = MX + MW - 11;
  const ny = MY + 12;
  placer.take({ x: nx - 9, y: ny - 10, w: 19, h: 20 });
  svg += `<circle cx="${nx}" cy="${ny}" r="7.6" fill="#ffffff" fill-opacity="0.85" stroke="#111111" stroke-width="0.25"/>`;
  svg += `<path d="M${nx} ${ny - 6.2}L${nx + 2.6} ${ny + 2.4}L${nx} ${ny + 0.9}Z" fill="#111111"/>`;
  svg += `<path d="M${nx} ${ny - 6.2}L${nx - 2.6} ${ny + 2.4}L${nx} ${ny + 0.9}Z" fill="#ffffff" stroke="#111111" stroke-width="0.25"/>`;
  svg += textAt(nx, ny + 6.2, model.words.north, { size: 3, bold: true, anchor: 'middle' });

  const bar = scaleBar(model.map.scale);
  const bw = bar.mm + 16;
  const bx = MX + MW - bw - 2;
  const by = MY + MH - 13.5;
  placer.take({ x: bx - 1, y: by - 1, w: bw + 2, h: 13 });
  svg += rect(
    bx,
    by,
    bw,
    11.4,
    'fill="#ffffff" fill-opacity="0.88" stroke="#111111" stroke-width="0.2"',
  );
  const x0 = bx + 5;
  const parts = 4;
  for (let i = 0; i < parts; i++)
    svg += rect(
      x0 + (i * bar.mm) / parts,
      by + 4.6,
      bar.mm / parts,
      1.5,
      `fill="${i % 2 === 0 ? '#111111' : '#ffffff'}" stroke="#111111" stroke-width="0.2"`,
    );
  for (const [share, label] of [
    [0, '0'],
    [0.5, trimKm(bar.km / 2)],
    [1, `${trimKm(bar.km)} km`],
  ] as const)
    svg += textAt(x0 + share * bar.mm, by + 3.6, label, { size: 2.5, anchor: 'middle' });
  svg += textAt(
    bx + bw / 2,
    by + 9.6,
    `1:${String(model.map.scale).replace(/\B(?=(\d{3})+$)/g, ' ')}`,
    {
      size: 2.7,
      bold: true,
      anchor: 'middle',
    },
  );

  if (locator) svg += drawLocator(input, locator, placer);
  if (model.schematicNote) {
    const w = measure(model.schematicNote, 2.8, true) + 4;
    const sx = bx - w - 2;
    const sy = MY + MH - 9;
    placer.take({ x: sx, y: sy, w, h: 5.2 });
    svg += rect(
      sx,
      sy,
      w,
      5.2,
      'fill="#fff4d6" stroke="#111111" stroke-width="0.25" stroke-dasharray="1.2 0.7"',
    );
    svg += textAt(sx + w / 2, sy + 3.7, model.schematicNote, {
      size: 2.8,
      bold: true,
      anchor: 'middle',
    });
  }
  return svg;
}

const trimKm = (km: number) => String(Number(km.toFixed(2)));

function scaleBar(scale: number): { km: number; mm: number } {
  for (const km of [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200]) {
    const mm = (km * 1e6) / scale;
    if (mm >= 32) return { km, mm };
  }
  return { km: 500, mm: 5e8 / scale };
}

const LOCATOR_W = 52;
const SEAT_MM = 2.2;

function drawLocator(input: MapInput, cut: CutOut, placer: Placer): string {
  const { model } = input;
  const [w, s, e, no] = cut.bbox;
  const m = metresPerDegree((s + no) / 2);
  const lw = LOCATOR_W;
  const lh = (lw * (no - s) * m.lat) / ((e - w) * m.lon);
  const lx = MX + 1.6;
  const ly = MY + MH - lh - 7.2;
  placer.take({ x: lx - 0.6, y: ly - 5, w: lw + 1.6, h: lh + 6 });
  const p = (lon: number, lat: number): [number, number] => [
    lx + ((lon - w) / (e - w)) * lw,
    ly + ((no - lat) / (no - s)) * lh,
  ];
  let svg = rect(lx, ly - 4.2, lw, lh + 4.2, 'fill="#ffffff"');
  svg += textAt(lx + 1.2, ly - 1.1, model.words.locator, { size: 2.6, bold: true });
  svg += `<image x="${n(lx)}" y="${n(ly)}" width="${n(lw)}" height="${n(lh)}" preserveAspectRatio="none" href="${pngUri(reliefRaster(cut, 3))}"/>`;
  const [bw, bs, be, bn] = model.map.bbox;
  const [x1, y1] = p(bw, bn);
  const [x2, y2] = p(be, bs);
  const width = Math.max(1.8, x2 - x1);
  const height = Math.max(1.4, y2 - y1);
  const cx = (x1 + x2) / 2;
  const cy = (y1 + y2) / 2;
  svg += rect(
    cx - width / 2,
    cy - height / 2,
    width,
    height,
    'fill="#ffffff" fill-opacity="0.4" stroke="#c00000" stroke-width="0.45"',
  );
  svg += line(lx, cy, cx - width / 2, cy, 'stroke="#c00000" stroke-width="0.15"');
  svg += line(cx, ly, cx, cy - height / 2, 'stroke="#c00000" stroke-width="0.15"');
  const named: { x: number; y: number; w: number }[] = [];
  for (const seat of model.map.seats ?? []) {
    const [x, y] = p(seat.position[0], seat.position[1]);
    const width = input.measure(seat.name, SEAT_MM, true);
    // Names that would cross the inset's edge or another name stay away; the dot alone would say nothing.
    if (x < lx + 1 || x + 1.4 + width > lx + lw - 0.5 || y < ly + 2.4 || y > ly + lh - 1) continue;
    const hit = (b: { x: number; y: number; w: number }) =>
      Math.abs(b.y - y) < 2.8 && x - 0.6 < b.x + b.w && b.x - 0.6 < x + 1.6 + width;
    if (named.some(hit)) continue;
    named.push({ x, y, w: 1.6 + width });
    svg += `<circle cx="${n(x)}" cy="${n(y)}" r="0.55" fill="#111111"/>`;
    svg += rect(x + 0.9, y - 1.2, width + 0.5, 2.6, 'fill="#ffffff" fill-opacity="0.6"');
    svg += textAt(x + 1.1, y + 0.8, seat.name, { size: SEAT_MM, bold: true });
  }
  svg += rect(lx, ly - 4.2, lw, lh + 4.2, 'fill="none" stroke="#111111" stroke-width="0.3"');
  return svg;
}
