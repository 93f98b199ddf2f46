import { useEffect, useMemo, useRef, useState } from 'react';
import type { TimelineEntry } from '../../shared/contract/types.ts';
import type { CollectionName } from '../../shared/events/situation.ts';
import { formatBeijing, formatElapsed } from '../../shared/time/time.ts';
import { useText } from '../bridge/hooks.ts';
import { useLiveTables } from '../live/hooks.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { selected } from '../state/ui.ts';
import { type Axis, elapsedTicks, panned, ticksOf, timeAt, xOf, zoomed } from './axis.ts';
import { type Mark, marksOf, tracks } from './marks.ts';
import { entryWords } from './words.ts';

const NEAR_HEAD_PX = 7;
const CLICK_PX = 4;
const percent = (x: number) => `${(x * 100).toFixed(3)}%`;

interface Props {
  readonly axis: Axis;
  readonly now: number;
  /** The newest time that anything is known of: live ends here. */
  readonly edge: number;
  readonly replaying: boolean;
  readonly entries: readonly TimelineEntry[];
  readonly reportedAt: number | undefined;
  readonly onSeek: (at: number) => void;
  readonly onAxis: (axis: Axis) => void;
}

type Gesture =
  | { readonly is: 'scrub' }
  | { readonly is: 'pan'; readonly x: number; readonly axis: Axis; moved: boolean };

/** Tracks over a ruler of Beijing time. Wheel zooms, drag pans, the playhead is dragged and seeks once, on release. */
export function Bar(props: Props) {
  const { axis, now, edge, replaying, entries, reportedAt } = props;
  const t = useText();
  const plot = useRef<HTMLDivElement>(null);
  const gesture = useRef<Gesture>(undefined);
  const [width, setWidth] = useState(1200);
  const [preview, setPreview] = useState<number>();
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = plot.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(element);
    // React listens to wheels passively; the page must not scroll while the axis zooms.
    const onWheel = (e: WheelEvent) => {
      e.preventDefault();
      const box = element.getBoundingClientRect();
      const { axis: current, onAxis } = latest.current;
      const along = Math.abs(e.deltaX) > Math.abs(e.deltaY) ? e.deltaX : e.shiftKey ? e.deltaY : 0;
      if (along !== 0) onAxis(panned(current, (along / box.width) * (current.end - current.start)));
      else
        onAxis(
          zoomed(
            current,
            timeAt(current, (e.clientX - box.left) / box.width),
            e.deltaY > 0 ? 1.2 : 1 / 1.2,
          ),
        );
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => {
      observer.disconnect();
      element.removeEventListener('wheel', onWheel);
    };
  }, []);

  const marks = useMemo(() => marksOf(entries, edge), [entries, edge]);
  const at = (clientX: number) => {
    const box = plot.current?.getBoundingClientRect();
    return box ? timeAt(axis, (clientX - box.left) / box.width) : now;
  };
  const head = preview ?? now;
  const headX = xOf(axis, head);
  const ticks = ticksOf(axis, width);
  const elapsed = reportedAt === undefined ? [] : elapsedTicks(axis, width, reportedAt);
  const step = (axis.end - axis.start) / 60;

  return (
    <div className="timeline-body">
      <div className="timeline-names" aria-hidden="true">
        <span className="timeline-ruler-name" />
        {tracks.map((track) => (
          <span key={track}>{t(`timeline.track.${track}`)}</span>
        ))}
      </div>
      <div
        ref={plot}
        className="timeline-bar"
        role="slider"
        tabIndex={0}
        aria-label={t('timeline.title')}
        aria-valuemin={Math.round(axis.start)}
        aria-valuemax={Math.round(axis.end)}
        aria-valuenow={Math.round(head)}
        aria-valuetext={formatBeijing(head)}
        title={t('timeline.hint')}
        onPointerDown={(e) => {
          if (e.button !== 0) return;
          const box = e.currentTarget.getBoundingClientRect();
          const onRuler = e.clientY - box.top < 20;
          const near = Math.abs(e.clientX - box.left - xOf(axis, now) * box.width) <= NEAR_HEAD_PX;
          if (e.target instanceof Element && e.target.closest('button')) return;
          e.currentTarget.setPointerCapture(e.pointerId);
          if (onRuler || near) {
            gesture.current = { is: 'scrub' };
            setPreview(Math.min(at(e.clientX), edge));
          } else gesture.current = { is: 'pan', x: e.clientX, axis, moved: false };
        }}
        onPointerMove={(e) => {
          const g = gesture.current;
          if (g?.is === 'scrub') setPreview(Math.min(at(e.clientX), edge));
          else if (g?.is === 'pan') {
            const moved = e.clientX - g.x;
            if (!g.moved && Math.abs(moved) < CLICK_PX) return;
            g.moved = true;
            props.onAxis(panned(g.axis, (-moved / width) * (g.axis.end - g.axis.start)));
          }
        }}
        onPointerUp={(e) => {
          const g = gesture.current;
          gesture.current = undefined;
          setPreview(undefined);
          if (g?.is === 'scrub' || (g?.is === 'pan' && !g.moved))
            props.onSeek(Math.min(at(e.clientX), edge));
        }}
        onPointerCancel={() => {
          gesture.current = undefined;
          setPreview(undefined);
        }}
        onKeyDown={(e) => {
          if (e.target !== e.currentTarget) return;
          const minutes = e.shiftKey ? 10 : 1;
          if (e.key === 'ArrowLeft') props.onSeek(now - minutes * 60_000);
          else if (e.key === 'ArrowRight') props.onSeek(Math.min(edge, now + minutes * 60_000));
          else if (e.key === '+' || e.key === '=') props.onAxis(zoomed(axis, now, 1 / 1.5));
          else if (e.key === '-') props.onAxis(zoomed(axis, now, 1.5));
          else if (e.key === 'PageUp') props.onAxis(panned(axis, -step * 30));
          else if (e.key === 'PageDown') props.onAxis(panned(axis, step * 30));
          else if (e.key === 'Escape' && gesture.current) {
            gesture.current = undefined;
            setPreview(undefined);
          } else return;
          e.preventDefault();
        }}
      >
        <div className="timeline-ruler num">
          {ticks.map((tick) => (
            <span
              key={tick.at}
              className={tick.day ? 'tick day' : 'tick'}
              style={{ left: percent(xOf(axis, tick.at)) }}
            >
              {tick.label}
            </span>
          ))}
        </div>
        <div className="timeline-tracks">
          {elapsed.map((mark) => (
            <span
              key={mark.at}
              className="timeline-elapsed num"
              style={{ left: percent(xOf(axis, mark.at)) }}
            >
              {mark.label}
            </span>
          ))}
          {tracks.map((track) => (
            <div key={track} className="timeline-track">
              {marks.map((m) =>
                m.entry.track === track ? <OneMark key={m.entry.seq} mark={m} {...props} /> : null,
              )}
            </div>
          ))}
        </div>
        {reportedAt !== undefined && inside(xOf(axis, reportedAt)) && (
          <b
            className="timeline-report"
            style={{ left: percent(xOf(axis, reportedAt)) }}
            title={`${formatBeijing(reportedAt)} ${t('timeline.reported')}`}
          >
            <span className="num">T+0</span>
          </b>
        )}
        {xOf(axis, edge) < 1 && (
          <i
            className="timeline-future"
            style={{ left: percent(Math.max(0, xOf(axis, edge))) }}
            aria-hidden="true"
          >
            {replaying && <span>{t('timeline.liveEdge')}</span>}
          </i>
        )}
        {inside(headX) ? (
          <b className="timeline-head" style={{ left: percent(headX) }}>
            <span className={headX > 0.94 ? 'num flip' : 'num'}>
              {formatBeijing(head, 'clock')}
              {preview !== undefined && reportedAt !== undefined
                ? ` T${preview < reportedAt ? '−' : '+'}${formatElapsed(Math.abs(preview - reportedAt))}`
                : ''}
            </span>
          </b>
        ) : (
          <button
            type="button"
            className={headX < 0 ? 'timeline-off left' : 'timeline-off right'}
            onClick={() => props.onAxis(panned(axis, now - (axis.start + axis.end) / 2))}
          >
            {headX < 0 ? '◂' : ''} {formatBeijing(head, 'clock')} {headX > 1 ? '▸' : ''}
          </button>
        )}
      </div>
    </div>
  );
}

const inside = (x: number) => x >= 0 && x <= 1;

function OneMark({ mark, axis, onSeek }: Props & { readonly mark: Mark }) {
  const t = useText();
  const tables = useLiveTables();
  const dispatch = useAppDispatch();
  const { entry } = mark;
  const { subject } = entry;
  const chosen = useAppSelector(
    (s) =>
      subject !== undefined &&
      s.ui.selection?.collection === subject.collection &&
      s.ui.selection.id === subject.id,
  );
  const from = xOf(axis, mark.from);
  const to = mark.to === undefined ? from : xOf(axis, mark.to);
  if (to < 0 || from > 1) return null;
  const left = Math.max(0, from);
  const sure = mark.sureTo === undefined ? to : xOf(axis, mark.sureTo);
  const late = mark.lateFrom === undefined ? undefined : xOf(axis, mark.lateFrom);
  /** Place inside the bar, of which only the part within the axis is drawn. */
  const within = (x: number) =>
    percent(Math.max(0, (x - left) / Math.max(1e-9, Math.min(1, to) - left)));
  const nameOf = (collection: string, id: string) => {
    const body = tables.table(collection as CollectionName).get(id)?.body as
      | { name?: string; title?: string; to?: string; no?: number }
      | undefined;
    return (
      body?.name ?? body?.title ?? (body?.no === undefined ? undefined : `#${body.no} ${body.to}`)
    );
  };
  const span =
    mark.to === undefined
      ? formatBeijing(mark.from, 'clock')
      : `${formatBeijing(mark.from, 'clock')} – ${formatBeijing(mark.to, 'clock')}${mark.open ? ` (${t(mark.lateFrom === undefined ? 'timeline.open' : 'timeline.late')})` : ''}`;
  const words = `${span}  ${entryWords(entry, t, nameOf)}\n${t('timeline.lineage', { seq: entry.seq, source: entry.source })}`;
  return (
    <button
      type="button"
      className={`timeline-mark track-${entry.track}${entry.level ? ` level-${entry.level}` : ''}${mark.to === undefined ? ' point' : ''}${chosen ? ' chosen' : ''}`}
      style={
        mark.to === undefined
          ? { left: percent(left) }
          : { left: percent(left), width: percent(Math.min(1, to) - left) }
      }
      title={words}
      aria-label={words}
      tabIndex={-1}
      onClick={() => (subject ? dispatch(selected(subject)) : onSeek(entry.at))}
      onDoubleClick={() => onSeek(entry.at)}
    >
      {mark.to !== undefined && sure < to && <i style={{ left: within(sure) }} />}
      {late !== undefined && late < 1 && <i className="late" style={{ left: within(late) }} />}
    </button>
  );
}
