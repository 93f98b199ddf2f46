import { Button, Select } from 'antd';
import { useEffect, useRef, useState } from 'react';
import type { TimelineEntry } from '../../shared/contract/types.ts';
import { formatBeijing } from '../../shared/time/time.ts';
import { useApi, useText } from '../bridge/hooks.ts';
import { useLiveTables, useSession, useSimNow, useTopic } from '../live/hooks.ts';
import { axisOf, tracks, xOf } from './layout.ts';

const rates = [0.1, 0.5, 1, 2, 5, 10, 60, 120, 600];

/** The one time axis: what happened, by track; play, reverse, seek; as known then or as it was. */
export function Timeline() {
  const t = useText();
  const api = useApi();
  const tables = useLiveTables();
  const session = useSession();
  const now = useSimNow(5);
  const version =
    useTopic('incidents', 1) +
    useTopic('orders', 1) +
    useTopic('plan', 1) +
    useTopic('alerts', 1) +
    useTopic('session', 2);
  const [entries, setEntries] = useState<readonly TimelineEntry[]>([]);
  const bar = useRef<HTMLDivElement>(null);
  const lineId = session?.line.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for newer facts
  useEffect(() => {
    let gone = false;
    api.timeline.query().then(
      (found) => !gone && setEntries(found),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [api, lineId, version]);
  if (!session || now === undefined || !lineId) return null;
  const replaying = session.clock.mode === 'replay';
  const axis = axisOf(
    entries,
    session.line.firstRx,
    replaying ? Math.max(now, session.line.lastRx ?? now) : now,
  );
  const tell = (work: Promise<unknown>) => void work.catch(() => {});
  const seek = (at: number) =>
    tell(
      replaying
        ? api.control.mutate({ seekTo: Math.round(at) })
        : api.attach.mutate({ lineId, mode: 'replay', at: Math.round(at) }),
    );
  const rate = Math.abs(session.clock.rate);
  return (
    <section className="timeline" aria-label={t('timeline.title')}>
      <div className="timeline-controls">
        <Button size="small" onClick={() => seek(axis.start)}>
          {t('timeline.toStart')}
        </Button>
        <Button
          size="small"
          disabled={!replaying}
          onClick={() => tell(api.control.mutate({ playing: !session.clock.playing, rate }))}
        >
          {t(session.clock.playing && replaying ? 'timeline.pause' : 'timeline.play')}
        </Button>
        <Button
          size="small"
          disabled={!replaying}
          onClick={() => tell(api.control.mutate({ playing: true, rate: -rate }))}
        >
          {t('timeline.reverse')}
        </Button>
        <Select
          size="small"
          value={rates.includes(rate) ? rate : 1}
          disabled={!replaying}
          aria-label={t('timeline.rate')}
          onChange={(value) =>
            tell(api.control.mutate({ rate: session.clock.rate < 0 ? -value : value }))
          }
          options={rates.map((r) => ({ value: r, label: `${r}×` }))}
        />
        <Button
          size="small"
          disabled={!replaying}
          onClick={() => tell(api.attach.mutate({ lineId, mode: 'live' }))}
        >
          {t('timeline.toLive')}
        </Button>
        <Select
          size="small"
          value={session.view}
          disabled={!replaying}
          aria-label={t('timeline.view')}
          onChange={(view) => tell(api.control.mutate({ view }))}
          options={[
            { value: 'known' as const, label: t('timeline.known') },
            { value: 'actual' as const, label: t('timeline.actual') },
          ]}
        />
        <span className="muted num">
          {formatBeijing(axis.start, 'minute')} — {formatBeijing(axis.end, 'minute')} ·{' '}
          {t('timeline.facts', { count: tables.facts })}
        </span>
      </div>
      <div
        ref={bar}
        className="timeline-bar"
        role="slider"
        tabIndex={0}
        aria-label={t('timeline.title')}
        aria-valuemin={axis.start}
        aria-valuemax={axis.end}
        aria-valuenow={Math.round(now)}
        aria-valuetext={formatBeijing(now)}
        onClick={(event) => {
          const box = bar.current?.getBoundingClientRect();
          if (box)
            seek(axis.start + ((event.clientX - box.left) / box.width) * (axis.end - axis.start));
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') seek(now - 60_000);
          else if (event.key === 'ArrowRight') seek(now + 60_000);
        }}
      >
        {tracks.map((track) => (
          <div key={track} className="timeline-track">
            <span className="timeline-name">{t(`timeline.track.${track}`)}</span>
            {entries
              .filter((e) => e.track === track)
              .map((e) => (
                <i
                  key={e.seq}
                  className={`timeline-mark track-${track}`}
                  style={{
                    left: `${xOf(axis, e.at) * 100}%`,
                    width:
                      e.endAt === undefined
                        ? undefined
                        : `${Math.max(0.3, (xOf(axis, e.endAt) - xOf(axis, e.at)) * 100)}%`,
                  }}
                  title={`${formatBeijing(e.at)} ${e.label}`}
                />
              ))}
          </div>
        ))}
        <b className="timeline-head" style={{ left: `${xOf(axis, now) * 100}%` }} />
      </div>
    </section>
  );
}
