import { Button } from 'antd';
import { useCallback, useState } from 'react';
import { formatBeijing, formatElapsed } from '../../../shared/time/time.ts';
import { useActiveIncident, useApi, useCall, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useRecords, useSimNow } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { Sign } from './Sign.tsx';

const RUN_TIMEOUT_MS = 180_000;
const glyph: Readonly<Record<string, string>> = {
  waiting: '○',
  running: '◌',
  done: '✓',
  degraded: '△',
  late: '!',
  failed: '✕',
};
const printed = ['pdf', 'png', 'geojson'] as const;

/** The way to the sheet of T+30: what each stage has, what it lacks, the versions, and the signature. */
export default function Panorama() {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const now = useSimNow(1);
  const [running, setRunning] = useState(false);
  const id = incident?.id;
  const ofIncident = useCallback(
    (b: { incidentId?: string | undefined }) => b.incidentId === id,
    [id],
  );
  const stages = useRecords('stages', ofIncident);
  const products = useRecords('products', ofIncident);
  const signatures = useRecords('signatures', ofIncident);
  if (!incident) return <Blank title={t('desk.noIncident')} />;

  const version = Math.max(1, ...stages.map((s) => s.body.version ?? 1));
  const current = stages
    .filter((s) => s.body.version === version)
    .sort((a, b) => (a.body.deadlineMin ?? 0) - (b.body.deadlineMin ?? 0));
  const sheets = products.filter((p) => p.body.stageId === 't30');
  const versions = [...new Set(sheets.map((p) => p.body.version ?? 0))].sort((a, b) => b - a);
  const run = () => {
    setRunning(true);
    void call(() => api.panorama.run.mutate({ incidentId: incident.id }), {
      timeoutMs: RUN_TIMEOUT_MS,
    })
      .catch(() => {})
      .finally(() => setRunning(false));
  };
  return (
    <div className="stack">
      <ol className="stage-list">
        {current.map(({ id: key, body }) => {
          const state = body.state ?? 'waiting';
          const left = body.dueAt === undefined || now === undefined ? undefined : body.dueAt - now;
          return (
            <li key={key} className={`stage stage-${state}`}>
              <span aria-hidden="true" className="stage-glyph">
                {glyph[state]}
              </span>
              <div>
                <b className="num">T+{body.deadlineMin}</b> {t(`panorama.stage.${body.stageId}`)}{' '}
                <span className="status-chip">{t(`panorama.state.${state}`)}</span>{' '}
                <span className="muted num">
                  {state === 'waiting' && left !== undefined
                    ? left >= 0
                      ? t('desk.panorama.left', { time: formatElapsed(left) })
                      : t('desk.panorama.over', { time: formatElapsed(-left) })
                    : `${body.completeness === undefined ? '' : `${Math.round(body.completeness * 100)}%`}${body.doneAt === undefined ? '' : ` · ${formatBeijing(body.doneAt, 'clock')}`}${body.computeMs === undefined ? '' : ` · ${(body.computeMs / 1000).toFixed(1)} s`}`}
                </span>
                {(body.missing ?? []).length > 0 && (
                  <ul className="missing">
                    {body.missing?.map((m) => (
                      <li key={m.key}>{t(m.key, m.params)}</li>
                    ))}
                  </ul>
                )}
              </div>
            </li>
          );
        })}
      </ol>
      {current.length === 0 && <Blank title={t('desk.panorama.none')} />}
      <Button size="small" disabled={readOnly} loading={running} onClick={run}>
        {t('desk.panorama.run')}
      </Button>
      <ul className="plain-list">
        {versions.map((v) => {
          const signed = signatures.find((s) => s.body.version === v);
          const complete = stages.find((s) => s.body.version === v && s.body.stageId === 't30')
            ?.body.completeness;
          const find = (kind: string) => {
            const of = sheets.filter((p) => p.body.version === v && p.body.kind === kind);
            // The signed print goes before the one that it was made from.
            return of.find((p) => p.id.includes('|signed|')) ?? of[0];
          };
          return (
            <li key={v}>
              <b>{t('panorama.sheet.version', { version: v })}</b>{' '}
              <span className="muted num">
                {complete === undefined ? '' : `${Math.round(complete * 100)}%`}{' '}
                {find('pdf')?.body.asOfAt === undefined
                  ? ''
                  : formatBeijing(find('pdf')?.body.asOfAt as number, 'minute')}
              </span>
              <div className="row">
                {printed.map((kind) => {
                  const p = find(kind);
                  return p ? (
                    <a key={kind} href={`/blob/${p.body.sha256}`} target="_blank" rel="noreferrer">
                      {kind.toUpperCase()}
                    </a>
                  ) : null;
                })}
                {signed ? (
                  <span className="status-chip ack-done">
                    {t('desk.panorama.signed', {
                      signer: signed.body.signer ?? '',
                      at: formatBeijing(signed.last[0], 'clock').slice(0, 5),
                    })}
                  </span>
                ) : (
                  <Sign incidentId={incident.id} version={v} completeness={complete} />
                )}
              </div>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
