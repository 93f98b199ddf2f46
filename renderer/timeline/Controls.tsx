import { Button, Input, Popover, Select } from 'antd';
import { useState } from 'react';
import type { SessionInfo } from '../../shared/contract/types.ts';
import { formatBeijing } from '../../shared/time/time.ts';
import {
  useActiveIncident,
  useApi,
  useCall,
  useCommand,
  useReadOnly,
  useText,
} from '../bridge/hooks.ts';
import { useLiveTables, useTopic } from '../live/hooks.ts';
import type { Axis, Fit } from './axis.ts';

const rates = [0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600];
const fits = ['recent', 'incident', 'all'] as const satisfies readonly Fit[];

/** Play, go, see as known then or as it was, fit, mark, branch: all that is done to time. */
export function Controls(props: {
  readonly session: SessionInfo;
  /** When the line learnt its first fact. */
  readonly firstRx: number | undefined;
  readonly axis: Axis;
  readonly fit: Fit | undefined;
  readonly onFit: (fit: Fit) => void;
  readonly onSeek: (at: number) => void;
}) {
  const { session, axis, firstRx } = props;
  const t = useText();
  const api = useApi();
  const call = useCall();
  const tables = useLiveTables();
  useTopic('lines', 1);
  const replaying = session.clock.mode === 'replay';
  const tell = (work: () => Promise<unknown>) => void call(work).catch(() => {});
  const rate = Math.abs(session.clock.rate);
  const { line } = session;
  const backwards = session.clock.rate < 0;
  const lines = tables.lines.some((l) => l.id === line.id) ? tables.lines : [line, ...tables.lines];
  return (
    <div className="timeline-controls">
      <Button
        size="small"
        disabled={firstRx === undefined}
        onClick={() => firstRx !== undefined && props.onSeek(firstRx)}
      >
        {t('timeline.toStart')}
      </Button>
      <Button
        size="small"
        disabled={!replaying}
        onClick={() => tell(() => api.control.mutate({ playing: !session.clock.playing, rate }))}
      >
        {t(session.clock.playing && replaying && !backwards ? 'timeline.pause' : 'timeline.play')}
      </Button>
      <Button
        size="small"
        disabled={!replaying}
        aria-pressed={backwards}
        onClick={() => tell(() => api.control.mutate({ playing: true, rate: -rate }))}
      >
        {t('timeline.reverse')}
      </Button>
      <Select
        size="small"
        className="timeline-rate"
        value={rate}
        disabled={!replaying}
        aria-label={t('timeline.rate')}
        onChange={(value) => tell(() => api.control.mutate({ rate: backwards ? -value : value }))}
        options={(rates.includes(rate) ? rates : [rate, ...rates]).map((r) => ({
          value: r,
          label: `${r}×`,
        }))}
      />
      <Button
        size="small"
        type={replaying ? 'primary' : 'default'}
        disabled={!replaying}
        onClick={() => tell(() => api.attach.mutate({ lineId: line.id, mode: 'live' }))}
      >
        {t('timeline.toLive')}
      </Button>
      <Select
        size="small"
        value={session.view}
        disabled={!replaying}
        aria-label={t('timeline.view')}
        popupMatchSelectWidth={false}
        onChange={(view) => tell(() => api.control.mutate({ view }))}
        options={[
          { value: 'known' as const, label: t('timeline.known') },
          { value: 'actual' as const, label: t('timeline.actual') },
        ]}
      />
      <Select
        size="small"
        className="timeline-branch"
        value={line.id}
        aria-label={t('timeline.branch')}
        popupMatchSelectWidth={false}
        onChange={(lineId: string) => tell(() => api.attach.mutate({ lineId, mode: 'live' }))}
        options={lines.map((l) => ({
          value: l.id,
          label:
            l.kind === 'main'
              ? t('timeline.mainLine')
              : t('timeline.lineOf', { kind: t(`panels.branches.kind.${l.kind}`), name: l.name }),
        }))}
      />
      <span className="timeline-range num">
        {formatBeijing(axis.start, 'minute')} — {formatBeijing(axis.end, 'clock').slice(0, 5)} ·{' '}
        {t('timeline.facts', { count: tables.facts })}
      </span>
      <span className="timeline-space" />
      <fieldset className="timeline-fits" aria-label={t('timeline.fit')}>
        {fits.map((fit) => (
          <button
            key={fit}
            type="button"
            aria-pressed={props.fit === fit}
            onClick={() => props.onFit(fit)}
          >
            {t(`timeline.fits.${fit}`)}
          </button>
        ))}
      </fieldset>
      <AddMark />
      <BranchHere session={session} />
    </div>
  );
}

function AddMark() {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState('');
  const add = () => {
    if (words.trim() === '') return;
    void command('mark.set', {
      markId: crypto.randomUUID(),
      ...(incident ? { incidentId: incident.id } : {}),
      text: words.trim(),
    })
      .then(() => {
        setWords('');
        setOpen(false);
      })
      .catch(() => {});
  };
  return (
    <Popover
      open={open && !readOnly}
      onOpenChange={setOpen}
      trigger="click"
      content={
        <Input.Search
          size="small"
          autoFocus
          value={words}
          maxLength={200}
          placeholder={t('timeline.markWords')}
          aria-label={t('timeline.markWords')}
          enterButton={t('timeline.markAdd')}
          onChange={(e) => setWords(e.target.value)}
          onSearch={add}
          onKeyDown={(e) => e.key === 'Escape' && setOpen(false)}
        />
      }
    >
      <Button size="small" disabled={readOnly}>
        + {t('timeline.mark')}
      </Button>
    </Popover>
  );
}

function BranchHere({ session }: { readonly session: SessionInfo }) {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const tables = useLiveTables();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const make = () => {
    const at = tables.simNow();
    if (at === undefined || name.trim() === '') return;
    void call(async () => {
      const line = await api.branch.mutate({
        lineId: session.line.id,
        at: Math.round(at),
        name: name.trim(),
      });
      await api.attach.mutate({ lineId: line.id, mode: 'live' });
    })
      .then(() => {
        setName('');
        setOpen(false);
      })
      .catch(() => {});
  };
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="topRight"
      content={
        <Input.Search
          size="small"
          autoFocus
          value={name}
          maxLength={120}
          placeholder={t('panels.branches.name')}
          aria-label={t('panels.branches.name')}
          enterButton={t('timeline.branchGo')}
          onChange={(e) => setName(e.target.value)}
          onSearch={make}
          onKeyDown={(e) => e.key === 'Escape' && setOpen(false)}
        />
      }
    >
      <Button size="small">{t('panels.branches.make')}</Button>
    </Popover>
  );
}
