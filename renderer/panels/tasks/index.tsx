import { Button, Input, InputNumber, Select } from 'antd';
import { useCallback, useEffect, useState } from 'react';
import type { TimelineEntry } from '../../../shared/contract/types.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useActiveIncident, useApi, useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useRecords, useSimNow, useTopic } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { actualsOf } from './actual.ts';
import { Gantt } from './Gantt.tsx';

const MIN = 60_000;
const ACK_MS = 10 * MIN;
const states = ['draft', 'assigned', 'executing', 'done', 'cancelled'] as const;

/** Tasks with the force that has them and their time window; an order to the force is one step away. */
export default function Tasks() {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const tables = useLiveTables();
  const incident = useActiveIncident();
  const now = useSimNow(0.2);
  const id = incident?.id;
  const ofIncident = useCallback(
    (b: { incidentId?: string | undefined }) => b.incidentId === id,
    [id],
  );
  const tasks = useRecords('tasks', ofIncident);
  const forces = useRecords('forces');
  const [title, setTitle] = useState('');
  const [forceId, setForceId] = useState<string>();
  const [minutes, setMinutes] = useState(60);
  const api = useApi();
  const version = useTopic('tasks', 1);
  const [history, setHistory] = useState<readonly TimelineEntry[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for newer facts
  useEffect(() => {
    let gone = false;
    api.timeline.query().then(
      (found) => !gone && setHistory(found),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [api, version]);
  if (!incident) return <Blank title={t('desk.noIncident')} />;
  const nameOf = (force: string | undefined) =>
    forces.find((f) => f.id === force)?.body.name ?? t('desk.tasks.nobody');
  const live = tasks.filter((x) => !x.body.deleted && x.body.title !== undefined);
  const actuals = actualsOf(history);
  const create = () => {
    const start = Math.round(tables.simNow() ?? 0);
    void command('task.set', {
      taskId: crypto.randomUUID(),
      incidentId: incident.id,
      title: title.trim(),
      ...(forceId === undefined ? {} : { forceId }),
      startAt: start,
      endAt: start + minutes * MIN,
      state: 'draft',
    })
      .then(() => setTitle(''))
      .catch(() => {});
  };
  return (
    <div className="stack tight">
      <form
        className="stack tight form"
        onSubmit={(e) => {
          e.preventDefault();
          if (title.trim() !== '' && !readOnly) create();
        }}
      >
        <Input
          size="small"
          value={title}
          disabled={readOnly}
          placeholder={t('desk.tasks.title')}
          aria-label={t('desk.tasks.title')}
          onChange={(e) => setTitle(e.target.value)}
        />
        <div className="row">
          <Select
            size="small"
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            className="grow"
            disabled={readOnly}
            value={forceId ?? null}
            placeholder={t('desk.tasks.force')}
            aria-label={t('desk.tasks.force')}
            onChange={(v: string | null | undefined) => setForceId(v ?? undefined)}
            options={forces.map((f) => ({ value: f.id, label: f.body.name ?? f.id }))}
          />
          <InputNumber
            size="small"
            min={5}
            max={10_080}
            value={minutes}
            disabled={readOnly}
            suffix="min"
            aria-label={t('desk.tasks.minutes')}
            onChange={(v) => setMinutes(v ?? 60)}
          />
          <Button size="small" htmlType="submit" disabled={readOnly || title.trim() === ''}>
            {t('desk.tasks.add')}
          </Button>
        </div>
      </form>
      {live.length === 0 && <Blank title={t('desk.tasks.none')} />}
      {now !== undefined && (
        <Gantt
          now={now}
          bars={live.map(({ id: key, body }) => ({
            id: key,
            title: body.title ?? '',
            startAt: body.startAt,
            endAt: body.endAt,
            state: body.state ?? 'draft',
            actual: actuals.get(key),
          }))}
        />
      )}
      <ul className="lines">
        {live.map(({ id: taskId, body }) => {
          const common = {
            taskId,
            incidentId: incident.id,
            title: body.title ?? '',
            ...(body.forceId === undefined ? {} : { forceId: body.forceId }),
            ...(body.startAt === undefined ? {} : { startAt: body.startAt }),
            ...(body.endAt === undefined ? {} : { endAt: body.endAt }),
          };
          const set = (state: (typeof states)[number], deleted?: boolean) =>
            command('task.set', { ...common, state, ...(deleted ? { deleted } : {}) });
          const late =
            now !== undefined &&
            body.endAt !== undefined &&
            now > body.endAt &&
            body.state !== 'done' &&
            body.state !== 'cancelled';
          return (
            <li key={taskId} className={late ? 'task grave' : 'task'}>
              <b>{body.title}</b> <span className="muted">{nameOf(body.forceId)}</span>
              <div className="muted num">
                {body.startAt === undefined
                  ? '—'
                  : formatBeijing(body.startAt, 'clock').slice(0, 5)}
                {' – '}
                {body.endAt === undefined ? '—' : formatBeijing(body.endAt, 'clock').slice(0, 5)}
                {late ? ` · ${t('desk.tasks.late')}` : ''}
              </div>
              <div className="row">
                <Select
                  size="small"
                  value={body.state ?? 'draft'}
                  disabled={readOnly}
                  aria-label={t('desk.tasks.state')}
                  onChange={(state) => void set(state).catch(() => {})}
                  options={states.map((s) => ({ value: s, label: t(`panorama.task.${s}`) }))}
                />
                <Button
                  size="small"
                  disabled={readOnly || body.forceId === undefined || body.state !== 'draft'}
                  onClick={() =>
                    void command('order.issued', {
                      orderId: crypto.randomUUID(),
                      incidentId: incident.id,
                      no: 1,
                      taskId,
                      toLevel: 'site',
                      to: nameOf(body.forceId),
                      ...(body.forceId === undefined ? {} : { toForceId: body.forceId }),
                      text: body.title ?? '',
                      ackDueAt: Math.round(tables.simNow() ?? 0) + ACK_MS,
                    })
                      .then(() => set('assigned'))
                      .catch(() => {})
                  }
                >
                  {t('desk.tasks.order')}
                </Button>
                <Button
                  size="small"
                  type="text"
                  disabled={readOnly}
                  onClick={() => void set(body.state ?? 'draft', true).catch(() => {})}
                >
                  {t('desk.tasks.delete')}
                </Button>
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
