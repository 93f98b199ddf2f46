import { formatBeijing } from '../../../shared/time/time.ts';

export interface Bar {
  readonly id: string;
  readonly title: string;
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
  readonly state: string;
}

/** Tasks over time: planned dashed, under way or done solid (XF/T 3013); the line is now. */
export function Gantt({ bars, now }: { readonly bars: readonly Bar[]; readonly now: number }) {
  const timed = bars.filter(
    (b): b is Bar & { startAt: number; endAt: number } =>
      b.startAt !== undefined && b.endAt !== undefined && b.endAt > b.startAt,
  );
  if (timed.length === 0) return null;
  const from = Math.min(now, ...timed.map((b) => b.startAt));
  const to = Math.max(now, ...timed.map((b) => b.endAt));
  const x = (time: number) => ((time - from) / Math.max(1, to - from)) * 100;
  const row = 16;
  return (
    <figure className="gantt">
      <svg
        viewBox={`0 0 100 ${timed.length * row}`}
        preserveAspectRatio="none"
        height={timed.length * row}
        role="img"
        aria-label={timed.map((b) => b.title).join(', ')}
      >
        {timed.map((b, i) => (
          <rect
            key={b.id}
            className={`gantt-bar gantt-${b.state}`}
            x={x(b.startAt)}
            y={i * row + 3}
            width={Math.max(0.6, x(b.endAt) - x(b.startAt))}
            height={row - 6}
            vectorEffect="non-scaling-stroke"
          >
            <title>{`${b.title} ${formatBeijing(b.startAt, 'clock')}–${formatBeijing(b.endAt, 'clock')}`}</title>
          </rect>
        ))}
        <line
          className="gantt-now"
          x1={x(now)}
          x2={x(now)}
          y1={0}
          y2={timed.length * row}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <figcaption className="muted num">
        {formatBeijing(from, 'clock').slice(0, 5)} — {formatBeijing(to, 'clock').slice(0, 5)}
      </figcaption>
    </figure>
  );
}
