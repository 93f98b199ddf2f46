import { useEffect, useMemo, useState } from 'react';
import type { TimelineEntry } from '../../shared/contract/types.ts';
import { useActiveIncident, useApi, useCall, useText } from '../bridge/hooks.ts';
import { useLiveTables, useSession, useSimNow, useTopic } from '../live/hooks.ts';
import { type Axis, type Fit, fitAxis, knownExtent } from './axis.ts';
import { Bar } from './Bar.tsx';
import { Controls } from './Controls.tsx';

/** Everything with a place on the axis, asked for again when one of its collections moved. */
function useEntries(lineId: string | undefined): readonly TimelineEntry[] {
  const api = useApi();
  const version =
    useTopic('incidents', 1) +
    useTopic('orders', 1) +
    useTopic('acks', 1) +
    useTopic('tasks', 1) +
    useTopic('deployments', 1) +
    useTopic('marks', 1) +
    useTopic('plan', 1) +
    useTopic('alerts', 1) +
    useTopic('session', 1);
  const [entries, setEntries] = useState<readonly TimelineEntry[]>([]);
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
  return entries;
}

/** The one time axis: what happened, by track; play, reverse, seek; as known then or as it was. */
export function Timeline() {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const tables = useLiveTables();
  const session = useSession();
  const incident = useActiveIncident();
  const now = useSimNow(4);
  const lineId = session?.line.id;
  const entries = useEntries(lineId);
  const [fit, setFit] = useState<Fit | undefined>('recent');
  const [own, setOwn] = useState<Axis>();
  const line = session?.line;
  // What the session says of its line is as old as the session; the entries are newer.
  const known = useMemo(
    () => knownExtent(entries, line?.firstRx, line?.lastRx),
    [entries, line?.firstRx, line?.lastRx],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another line is another time
  useEffect(() => setFit('recent'), [lineId]);
  if (!session || now === undefined || !lineId) return null;
  const replaying = session.clock.mode === 'replay';
  const edge = replaying ? Math.max(now, known.lastRx ?? now) : now;
  const axis =
    fit === undefined && own
      ? own
      : fitAxis(fit ?? 'recent', {
          now,
          reportedAt: incident?.body.reportedAt,
          firstAt: known.firstAt,
          lastAt: edge,
        });
  const seek = (at: number) =>
    void call(() =>
      tables.session?.clock.mode === 'replay'
        ? api.control.mutate({ seekTo: Math.round(at) })
        : api.attach.mutate({ lineId, mode: 'replay', at: Math.round(Math.min(at, edge)) }),
    ).catch(() => {});
  return (
    <section className="timeline" aria-label={t('timeline.title')}>
      <Controls
        session={session}
        firstRx={known.firstRx}
        axis={axis}
        fit={fit}
        onFit={setFit}
        onSeek={seek}
      />
      <Bar
        axis={axis}
        now={now}
        edge={edge}
        replaying={replaying}
        entries={entries}
        reportedAt={incident?.body.reportedAt}
        onSeek={seek}
        onAxis={(next) => {
          setOwn(next);
          setFit(undefined);
        }}
      />
    </section>
  );
}
