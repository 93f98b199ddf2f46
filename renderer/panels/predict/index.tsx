import { Button, InputNumber } from 'antd';
import { useCallback, useState } from 'react';
import { formatBeijing } from '../../../shared/time/time.ts';
import {
  useActiveIncident,
  useApi,
  useCall,
  useGlobe,
  useReadOnly,
  useText,
} from '../../bridge/hooks.ts';
import { useRecords } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';

/** What a person may say of the slide; left empty, the predictor's own value holds and is shown with the result. */
const fields = [
  ['volumeM3', 'm³', 100, 1e9],
  ['velocityMs', 'm/s', 0.1, 150],
  ['slopeDeg', '°', 5, 90],
  ['thicknessM', 'm', 0.5, 500],
  ['widthM', 'm', 1, 5000],
  ['depthM', 'm', 1, 1000],
  ['azimuthDeg', '°', 0, 360],
] as const;
type Field = (typeof fields)[number][0];
interface Place {
  readonly name: string;
  readonly position: [number, number];
}
const PREDICTION_TIMEOUT_MS = 120_000;

const span = (v: number, low?: number, high?: number) =>
  low === undefined || high === undefined
    ? v.toPrecision(3)
    : `${v.toPrecision(3)} [${low.toPrecision(3)}–${high.toPrecision(3)}]`;

/** Runs the impulse-wave predictor for the active incident and shows what it said, with its band and its limits. */
export default function Predict() {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const globe = useGlobe();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const id = incident?.id;
  const [values, setValues] = useState<Partial<Record<Field, number>>>({});
  const [places, setPlaces] = useState<readonly Place[]>([]);
  const [running, setRunning] = useState(false);
  const forecasts = useRecords(
    'forecasts',
    useCallback((b: { incidentId?: string | undefined }) => b.incidentId === id, [id]),
  );
  if (!incident) return <Blank title={t('predictPanel.noIncident')} />;
  const run = () => {
    setRunning(true);
    void call(
      () =>
        api.predict.mutate({
          incidentId: incident.id,
          predictor: 'impulseWave',
          params: { ...values, ...(places.length > 0 ? { places } : {}) },
        }),
      { timeoutMs: PREDICTION_TIMEOUT_MS },
    )
      .catch(() => {})
      .finally(() => setRunning(false));
  };
  const pick = () =>
    globe?.draw('pick', (drawn) => {
      const position = drawn?.coordinates[0];
      if (position)
        setPlaces((old) => [
          ...old,
          { name: t('predictPanel.placeN', { n: old.length + 1 }), position: [...position] },
        ]);
    });
  return (
    <div className="stack">
      <b>{t('panorama.predictor.impulseWave')}</b>
      {incident.body.hazard !== 'landslide' && (
        <div className="muted">{t('predictPanel.otherHazard')}</div>
      )}
      <div className="form-grid">
        {fields.map(([name, unit, min, max]) => (
          <div key={name} className="field-row">
            <span>{t(`predictPanel.field.${name}`)}</span>
            <InputNumber
              size="small"
              aria-label={t(`predictPanel.field.${name}`)}
              min={min}
              max={max}
              value={values[name] ?? null}
              suffix={unit}
              disabled={readOnly}
              placeholder={t('predictPanel.assumed')}
              onChange={(v) =>
                setValues((old) => {
                  const { [name]: _, ...rest } = old;
                  return v === null ? rest : { ...rest, [name]: v };
                })
              }
            />
          </div>
        ))}
      </div>
      <div className="row">
        <Button size="small" disabled={readOnly || !globe} onClick={pick}>
          {t('predictPanel.addPlace')}
        </Button>
        {places.length > 0 && (
          <Button size="small" disabled={readOnly} onClick={() => setPlaces([])}>
            {t('predictPanel.clearPlaces', { n: places.length })}
          </Button>
        )}
        <Button size="small" type="primary" disabled={readOnly} loading={running} onClick={run}>
          {t('predictPanel.run')}
        </Button>
      </div>
      {forecasts.length === 0 && <Blank title={t('predictPanel.none')} />}
      {[...forecasts]
        .sort((a, b) => b.last[1] - a.last[1])
        .map(({ id: key, body, last }) => (
          <section key={key} className="stack forecast">
            <div>
              <b>{t(`panorama.predictor.${body.predictor}`)}</b>{' '}
              <span className="muted num">{formatBeijing(last[0], 'clock')}</span>
            </div>
            <table className="plain-table num">
              <tbody>
                {body.result?.headline.map((h) => (
                  <tr key={h.key}>
                    <th scope="row">{t(h.key)}</th>
                    <td>
                      {span(h.value, h.low, h.high)} {h.unit === '1' ? '' : h.unit}
                    </td>
                  </tr>
                ))}
                {body.result?.places.map((p) => (
                  <tr key={p.name}>
                    <th scope="row">{p.name}</th>
                    <td>
                      {p.arrivalS === undefined ? '—' : `${Math.round(p.arrivalS)} s`} ·{' '}
                      {span(p.value, p.low, p.high)} {p.unit}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <div className="muted">{body.method}</div>
            {body.warnings?.map((w) => (
              <div key={`${w.key}${JSON.stringify(w.params ?? {})}`} className="muted">
                ⚠ {t(w.key, w.params)}
              </div>
            ))}
          </section>
        ))}
    </div>
  );
}
