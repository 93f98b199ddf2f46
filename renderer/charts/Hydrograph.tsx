import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatBeijing } from '../../shared/time/time.ts';
import { colours } from '../ui/index.ts';
import {
  type BandPoint,
  type Bound,
  levelRange,
  observedColumns,
  type Point,
} from './hydroModel.ts';

export interface HydrographProps {
  readonly points: readonly Point[];
  readonly band?: readonly BandPoint[];
  readonly bounds: readonly Bound[];
  readonly unit: string;
  readonly height: number;
  readonly label: string;
}

const DAY_S = 86_400;

/** Level over Beijing time: observed as a line with its gaps, forecast as a band, bounds across. */
export function Hydrograph({ points, band, bounds, unit, height, label }: HydrographProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const [ox, oy] = observedColumns(points);
    const bx = (band ?? []).map((b) => b.at / 1000);
    const xs = [...new Set([...ox, ...bx])].sort((a, b) => a - b);
    const seen = new Map(ox.map((x, i) => [x, oy[i]]));
    const ahead = new Map((band ?? []).map((b) => [b.at / 1000, b]));
    // undefined joins over a foreign column, null breaks the line: only a true gap may break it.
    const column = <T,>(of: (x: number) => T) => xs.map(of) as unknown as number[];
    const range = levelRange(
      [
        ...oy.filter((y): y is number => y !== null && y !== undefined),
        ...(band ?? []).flatMap((b) => [b.low, b.high]),
      ],
      bounds,
    );
    const axis: uPlot.Axis = {
      stroke: colours.textMuted,
      grid: { stroke: '#ffffff14', width: 1 },
      ticks: { stroke: '#ffffff24', width: 1 },
      font: '11px sans-serif',
    };
    const chart = new uPlot(
      {
        width: Math.max(120, element.clientWidth),
        height,
        legend: { show: false },
        tzDate: (s) => uPlot.tzDate(new Date(s * 1000), 'Asia/Shanghai'),
        cursor: { y: false, points: { size: 6 } },
        scales: { x: { time: true }, ...(range ? { y: { range: [range[0], range[1]] } } : {}) },
        axes: [
          {
            ...axis,
            size: 30,
            values: (_u, splits) =>
              splits.map((s) => {
                const clock = formatBeijing(s * 1000, 'clock').slice(0, 5);
                return clock === '00:00' || (splits[1] ?? 0) - (splits[0] ?? 0) >= DAY_S
                  ? formatBeijing(s * 1000, 'date').slice(5)
                  : clock;
              }),
          },
          { ...axis, size: 52, values: (_u, splits) => splits.map((v) => v.toFixed(2)) },
        ],
        series: [
          {},
          { stroke: colours.accent, width: 1.6, points: { show: ox.length < 30, size: 4 } },
          { stroke: colours.forecast, width: 1, dash: [4, 3], points: { show: false } },
          { stroke: colours.forecast, width: 1, dash: [4, 3], points: { show: false } },
        ],
        bands: [{ series: [3, 2], fill: `${colours.forecast}33` }],
        hooks: {
          draw: [(u) => drawBounds(u, bounds, unit)],
          setCursor: [
            (u) => {
              const i = u.cursor.idx;
              const x = i === null || i === undefined ? undefined : u.data[0][i];
              const y = i === null || i === undefined ? undefined : u.data[1]?.[i];
              element.title =
                x === undefined || y === undefined || y === null
                  ? label
                  : `${formatBeijing(x * 1000, 'minute')} ${y.toFixed(2)} ${unit}`;
            },
          ],
        },
      },
      [
        xs,
        column((x) => seen.get(x)),
        column((x) => ahead.get(x)?.low),
        column((x) => ahead.get(x)?.high),
      ] as uPlot.AlignedData,
      element,
    );
    const observer = new ResizeObserver(() =>
      chart.setSize({ width: Math.max(120, element.clientWidth), height }),
    );
    observer.observe(element);
    return () => {
      observer.disconnect();
      chart.destroy();
    };
  }, [points, band, bounds, unit, height, label]);
  return (
    <div
      ref={host}
      className="hydrograph"
      style={{ minHeight: height }}
      role="img"
      aria-label={label}
      data-points={points.length}
    />
  );
}

/** Told apart by dashes and words, not by the colours of warning levels alone. */
function drawBounds(u: uPlot, bounds: readonly Bound[], unit: string): void {
  const { ctx } = u;
  const ratio = devicePixelRatio;
  const { left, top, width, height } = u.bbox;
  ctx.save();
  ctx.font = `${11 * ratio}px sans-serif`;
  for (const { value, tone, label } of bounds) {
    const y = u.valToPos(value, 'y', true);
    if (y < top || y > top + height) continue;
    ctx.strokeStyle = tone === 'guarantee' ? '#ffffff' : '#c4ced8';
    ctx.setLineDash(tone === 'guarantee' ? [] : [6 * ratio, 4 * ratio]);
    ctx.lineWidth = ratio;
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(left + width, y);
    ctx.stroke();
    ctx.fillStyle = '#e6edf3';
    ctx.fillText(`${label} ${value} ${unit}`, left + 4 * ratio, y - 3 * ratio);
  }
  ctx.restore();
}
