import { formatBeijing } from '../../../shared/time/time.ts';
import type { Actual } from './actual.ts';

export interface Bar {
  readonly id: string;
  readonly title: string;
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
  readonly state: string;
  readonly actual: Actual | undefined;
}

const ROW = 22;
const hhmm = (at: number) => formatBeijing(at, 'clock').slice(0, 5);

/** Tasks over time: the plan as a dashed frame, what really happened solid inside it (XF/T 3013); the line is now. */
export function Gantt({ bars, now }: { readonly bars: readonly Bar[]; readonly now: number }) {
  const timed = bars.filter((b) => b.startAt !== undefined || b.actual?.startAt !== undefined);
  if (timed.length === 0) return null;
  const times = timed.flatMap((b) =>
    [b.startAt, b.endAt, b.actual?.startAt, b.actual?.endAt].filter((x) => x !== undefined),
  );
  const from = Math.min(now, ...times);
  const to = Math.max(now, ...times);
  const x = (time: number) => ((time - from) / Math.max(1, to - from)) * 100;
  const rect = (a: number, b: number) => ({ x: x(a), width: Math.max(0.5, x(b) - x(a)) });
  return (
    <figure className="gantt">
      <div className="gantt-rows">
        <div className="gantt-names">
          {timed.map((b) => (
            <span key={b.id} className="clip" style={{ height: ROW }} title={b.title}>
              {b.title}
            </span>
          ))}
        </div>
        <svg
          viewBox={`0 0 100 ${timed.length * ROW}`}
          preserveAspectRatio="none"
          height={timed.length * ROW}
          role="img"
          aria-label={timed.map((b) => b.title).join(', ')}
        >
          {timed.map((b, i) => (
            <g key={b.id}>
              <title>
                {`${b.title} ${b.startAt === undefined ? '—' : hhmm(b.startAt)}–${b.endAt === undefined ? '—' : hhmm(b.endAt)}`}
              </title>
              {b.startAt !== undefined && (
                <rect
                  className="gantt-plan"
                  {...rect(b.startAt, b.endAt ?? b.startAt)}
                  y={i * ROW + 4}
                  height={ROW - 8}
                  vectorEffect="non-scaling-stroke"
                />
              )}
              {b.actual?.startAt !== undefined && (
                <rect
                  className={`gantt-actual gantt-${b.state}`}
                  {...rect(b.actual.startAt, b.actual.endAt ?? now)}
                  y={i * ROW + 7}
                  height={ROW - 14}
                />
              )}
            </g>
          ))}
          <line
            className="gantt-now"
            x1={x(now)}
            x2={x(now)}
            y1={0}
            y2={timed.length * ROW}
            vectorEffect="non-scaling-stroke"
          />
        </svg>
      </div>
      <figcaption className="line-head muted num">
        <span>{hhmm(from)}</span>
        <span>{hhmm(to)}</span>
      </figcaption>
    </figure>
  );
}
