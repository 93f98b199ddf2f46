import type { Measure } from '../export/fonts.ts';
import type { Placer } from './placer.ts';
import type { MapItem, SheetMap } from './sheetModel.ts';
import { ellipsize, line, n, pathOf, rect, textAt } from './svg.ts';
import type { SymbolSet } from './symbols.ts';
import type { TerrainName } from './terrainPort.ts';

export interface MapPen {
  readonly project: (p: readonly number[]) => [number, number];
  readonly placer: Placer;
  readonly measure: Measure;
  readonly symbols: SymbolSet;
  readonly mmPerM: number;
}

type Of<K extends MapItem['kind']> = Extract<MapItem, { kind: K }>;
export const FORECAST = '#6a1b9a';
const levelInk = ['#555555', '#d0021b', '#d96b00', '#a88400', '#0b4fa8'];
const MAIN_MM = 10;
const FORCE_MM = 7.4;

/** All marks of the map. Symbols find their place first, then labels by weight; drawing runs from below upward. */
export function drawItems(map: SheetMap, pen: MapPen): string {
  const of = <K extends MapItem['kind']>(kind: K) =>
    map.items.filter((i): i is Of<K> => i.kind === kind);
  const symbols = [...of('symbol')].reverse().map((item) => placeSymbol(item, pen));
  for (const point of of('point')) {
    const [x, y] = pen.project(point.position);
    if (point.role !== 'thing') pen.placer.take({ x: x - 1.4, y: y - 1.4, w: 2.8, h: 2.8 });
  }

  const labels: string[] = [];
  for (const s of symbols) if (s) labels.push(symbolLabel(s, pen));
  const rings = of('ring').map((r) => drawRing(r, pen));
  const plans = of('plan').map((p) => drawPlan(p, pen));
  const points = of('point').map((p) => drawPoint(p, pen));
  const names = map.names.map((name) => drawName(name, pen));

  const errors = of('error').map((e) => {
    const [x, y] = pen.project(e.center);
    const r = e.radiusM * pen.mmPerM;
    return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="none" stroke="#c00000" stroke-width="0.25" stroke-dasharray="0.6 1"/>`;
  });
  return [
    ...rings.map((r) => r.shape),
    ...errors,
    ...plans.map((p) => p.shape),
    ...names,
    ...points.map((p) => p.shape),
    ...rings.map((r) => r.label),
    ...plans.map((p) => p.label),
    ...points.map((p) => p.label),
    ...[...symbols].reverse().map((s) => (s ? drawSymbol(s, pen) : '')),
    ...labels,
  ].join('');
}

// ── labels ──────────────────────────────────────────────────────────────────
interface LabelStyle {
  readonly size: number;
  readonly fill: string;
  readonly bold?: boolean;
  readonly max?: number;
}

/** A label on a pale ground beside a spot; nothing where no free place is left, unless it must be said. */
function label(
  text: string,
  at: readonly [number, number],
  radius: number,
  pen: MapPen,
  style: LabelStyle,
  must = false,
): string {
  const { measure, placer } = pen;
  const words = ellipsize(text, style.max ?? 62, style.size, measure, style.bold);
  if (words === '') return '';
  const w = measure(words, style.size, style.bold) + 1.2;
  const h = style.size * 1.25;
  const box =
    placer.label(at[0], at[1], w, h, radius, must ? 6 : 3) ??
    (must ? { x: at[0] + radius + 0.6, y: at[1] - h / 2, w, h } : undefined);
  if (!box) return '';
  const cx = box.x + box.w / 2;
  const cy = box.y + box.h / 2;
  const far = Math.hypot(cx - at[0], cy - at[1]) > radius + box.w / 2 + 3;
  const leader = far
    ? line(
        at[0],
        at[1],
        Math.max(box.x, Math.min(box.x + box.w, at[0])),
        Math.max(box.y, Math.min(box.y + box.h, at[1])),
        `stroke="${style.fill}" stroke-width="0.15"`,
      )
    : '';
  return (
    leader +
    rect(box.x, box.y, box.w, box.h, 'rx="0.5" fill="#ffffff" fill-opacity="0.78"') +
    textAt(box.x + 0.6, box.y + style.size * 0.98, words, {
      size: style.size,
      bold: style.bold ?? false,
      fill: style.fill,
    })
  );
}

// ── symbols ─────────────────────────────────────────────────────────────────
interface Placed {
  readonly item: Of<'symbol'>;
  readonly spot: [number, number];
  readonly center: readonly [number, number];
  readonly size: number;
}

function placeSymbol(item: Of<'symbol'>, pen: MapPen): Placed | undefined {
  const spot = pen.project(item.position);
  const size = item.main ? MAIN_MM : FORCE_MM;
  const found = pen.placer.mark(spot[0], spot[1], size + 0.6, item.main ? 3 : 34);
  if (!found) return undefined;
  return { item, spot, center: [found.x, found.y], size };
}

function drawSymbol(placed: Placed, pen: MapPen): string {
  const { item, spot, center, size } = placed;
  const art = pen.symbols[item.symbol] ?? pen.symbols.A00000;
  const [x, y] = [center[0] - size / 2, center[1] - size / 2];
  const k = size / 32;
  const moved = Math.hypot(spot[0] - center[0], spot[1] - center[1]) > 0.3;
  const color = art?.color ?? '#e00000';
  let svg = '';
  if (moved)
    svg +=
      line(spot[0], spot[1], center[0], center[1], `stroke="${color}" stroke-width="0.25"`) +
      `<circle cx="${n(spot[0])}" cy="${n(spot[1])}" r="0.7" fill="${color}" stroke="#ffffff" stroke-width="0.2"/>`;
  const dash = item.frame === 'dashed' ? ' stroke-dasharray="3.6 2.4"' : '';
  svg += `<g transform="translate(${n(x)} ${n(y)}) scale(${Math.round(k * 1e4) / 1e4})">`;
  svg += `<rect x="1" y="1" width="30" height="30" rx="${art?.radius ?? 0}" fill="#ffffff" fill-opacity="0.94" stroke="${color}" stroke-width="${item.main ? 2 : 1.8}"${dash}/>`;
  if (art) svg += art.pictogram.replaceAll('currentColor', color).replace(' id="pictogram"', '');
  let size7 = 7.2;
  const width = pen.measure(item.caption, size7, true);
  if (width > 28) size7 *= 28 / width;
  svg += textAt(16, 29.4, item.caption, { size: size7, bold: true, anchor: 'middle' });
  return `${svg}</g>`;
}

function symbolLabel(placed: Placed, pen: MapPen): string {
  if (!placed.item.label) return '';
  return label(
    placed.item.label,
    placed.center,
    placed.size / 2 + 0.4,
    pen,
    placed.item.main
      ? { size: 3.4, fill: '#a40000', bold: true, max: 70 }
      : { size: 2.5, fill: '#111111', bold: placed.item.frame === 'solid', max: 44 },
    placed.item.main === true,
  );
}

// ── rings ───────────────────────────────────────────────────────────────────
function drawRing(item: Of<'ring'>, pen: MapPen): { shape: string; label: string } {
  const points = item.ring.map(pen.project);
  const d = pathOf(points, true);
  if (item.role === 'source') {
    const shape = `<path d="${d}" fill="#d0021b" fill-opacity="0.45" stroke="#d0021b" stroke-width="0.5"/>`;
    return { shape, label: '' };
  }
  if (item.role === 'alert') {
    const ink = levelInk[item.level ?? 0] ?? '#555555';
    return {
      shape: `<path d="${d}" fill="none" stroke="${ink}" stroke-width="0.5" stroke-dasharray="3 0.8 0.8 0.8"/>`,
      label: '',
    };
  }
  const fill = item.role === 'extent' ? `fill="${FORECAST}" fill-opacity="0.14"` : 'fill="none"';
  const shape = `<path d="${d}" ${fill} stroke="#ffffff" stroke-width="0.9" stroke-opacity="0.55"/><path d="${d}" fill="none" stroke="${FORECAST}" stroke-width="0.5" stroke-dasharray="1.8 1"/>`;
  // The farthest point of the ring is where its time belongs.
  const cx = points.reduce((a, p) => a + p[0], 0) / points.length;
  const cy = points.reduce((a, p) => a + p[1], 0) / points.length;
  const outward = [...points].sort(
    (a, b) => Math.hypot(b[0] - cx, b[1] - cy) - Math.hypot(a[0] - cx, a[1] - cy),
  );
  let text = '';
  for (const p of outward.slice(0, 40)) {
    if (!item.label) break;
    text = label(item.label, p, 0.4, pen, { size: 2.6, fill: FORECAST, bold: true });
    if (text) break;
  }
  return { shape, label: text };
}

// ── plan ────────────────────────────────────────────────────────────────────
/** Dash-dot edge of a cordon (F10100), else the dash of what is planned (XF/T 3013). */
function dashOf(item: Of<'plan'>): string {
  if (item.symbol?.startsWith('F101')) return ' stroke-dasharray="4.5 0.9 0.9 0.9"';
  return item.phase === 'planned' ? ' stroke-dasharray="2.2 1.3"' : '';
}

function drawPlan(item: Of<'plan'>, pen: MapPen): { shape: string; label: string } {
  const points = item.coordinates.map(pen.project);
  const ink = item.color;
  const style = { size: 2.7, fill: ink, bold: true } as const;
  const say = (p: readonly [number, number], r: number) =>
    item.label ? label(item.label, p, r, pen, style) : '';
  const first = points[0];
  if (!first) return { shape: '', label: '' };
  if (item.shape === 'point' || points.length === 1) {
    const art = item.symbol ? pen.symbols[item.symbol] : undefined;
    if (art) {
      const placed = placeSymbol(
        {
          kind: 'symbol',
          symbol: item.symbol as string,
          caption: (item.label ?? '').slice(0, 4),
          position: item.coordinates[0] as [number, number],
          frame: item.phase === 'planned' ? 'dashed' : 'solid',
        },
        pen,
      );
      if (placed)
        return { shape: drawSymbol(placed, pen), label: say(placed.center, placed.size / 2) };
    }
    const dash = item.phase === 'planned' ? ' stroke-dasharray="0.9 0.6"' : '';
    return {
      shape: `<circle cx="${n(first[0])}" cy="${n(first[1])}" r="1.6" fill="#ffffff" fill-opacity="0.8" stroke="${ink}" stroke-width="0.5"${dash}/>`,
      label: say(first, 1.6),
    };
  }
  if (item.shape === 'area') {
    const d = pathOf(points, true);
    const cx = points.reduce((a, p) => a + p[0], 0) / points.length;
    const cy = points.reduce((a, p) => a + p[1], 0) / points.length;
    return {
      shape: `<path d="${d}" fill="${ink}" fill-opacity="0.12" stroke="${ink}" stroke-width="0.6"${dashOf(item)}/>`,
      label: say([cx, cy], 0),
    };
  }
  const middle = points[Math.floor((points.length - 1) / 2)] as [number, number];
  const next = points[Math.floor((points.length - 1) / 2) + 1] ?? middle;
  const between: [number, number] = [(middle[0] + next[0]) / 2, (middle[1] + next[1]) / 2];
  if (item.shape === 'line') {
    return {
      shape: `<path d="${pathOf(points)}" fill="none" stroke="${ink}" stroke-width="0.7" stroke-linejoin="round"${dashOf(item)}/>`,
      label: say(between, 1),
    };
  }
  return { shape: arrow(points, item, ink), label: say(between, 1.4) };
}

function arrow(points: readonly [number, number][], item: Of<'plan'>, ink: string): string {
  const tip = points.at(-1) as [number, number];
  const before = points.at(-2) as [number, number];
  const length = Math.hypot(tip[0] - before[0], tip[1] - before[1]) || 1;
  const ux = (tip[0] - before[0]) / length;
  const uy = (tip[1] - before[1]) / length;
  const neck: [number, number] = [tip[0] - ux * 3.4, tip[1] - uy * 3.4];
  const shaft = [...points.slice(0, -1), neck];
  const head: [number, number][] = [
    tip,
    [neck[0] - uy * 2, neck[1] + ux * 2],
    [neck[0] + uy * 2, neck[1] - ux * 2],
  ];
  const fill = item.phase === 'planned' ? '#ffffff' : ink;
  return (
    `<path d="${pathOf(shaft)}" fill="none" stroke="#ffffff" stroke-opacity="0.6" stroke-width="1.9"/>` +
    `<path d="${pathOf(shaft)}" fill="none" stroke="${ink}" stroke-width="1.2" stroke-linejoin="round"${dashOf(item)}/>` +
    `<path d="${pathOf(head, true)}" fill="${fill}" stroke="${ink}" stroke-width="0.5"/>`
  );
}

// ── points and names ────────────────────────────────────────────────────────
function drawPoint(item: Of<'point'>, pen: MapPen): { shape: string; label: string } {
  const [x, y] = pen.project(item.position);
  if (item.role === 'thing') {
    const shape = `<circle cx="${n(x)}" cy="${n(y)}" r="0.75" fill="${item.stale ? '#ffffff' : '#0b4fa8'}" stroke="#0b4fa8" stroke-width="0.3"/>`;
    return {
      shape,
      label: item.label
        ? label(item.label, [x, y], 0.8, pen, { size: 2.1, fill: '#0b3d80', max: 26 })
        : '',
    };
  }
  if (item.role === 'station') {
    const shape = `<path d="M${n(x - 1.5)} ${n(y - 1.3)}L${n(x + 1.5)} ${n(y - 1.3)}L${n(x)} ${n(y + 1.3)}Z" fill="#ffffff" stroke="#0b4fa8" stroke-width="0.4"${item.stale ? ' stroke-dasharray="0.7 0.5"' : ''}/>`;
    return {
      shape,
      label: item.label
        ? label(item.label, [x, y], 1.5, pen, {
            size: 2.5,
            fill: item.stale ? '#6b6b6b' : '#0b3d80',
          })
        : '',
    };
  }
  const shape = `<path d="M${n(x)} ${n(y - 1.5)}L${n(x + 1.5)} ${n(y + 1.2)}L${n(x - 1.5)} ${n(y + 1.2)}Z" fill="#ffffff" stroke="${FORECAST}" stroke-width="0.5"/>`;
  return {
    shape,
    label: item.label
      ? label(item.label, [x, y], 1.5, pen, { size: 2.6, fill: FORECAST, bold: true })
      : '',
  };
}

function drawName(name: TerrainName, pen: MapPen): string {
  const [x, y] = pen.project(name.position);
  if (name.kind === 'river' || name.kind === 'gorge') {
    const spaced = [...name.name].join('\u2009');
    const size = name.kind === 'river' ? 3.4 : 3;
    const w = pen.measure(spaced, size, true);
    const box = { x: x - w / 2, y: y - size / 2, w, h: size * 1.2 };
    if (!pen.placer.free(box)) return '';
    pen.placer.take(box);
    return textAt(x, y + size * 0.36, spaced, {
      size,
      bold: true,
      fill: '#1d5c96',
      anchor: 'middle',
    });
  }
  if (name.kind === 'peak')
    return (
      `<path d="M${n(x)} ${n(y - 1)}L${n(x + 1)} ${n(y + 0.8)}L${n(x - 1)} ${n(y + 0.8)}Z" fill="#5c4326"/>` +
      label(name.name, [x, y], 1, pen, { size: 2.3, fill: '#5c4326' })
    );
  const seat = name.kind === 'seat';
  return (
    `<circle cx="${n(x)}" cy="${n(y)}" r="${seat ? 1.1 : 0.7}" fill="#ffffff" stroke="#111111" stroke-width="0.4"/>${seat ? `<circle cx="${n(x)}" cy="${n(y)}" r="0.45" fill="#111111"/>` : ''}` +
    label(name.name, [x, y], 1.1, pen, { size: seat ? 3.2 : 2.5, fill: '#111111', bold: seat })
  );
}
