import { Button, Modal } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useApi, useText } from '../../bridge/hooks.ts';
import { type Bound, Hydrograph, type Point } from '../../charts/index.ts';
import { useLiveTables, useRecords, useSimNow } from '../../live/hooks.ts';
import { READING_STALE_MS } from '../../live/things.ts';
import { ageText } from '../useBrief.ts';
import { boundQuantity, boundsOf } from './bounds.ts';
import { createSeries } from './series.ts';

const HISTORY_MS = 5 * 86_400_000;
const AGAIN_MS = 15_000;
const charted = new Set(['stage', 'discharge', 'rain']);

/** What a thing measures, each figure with unit, datum, age and source; the level over time below. */
export function Readings({ thing, name }: { readonly thing: string; readonly name: string }) {
  const t = useText();
  const readings = useRecords('readings', (b) => b.thing === thing, 1);
  const now = useSimNow(0.5);
  const stage = readings.find((r) => r.body.quantity === 'stage');
  const datum = stage?.body.datum;
  const key = readings
    .filter((r) => boundQuantity.has(r.body.quantity))
    .map((r) => `${r.body.quantity}=${r.body.value}@${r.body.datum ?? ''}`)
    .join(';');
  // biome-ignore lint/correctness/useExhaustiveDependencies: key says all that the bounds depend on
  const bounds = useMemo<readonly Bound[]>(
    () => boundsOf(readings, datum, (quantity) => t(`desk.quantity.${quantity}`)),
    [key, datum, t],
  );
  return (
    <>
      {readings.map((r) => {
        const age = now === undefined ? undefined : now - r.last[0];
        const { quantity, value, unit } = r.body;
        const word = t(`desk.quantity.${quantity}`);
        return (
          <div
            key={r.id}
            className={`reading${age !== undefined && age > READING_STALE_MS && !boundQuantity.has(quantity) ? ' stale' : ''}`}
          >
            <span className="muted">{word.startsWith('desk.') ? quantity : word}</span>
            <b className="num">
              {value.toFixed(Number.isInteger(value) ? 0 : 2)} {unit}
            </b>
            <span className="muted num clip" title={`${r.source} · #${r.last[2]}`}>
              {r.body.datum === undefined ? '' : `${t(`panorama.datum.${r.body.datum}`)} · `}
              {formatBeijing(r.last[0], 'clock').slice(0, 5)}
              {age === undefined ? '' : ` · ${ageText(age)}`}
            </span>
          </div>
        );
      })}
      {readings
        .filter((r) => charted.has(r.body.quantity))
        .map((r) => (
          <Chart
            key={r.id}
            thing={thing}
            name={name}
            quantity={r.body.quantity}
            unit={r.body.unit}
            bounds={r.body.quantity === 'stage' ? bounds : none}
            datum={r.body.datum}
          />
        ))}
    </>
  );
}

const none: readonly Bound[] = [];

function useSeries(thing: string, quantity: string): readonly Point[] {
  const api = useApi();
  const tables = useLiveTables();
  const [points, setPoints] = useState<readonly Point[]>([]);
  useEffect(() => {
    const series = createSeries<Point>(() => {
      const now = tables.simNow();
      if (now === undefined) return undefined;
      const [fromAt, toAt] = [Math.round(now - HISTORY_MS), Math.round(now)];
      return api.series.query({ thing, quantity, fromAt, toAt });
    }, setPoints);
    // Another thing's curve must not stand here until its own comes.
    series.reset();
    const timer = setInterval(series.ask, AGAIN_MS);
    const session = tables.on('reset', series.reset);
    return () => {
      series.stop();
      clearInterval(timer);
      session.dispose();
    };
  }, [api, tables, thing, quantity]);
  return points;
}

function Chart(props: {
  readonly thing: string;
  readonly name: string;
  readonly quantity: string;
  readonly unit: string;
  readonly bounds: readonly Bound[];
  readonly datum: string | undefined;
}) {
  const t = useText();
  const points = useSeries(props.thing, props.quantity);
  const [large, setLarge] = useState(false);
  const title = [
    props.name,
    t(`desk.quantity.${props.quantity}`),
    props.unit,
    props.datum === undefined ? '' : t(`panorama.datum.${props.datum}`),
  ]
    .filter(Boolean)
    .join(' · ');
  if (points.length < 2)
    return <p className="muted">{t('desk.selected.fewPoints', { n: points.length })}</p>;
  const chart = (height: number) => (
    <Hydrograph
      points={points}
      bounds={props.bounds}
      unit={props.unit}
      height={height}
      label={title}
    />
  );
  return (
    <figure className="chart">
      <figcaption className="line-head">
        <span className="muted clip">
          {title}
          {props.quantity === 'stage' && props.bounds.length === 0
            ? ` · ${t('desk.selected.noBounds')}`
            : ''}
        </span>
        <Button size="small" type="text" onClick={() => setLarge(true)}>
          {t('desk.selected.enlarge')}
        </Button>
      </figcaption>
      {chart(96)}
      <Modal
        open={large}
        title={title}
        width="min(1200px, 92vw)"
        footer={null}
        destroyOnHidden
        onCancel={() => setLarge(false)}
      >
        {chart(440)}
      </Modal>
    </figure>
  );
}
