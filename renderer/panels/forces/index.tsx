import { Button, Dropdown, Input } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import type { LonLat } from '../../../shared/model/common.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import {
  useActiveIncident,
  useCommand,
  useGlobe,
  useReadOnly,
  useText,
} from '../../bridge/hooks.ts';
import { useLiveTables, useRecords, useSimNow } from '../../live/hooks.ts';
import { useAppDispatch, useSelection } from '../../state/hooks.ts';
import { selected } from '../../state/ui.ts';
import { Blank } from '../../ui/index.ts';
import { ageText } from '../useBrief.ts';
import { AddForce } from './AddForce.tsx';
import { type ForceRow, forceRows, nextStatus } from './model.ts';

/** From this many on a filter helps more than it costs room. */
const MANY = 20;
const hhmm = (at: number) => formatBeijing(at, 'clock').slice(0, 5);

/** Forces by arrival: who is there, who comes when and by what reckoning, who was asked for. */
export default function Forces() {
  const t = useText();
  const command = useCommand();
  const globe = useGlobe();
  const readOnly = useReadOnly();
  const dispatch = useAppDispatch();
  const selection = useSelection();
  const tables = useLiveTables();
  const incident = useActiveIncident();
  const now = useSimNow(0.5);
  const [filter, setFilter] = useState('');
  const [adding, setAdding] = useState(false);
  const id = incident?.id;
  const forces = useRecords('forces');
  const deployments = useRecords(
    'deployments',
    useCallback((b: { incidentId?: string | undefined }) => b.incidentId === id, [id]),
  );
  const rows = useMemo(
    () =>
      id === undefined
        ? []
        : forceRows(id, forces, deployments, (thing): LonLat | undefined => {
            const track = tables.tracks.get(thing);
            return track ? [track.lon, track.lat] : undefined;
          }),
    [id, forces, deployments, tables],
  );
  if (!incident) return <Blank title={t('desk.noIncident')} />;
  const shown = rows.filter((r) => r.name.includes(filter.trim()));
  const there = rows.filter((r) => r.status === 'arrived' || r.status === 'working').length;
  const coming = rows.filter((r) => r.status === 'enroute').length;
  const strength = (r: ForceRow) =>
    [
      r.people === undefined ? '' : t('panorama.force.people', { n: r.people }),
      r.vehicles === undefined ? '' : t('panorama.force.vehicles', { n: r.vehicles }),
      r.boats === undefined ? '' : t('panorama.force.boats', { n: r.boats }),
    ]
      .filter(Boolean)
      .join(' ');
  const when = (r: ForceRow) => {
    if (r.status !== 'enroute') return '';
    if (r.etaAt === undefined) return t('desk.forces.etaNone');
    const late = now !== undefined && now > r.etaAt;
    return `→${hhmm(r.etaAt)}${late ? ` ${t('desk.forces.overdue', { age: ageText(now - r.etaAt) })}` : ''}`;
  };
  const title = (r: ForceRow) =>
    [
      r.name,
      strength(r) || t('panorama.sheet.unknown'),
      t(`panorama.force.${r.status}`),
      hhmm(r.since),
      r.etaAt !== undefined && r.status === 'enroute'
        ? `${t('panorama.force.eta', { at: hhmm(r.etaAt) })} (${t(`panorama.force.${r.etaBasis ?? 'straightLine'}`)})`
        : '',
      r.source,
    ]
      .filter(Boolean)
      .join(' · ');
  return (
    <div className="stack tight">
      <div className="line-head">
        <span className="muted num">
          {t('desk.forces.summary', { there, coming, all: rows.length })}
        </span>
        <Button size="small" type="text" disabled={readOnly} onClick={() => setAdding(!adding)}>
          {adding ? t('common.button.close') : `+ ${t('desk.forces.new')}`}
        </Button>
      </div>
      {adding && <AddForce incidentId={incident.id} />}
      {rows.length > MANY && (
        <Input
          size="small"
          allowClear
          value={filter}
          placeholder={t('desk.forces.filter')}
          aria-label={t('desk.forces.filter')}
          onChange={(e) => setFilter(e.target.value)}
        />
      )}
      {rows.length === 0 && <Blank title={t('desk.forces.none')} />}
      <ul className="lines">
        {shown.map((r) => (
          <li
            key={r.forceId}
            className={`line force force-${r.status}`}
            aria-current={selection?.collection === 'forces' && selection.id === r.forceId}
          >
            <i className="dot" aria-hidden="true" />
            <button
              type="button"
              className="bare clip"
              title={title(r)}
              onClick={() => dispatch(selected({ collection: 'forces', id: r.forceId }))}
              onDoubleClick={() =>
                r.position && globe?.flyTo({ position: r.position, rangeM: 4000 })
              }
            >
              {r.name} <span className="muted">{strength(r)}</span>
            </button>
            <span className="num eta" title={title(r)}>
              {when(r)}
              {r.status === 'enroute' && r.etaAt !== undefined && (
                <small>{t(`desk.forces.basis.${r.etaBasis ?? 'straightLine'}`)}</small>
              )}
            </span>
            <Dropdown
              disabled={readOnly}
              trigger={['click']}
              menu={{
                items: nextStatus[r.status].map((s) => ({
                  key: s,
                  label: t(`panorama.force.${s}`),
                })),
                onClick: ({ key }) =>
                  void command('force.status', {
                    forceId: r.forceId,
                    incidentId: incident.id,
                    status: key as ForceRow['status'],
                  }).catch(() => {}),
              }}
            >
              <button
                type="button"
                className={`word status-${r.status}`}
                disabled={readOnly}
                aria-label={`${r.name}: ${t(`panorama.force.${r.status}`)}`}
              >
                {t(`panorama.force.${r.status}`)}
              </button>
            </Dropdown>
          </li>
        ))}
      </ul>
    </div>
  );
}
