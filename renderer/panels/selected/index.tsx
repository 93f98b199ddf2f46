import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { FieldLineage } from '../../../shared/contract/types.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useApi, useGlobe, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useRecords, useSimNow, useTopic } from '../../live/hooks.ts';
import { useAppSelector } from '../../state/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { ageText } from '../useBrief.ts';
import { Spark } from './Spark.tsx';

const STALE_MS = 10 * 60_000;
const HISTORY_MS = 48 * 3_600_000;
type Series = readonly { at: number; value: number }[];

function show(value: unknown): string {
  if (value === undefined || value === null) return '—';
  if (typeof value === 'number') return String(Number(value.toPrecision(8)));
  if (Array.isArray(value) && value.every((v) => typeof v === 'number') && value.length <= 3)
    return value.map((v) => Number((v as number).toFixed(5))).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value).slice(0, 200);
}

/** The selected thing, field by field: value, age, source, and the fact that it came with. */
export default function Selected() {
  const t = useText();
  const api = useApi();
  const globe = useGlobe();
  const tables = useLiveTables();
  const pick = useAppSelector((s) => s.ui.selection);
  const now = useSimNow(0.5);
  useTopic('tracks', 0.5);
  const [lineage, setLineage] = useState<readonly FieldLineage[]>();
  const [series, setSeries] = useState<Readonly<Record<string, Series>>>({});
  const collection = pick?.collection;
  const id = pick?.id;
  const track = id === undefined ? undefined : tables.tracks.get(id);
  const readings = useRecords('readings', (b) => b.thing === id, 1);
  const asked = collection === undefined || collection === 'places' ? undefined : collection;

  useEffect(() => {
    setLineage(undefined);
    setSeries({});
    if (asked === undefined || id === undefined) return;
    let gone = false;
    const ask = () =>
      void api.lineage
        .query({ collection: asked, id })
        .then((fields) => !gone && setLineage(fields))
        .catch(() => {});
    ask();
    const timer = setInterval(ask, 3000);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [api, asked, id]);

  const quantities = readings.map((r) => r.body.quantity).join('\n');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the history is asked for once per selection
  useEffect(() => {
    if (id === undefined || now === undefined) return;
    let gone = false;
    for (const quantity of quantities.split('\n').filter(Boolean))
      void api.series
        .query({ thing: id, quantity, fromAt: Math.round(now - HISTORY_MS), toAt: Math.round(now) })
        .then((points) => !gone && setSeries((old) => ({ ...old, [quantity]: points })))
        .catch(() => {});
    return () => {
      gone = true;
    };
  }, [api, id, quantities]);

  if (!pick) return <Blank title={t('desk.selected.none')} />;
  const name = show(
    lineage?.find((f) => f.field === 'name' || f.field === 'title' || f.field === 'headline')
      ?.value ?? pick.id,
  );
  return (
    <div className="stack">
      <div className="row">
        <b>{name}</b>
        {track && (
          <Button
            size="small"
            onClick={() => globe?.flyTo({ position: [track.lon, track.lat], rangeM: 3000 })}
          >
            {t('desk.selected.fly')}
          </Button>
        )}
      </div>
      {readings.map((r) => {
        const age = now === undefined ? 0 : now - r.last[0];
        return (
          <div key={r.id} className={age > STALE_MS ? 'stale' : ''}>
            <b className="num">
              {r.body.quantity} {show(r.body.value)} {r.body.unit}
            </b>{' '}
            <span className="muted num">
              {r.body.datum === undefined ? '' : t(`panorama.datum.${r.body.datum}`)} ·{' '}
              {formatBeijing(r.last[0], 'clock')} · {ageText(age)} · {r.source}
            </span>
            <Spark points={series[r.body.quantity] ?? []} />
          </div>
        );
      })}
      <table className="plain-table num">
        <tbody>
          {lineage?.map((f) => (
            <tr key={f.field}>
              <th scope="row">{f.field}</th>
              <td>
                {show(f.value)}
                <div className="muted">
                  {formatBeijing(f.stamp[0], 'minute')} · {f.source}
                  {f.actor ? ` · ${f.actor}` : ''} · #{f.stamp[2]}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
