import { Button, Progress, Select } from 'antd';
import { useEffect, useState } from 'react';
import type { ScenarioInfo } from '../../../shared/contract/types.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useApi, useCall, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useSession } from '../../live/hooks.ts';
import { useAppSelector } from '../../state/hooks.ts';
import { Blank } from '../../ui/index.ts';

const rates = [1, 5, 10, 30, 60, 120, 300, 600];
const START_TIMEOUT_MS = 60_000;

/** Past events and exercises: start one, go back into one, set its pace. */
export default function Scenarios() {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const session = useSession();
  const tables = useLiveTables();
  const locale = useAppSelector((s) => s.ui.settings.locale);
  const [list, setList] = useState<readonly ScenarioInfo[]>();
  const [rate, setRate] = useState<Readonly<Record<string, number>>>({});
  useEffect(() => {
    void call(() => api.scenario.list.query())
      .then(setList)
      .catch(() => {});
  }, [api, call]);
  const act = (work: () => Promise<unknown>) =>
    void call(work, { timeoutMs: START_TIMEOUT_MS }).catch(() => {});
  const running = session?.scenario;
  return (
    <div className="stack">
      {running && session && (
        <section className="stack" aria-label={running.title}>
          <b>{running.title}</b>
          <Progress
            percent={Math.round(running.progress * 100)}
            size="small"
            {...(running.ended ? {} : { status: session.clock.playing ? 'active' : 'normal' })}
          />
          {running.ended ? (
            <span className="muted">{t('scenario.ended')}</span>
          ) : (
            <div className="row">
              <Button
                size="small"
                onClick={() =>
                  act(() => api.scenario.control.mutate({ playing: !session.clock.playing }))
                }
              >
                {t(session.clock.playing ? 'desk.scenarios.pause' : 'desk.scenarios.play')}
              </Button>
              <Select
                size="small"
                value={Math.abs(session.clock.rate)}
                aria-label={t('desk.scenarios.rate')}
                onChange={(r) => act(() => api.scenario.control.mutate({ rate: r }))}
                options={rates.map((r) => ({ value: r, label: `${r}×` }))}
              />
            </div>
          )}
        </section>
      )}
      {session && session.line.kind !== 'main' && (
        <Button
          size="small"
          onClick={() => act(() => api.attach.mutate({ lineId: 'main', mode: 'live' }))}
        >
          {t('desk.scenarios.leave')}
        </Button>
      )}
      {list?.length === 0 && <Blank title={t('desk.scenarios.none')} />}
      <ul className="plain-list">
        {list?.map((s) => {
          const begun = tables.lines.some((l) => l.scenarioId === s.id);
          const start = (restart: boolean) =>
            act(() =>
              api.scenario.start.mutate({
                scenarioId: s.id,
                rate: rate[s.id] ?? s.defaultRate,
                restart,
              }),
            );
          return (
            <li key={s.id}>
              <b>{s.title[locale]}</b>{' '}
              <span className="status-chip">{t(`panorama.mark.${s.mode}`)}</span>
              <div className="muted num">
                {s.place} · {formatBeijing(s.start, 'minute')} — {formatBeijing(s.end, 'minute')} ·{' '}
                {t('desk.scenarios.events', { n: s.events })}
              </div>
              <div className="row">
                <Select
                  size="small"
                  value={rate[s.id] ?? s.defaultRate}
                  aria-label={t('desk.scenarios.rate')}
                  onChange={(r) => setRate((old) => ({ ...old, [s.id]: r }))}
                  options={rates.map((r) => ({ value: r, label: `${r}×` }))}
                />
                {begun && (
                  <Button size="small" onClick={() => start(false)}>
                    {t('desk.scenarios.resume')}
                  </Button>
                )}
                <Button size="small" type="primary" onClick={() => start(true)}>
                  {t(begun ? 'desk.scenarios.again' : 'desk.scenarios.start')}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
