import { useMemo } from 'react';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useGlobe, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useRecords, useSimNow } from '../../live/hooks.ts';
import { READING_STALE_MS } from '../../live/things.ts';
import { useAppDispatch, useSelection } from '../../state/hooks.ts';
import { selected } from '../../state/ui.ts';
import { Blank } from '../../ui/index.ts';
import { ageText } from '../useBrief.ts';

/** Gauges with their newest level and how it stands to the warning and guarantee level of the same gauge. */
export default function Stations() {
  const t = useText();
  const globe = useGlobe();
  const tables = useLiveTables();
  const dispatch = useAppDispatch();
  const selection = useSelection();
  const readings = useRecords('readings', undefined, 1);
  const things = useRecords('things', undefined, 1);
  const now = useSimNow(0.2);
  const rows = useMemo(() => {
    const names = new Map(things.map((x) => [x.id, x.body.name ?? x.id]));
    const find = (thing: string, quantity: string) =>
      readings.find((r) => r.body.thing === thing && r.body.quantity === quantity);
    return readings
      .filter((r) => r.body.quantity === 'stage')
      .map((r) => ({
        id: r.body.thing,
        name: names.get(r.body.thing) ?? r.body.thing,
        stage: r,
        warning: find(r.body.thing, 'warningStage')?.body,
        guarantee: find(r.body.thing, 'guaranteeStage')?.body,
      }))
      .sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'));
  }, [readings, things]);
  if (rows.length === 0)
    return <Blank title={t('desk.stations.none')} hint={t('desk.stations.hint')} />;
  return (
    <ul className="lines pad">
      {rows.map((r) => {
        const { value, unit, datum } = r.stage.body;
        const age = now === undefined ? undefined : now - r.stage.last[0];
        const known = datum !== undefined && datum !== 'unknown';
        // A level is held against a bound only where both are known to stand on the same datum.
        const bound = (b: { value: number; datum?: string } | undefined) =>
          b !== undefined && known && b.datum === datum && value >= b.value
            ? value - b.value
            : undefined;
        const overGuarantee = bound(r.guarantee);
        const overWarning = bound(r.warning);
        return (
          <li
            key={r.id}
            className={`line${age !== undefined && age > READING_STALE_MS ? ' stale' : ''}`}
            aria-current={selection?.id === r.id}
          >
            <button
              type="button"
              className="bare clip"
              title={`${r.name} · ${r.stage.source} #${r.stage.last[2]}`}
              onClick={() => dispatch(selected({ collection: 'tracks', id: r.id }))}
              onDoubleClick={() => {
                const track = tables.tracks.get(r.id);
                if (track) globe?.flyTo({ position: [track.lon, track.lat], rangeM: 8000 });
              }}
            >
              {r.name}
            </button>
            <span className="muted">
              {overGuarantee !== undefined
                ? t('desk.stations.overGuarantee', { m: overGuarantee.toFixed(2) })
                : overWarning !== undefined
                  ? t('desk.stations.overWarning', { m: overWarning.toFixed(2) })
                  : ''}
            </span>
            <span className="num">
              {value.toFixed(2)} {unit}
            </span>
            <span className="muted num" title={formatBeijing(r.stage.last[0])}>
              {t(`panorama.datum.${datum ?? 'unknown'}`)}
              {age === undefined ? '' : ` · ${ageText(age)}`}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
