import type { Measure } from '../export/fonts.ts';
import { FORECAST } from './mapMarks.ts';
import type { LegendEntry, SheetModel } from './sheetModel.ts';
import { ellipsize, line, n, rect, textAt } from './svg.ts';
import { bar, barHeight } from './tableSvg.ts';

interface Area {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

const stateMark: Readonly<Record<string, string>> = {
  done: '✓',
  degraded: '△',
  late: '!',
  failed: '×',
  running: '…',
  waiting: '',
};

/** The first thirty minutes: deadlines above the axis, what happened in lanes below. */
export function timelineSvg(model: SheetModel, area: Area, measure: Measure): string {
  const { x, y, w, h } = area;
  const { timeline } = model;
  let svg = bar(x, y, w, timeline.title, measure);
  svg += rect(
    x,
    y + barHeight - 0.6,
    w,
    h - barHeight + 0.6,
    'fill="none" stroke="#555555" stroke-width="0.2"',
  );
  const left = x + 13;
  const right = x + w - 7;
  const at = (min: number) => left + (Math.max(0, Math.min(30, min)) / 30) * (right - left);
  const axis = y + barHeight + 9.5;
  svg += rect(left, axis - 0.5, right - left, 1, 'fill="#d4d4d0"');
  timeline.stages.forEach((stage, i) => {
    const sx = at(stage.min);
    const above = i % 2 === 0;
    const bad = stage.state === 'late' || stage.state === 'failed';
    const fill = bad ? '#a40000' : stage.state === 'waiting' ? '#6b6b6b' : '#111111';
    svg += line(sx, axis - 2.2, sx, axis + 2.2, `stroke="${fill}" stroke-width="0.5"`);
    const words = `T+${stage.min} ${stage.label}${stateMark[stage.state] ?? ''}`;
    const detail =
      stage.doneMin === undefined
        ? stage.stateLabel
        : `${stage.stateLabel} ${stage.completeness === undefined ? '' : `${Math.round(stage.completeness * 100)}%`}`;
    const anchor = i === 0 ? 'start' : i === timeline.stages.length - 1 ? 'end' : 'middle';
    const tx = i === 0 ? x + 1.2 : i === timeline.stages.length - 1 ? x + w - 1.2 : sx;
    // Neighbours take turns above and below the axis, so that their words never meet.
    const ty = above ? axis - 6.4 : axis + 5;
    svg += textAt(tx, ty, ellipsize(words, 27, 2.5, measure, true), {
      size: 2.5,
      bold: true,
      fill,
      anchor,
    });
    svg += textAt(tx, ty + 2.9, ellipsize(detail, 27, 2.1, measure), { size: 2.1, fill, anchor });
    if (stage.doneMin !== undefined)
      svg += `<circle cx="${n(at(stage.doneMin))}" cy="${n(axis)}" r="0.8" fill="${fill}"/>`;
  });
  if (timeline.nowMin >= 0 && timeline.nowMin <= 30.5)
    svg += line(
      at(timeline.nowMin),
      axis - 4,
      at(timeline.nowMin),
      y + h - 1.5,
      'stroke="#c00000" stroke-width="0.3"',
    );
  const top = axis + 9.5;
  const step = Math.max(3, (y + h - 2 - top) / timeline.lanes.length);
  timeline.lanes.forEach((lane, i) => {
    const ly = top + step * (i + 0.5);
    svg += textAt(x + 1.2, ly + 0.9, lane.label, { size: 2.3 });
    svg += line(left, ly, right, ly, 'stroke="#c9c9c4" stroke-width="0.15"');
    for (const e of timeline.events)
      if (e.lane === lane.lane)
        svg += rect(at(e.min) - 0.55, ly - 0.9, 1.1, 1.8, 'fill="#16222e" fill-opacity="0.8"');
  });
  return svg;
}

export function legendSvg(model: SheetModel, area: Area, measure: Measure): string {
  const { x, y, w, h } = area;
  let svg = bar(x, y, w, model.legend.title, measure);
  svg += rect(
    x,
    y + barHeight - 0.6,
    w,
    h - barHeight + 0.6,
    'fill="none" stroke="#555555" stroke-width="0.2"',
  );
  const top = y + barHeight + 1;
  const note = 4;
  const perColumn = Math.max(1, Math.floor((h - barHeight - 1 - note) / 4.5));
  const columns = Math.max(2, Math.ceil(model.legend.entries.length / perColumn));
  const wanted = Array.from({ length: columns }, (_, c) =>
    Math.max(
      14,
      ...model.legend.entries
        .slice(c * perColumn, (c + 1) * perColumn)
        .map((entry) => measure(entry.text, 2.4) + 11),
    ),
  );
  const all = wanted.reduce((sum, width) => sum + width, 0);
  const widths = wanted.map((width) => (width * w) / all);
  model.legend.entries.forEach((entry, i) => {
    const column = Math.floor(i / perColumn);
    const cw = widths[column] as number;
    const ex = x + widths.slice(0, column).reduce((sum, width) => sum + width, 0) + 1.4;
    const ey = top + (i % perColumn) * 4.5;
    svg += `<g transform="translate(${n(ex)} ${n(ey)})">${swatch(entry)}</g>`;
    svg += textAt(ex + 8, ey + 2.7, ellipsize(entry.text, cw - 10, 2.4, measure), { size: 2.4 });
  });
  return svg + textAt(x + 1.4, y + h - 1.3, model.words.symbolNote, { size: 2.1, fill: '#555555' });
}

/** A mark of the legend in a box of 7 × 3.6 mm, drawn as the map draws it. */
function swatch(entry: LegendEntry): string {
  const stroke = (color: string, dash = '', width = 0.5) =>
    `fill="none" stroke="${color}" stroke-width="${width}"${dash ? ` stroke-dasharray="${dash}"` : ''}`;
  switch (entry.swatch) {
    case 'incident':
      return `<rect x="1.7" y="0.1" width="3.6" height="3.4" rx="0.6" ${stroke('#e00000')}/><circle cx="3.5" cy="1.8" r="0.7" fill="#e00000"/>`;
    case 'error':
      return `<circle cx="3.5" cy="1.8" r="1.6" ${stroke('#c00000', '0.6 0.7', 0.3)}/>`;
    case 'forceSolid':
      return `<rect x="1.7" y="0.1" width="3.6" height="3.4" ${stroke('#0b4fa8')}/>`;
    case 'forceDashed':
      return `<rect x="1.7" y="0.1" width="3.6" height="3.4" ${stroke('#0b4fa8', '0.8 0.6')}/>`;
    case 'source':
      return `<path d="M1 3L2.5 0.5L6 1.2L5 3.2Z" fill="#d0021b" fill-opacity="0.45" stroke="#d0021b" stroke-width="0.4"/>`;
    case 'extent':
      return `<rect x="0.6" y="0.5" width="5.8" height="2.6" fill="${FORECAST}" fill-opacity="0.14" stroke="${FORECAST}" stroke-width="0.4" stroke-dasharray="1.2 0.7"/>`;
    case 'isochrone':
      return `<path d="M0.5 3C2 0 5 0 6.5 3" ${stroke(FORECAST, '1.4 0.8')}/>`;
    case 'forecastPlace':
      return `<path d="M3.5 0.4L5 3L2 3Z" fill="#ffffff" stroke="${FORECAST}" stroke-width="0.5"/>`;
    case 'actual':
      return `<path d="M0.5 1.8L6.5 1.8" ${stroke('#0b4fa8', '', 0.7)}/>`;
    case 'planned':
      return `<path d="M0.5 1.8L6.5 1.8" ${stroke('#0b4fa8', '1.6 0.9', 0.7)}/>`;
    case 'alert':
      return `<rect x="0.6" y="0.5" width="5.8" height="2.6" ${stroke('#d96b00', '2 0.6 0.6 0.6')}/>`;
    case 'station':
      return `<path d="M2 0.6L5 0.6L3.5 3.2Z" fill="#ffffff" stroke="#0b4fa8" stroke-width="0.4"/>`;
    case 'thing':
      return `<circle cx="3.5" cy="1.8" r="0.8" fill="#0b4fa8"/>`;
    case 'seat':
      return `<circle cx="3.5" cy="1.8" r="1.1" fill="#ffffff" stroke="#111111" stroke-width="0.4"/><circle cx="3.5" cy="1.8" r="0.45" fill="#111111"/>`;
    case 'peak':
      return `<path d="M3.5 0.6L4.7 2.8L2.3 2.8Z" fill="#5c4326"/>`;
    case 'water':
      return `<rect x="0.6" y="0.5" width="5.8" height="2.6" fill="#8fbfe0" stroke="#2f6ea5" stroke-width="0.2"/>`;
    default:
      return `<path d="M0.5 2.6C2.5 0.6 4.5 3.6 6.5 1.2" ${stroke('#7a5a38', '', 0.3)}/>`;
  }
}
