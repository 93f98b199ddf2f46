import { Dropdown, Input } from 'antd';
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
import { useAppDispatch } from '../../state/hooks.ts';
import { selected } from '../../state/ui.ts';
import { Blank } from '../../ui/index.ts';
import { ageText } from '../useBrief.ts';
import { AddForce } from './AddForce.tsx';
import { type ForceRow, forceRows, nextStatus } from './model.ts';

/** Forces by arrival: who is there, who comes when and by what reckoning, who was asked for. */
export default function Forces() {
  const t = useText();
  const command = useCommand();
  const globe = useGlobe();
  const readOnly = useReadOnly();
  const dispatch = useAppDispatch();
  const tables = useLiveTables();
  const incident = useActiveIncident();
  const now = useSimNow(0.5);
  const [filter, setFilter] = useState('');
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
      .join(' ') || t('panorama.sheet.unknown');
  const when = (r: ForceRow) => {
    if (r.status === 'enroute')
      return r.etaAt === undefined
        ? t('desk.forces.noEta')
        : `${t('panorama.force.eta', { at: formatBeijing(r.etaAt, 'clock').slice(0, 5) })}${now !== undefined && now > r.etaAt ? ` · ${t('desk.forces.overdue', { age: ageText(now - r.etaAt) })}` : ''}${r.etaBasis ? ` · ${t(`panorama.force.${r.etaBasis}`)}` : ''}`;
    return r.status === 'standby' ? '' : formatBeijing(r.since, 'clock').slice(0, 5);
  };
  return (
    <div className="stack">
      <div className="row">
        <span className="num">{t('desk.forces.summary', { there, coming, all: rows.length })}</span>
        <Input
          size="small"
          allowClear
          value={filter}
          placeholder={t('desk.forces.filter')}
          aria-label={t('desk.forces.filter')}
          onChange={(e) => setFilter(e.target.value)}
        />
      </div>
      {rows.length === 0 && <Blank title={t('desk.forces.none')} />}
      <ul className="plain-list">
        {shown.map((r) => (
          <li key={r.forceId} className={`force force-${r.status}`}>
            <button
              type="button"
              className="bare"
              title={r.source}
              onClick={() => dispatch(selected({ collection: 'forces', id: r.forceId }))}
              onDoubleClick={() =>
                r.position && globe?.flyTo({ position: r.position, rangeM: 4000 })
              }
            >
              <b>{r.name}</b>
            </button>{' '}
            <span className="muted num">{strength(r)}</span>
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
                className={`status-chip status-${r.status}`}
                disabled={readOnly}
              >
                {t(`panorama.force.${r.status}`)}
              </button>
            </Dropdown>{' '}
            <span className="muted num">{when(r)}</span>
          </li>
        ))}
      </ul>
      <AddForce incidentId={incident.id} />
    </div>
  );
}
