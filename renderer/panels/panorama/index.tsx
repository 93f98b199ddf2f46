import { Button } from 'antd';
import { useCallback, useState } from 'react';
import type { Collections } from '../../../shared/events/situation.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useActiveIncident, useApi, useCall, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useRecords, useSimNow } from '../../live/hooks.ts';
import type { LiveRec } from '../../live/tables.ts';
import { Blank } from '../../ui/index.ts';
import { Sign } from './Sign.tsx';
import { Stages } from './Stages.tsx';

const RUN_TIMEOUT_MS = 180_000;
const printed = ['pdf', 'png', 'geojson'] as const;
type Product = LiveRec<Collections['products']>;
type Signature = LiveRec<Collections['signatures']>;

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
  const ended = current.filter((s) => s.body.doneAt !== undefined);
  const newest = ended.at(-1)?.body.completeness;
  const sheets = products.filter((p) => p.body.stageId === 't30');
  const versions = [...new Set(sheets.map((p) => p.body.version ?? 0))].sort((a, b) => b - a);
  const older = versions.filter((v) => v !== version);
  const completeOf = (v: number) =>
    stages.find((s) => s.body.version === v && s.body.stageId === 't30')?.body.completeness;
  const run = () => {
    setRunning(true);
    void call(() => api.panorama.run.mutate({ incidentId: incident.id }), {
      timeoutMs: RUN_TIMEOUT_MS,
    })
      .catch(() => {})
      .finally(() => setRunning(false));
  };
  const row = (v: number) => (
    <Version
      key={v}
      incidentId={incident.id}
      version={v}
      completeness={completeOf(v)}
      sheets={sheets.filter((p) => p.body.version === v)}
      signature={signatures.find((s) => s.body.version === v)}
    />
  );
  return (
    <div className="stack tight">
      <div className="panorama-head">
        {versions[0] === version ? (
          row(version)
        ) : (
          <span className="num">
            v{version} ·{' '}
            {t('desk.panorama.complete', {
              percent: newest === undefined ? '—' : `${Math.round(newest * 100)}%`,
            })}
          </span>
        )}
        <Button
          size="small"
          disabled={readOnly}
          loading={running}
          title={t('desk.panorama.run')}
          aria-label={t('desk.panorama.run')}
          onClick={run}
        >
          ↻
        </Button>
      </div>
      {current.length === 0 ? (
        <Blank title={t('desk.panorama.none')} />
      ) : (
        <>
          <Stages stages={current} reportedAt={incident.body.reportedAt} now={now} />
          <progress
            className="stage-progress"
            max={current.length}
            value={ended.length}
            aria-label={t('desk.panorama.progress', { n: ended.length, all: current.length })}
          />
        </>
      )}
      {older.length > 0 && (
        <details open={older[0] === versions[0]}>
          <summary className="muted">{t('desk.panorama.earlier', { n: older.length })}</summary>
          {older.map(row)}
        </details>
      )}
    </div>
  );
}

function Version(props: {
  readonly incidentId: string;
  readonly version: number;
  readonly completeness: number | undefined;
  readonly sheets: readonly Product[];
  readonly signature: Signature | undefined;
}) {
  const t = useText();
  const { version, completeness, sheets, signature } = props;
  const find = (kind: string) => {
    const of = sheets.filter((p) => p.body.kind === kind);
    // The signed print goes before the one that it was made from.
    return of.find((p) => p.id.includes('|signed|')) ?? of[0];
  };
  const asOf = find('pdf')?.body.asOfAt;
  return (
    <div className="version">
      <span className="num">
        <b>v{version}</b>{' '}
        <span className="muted">
          {completeness === undefined ? '—' : `${Math.round(completeness * 100)}%`}{' '}
          {asOf === undefined ? '' : formatBeijing(asOf, 'clock').slice(0, 5)}
        </span>
      </span>
      {printed.map((kind) => {
        const p = find(kind);
        return p ? (
          <a key={kind} href={`/blob/${p.body.sha256}`} target="_blank" rel="noreferrer">
            {kind === 'geojson' ? 'GeoJSON' : kind.toUpperCase()}
          </a>
        ) : null;
      })}
      {signature ? (
        <span className="signed" title={signature.body.note}>
          ✓{' '}
          {t('desk.panorama.signed', {
            signer: signature.body.signer ?? '',
            at: formatBeijing(signature.last[0], 'clock').slice(0, 5),
          })}
        </span>
      ) : (
        <Sign incidentId={props.incidentId} version={version} completeness={completeness} />
      )}
    </div>
  );
}
