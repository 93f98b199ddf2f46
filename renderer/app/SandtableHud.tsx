import { useEffect, useState } from 'react';
import { formatDistance, formatNumber, formatPosition } from '../../shared/text/index.ts';
import { useText } from '../bridge/hooks.ts';
import type { Sandtable, SandtableState, SandtableView } from '../sandtable/index.ts';
import type { CursorInfo } from '../state/globePort.ts';
import { useSettings } from '../state/hooks.ts';
import { scaleBar } from './measure.ts';

const exaggerations = [1, 1.5, 2, 3] as const;

type Ready = Extract<SandtableState, { is: 'ready' }>;

/** What must stand beside the table: how high it is drawn, how large, where north is, and what is not known. */
export function SandtableHud({
  table,
  state,
  times,
  onTimes,
}: {
  readonly table: Sandtable;
  readonly state: Ready;
  /** Vertical exaggeration. */
  readonly times: number;
  readonly onTimes: (times: number) => void;
}) {
  const t = useText();
  const notes = [
    state.intervalM > 0
      ? t('sandtableView.contour', { interval: state.intervalM })
      : t('sandtableView.flat'),
    waterNote(t, state),
    state.unknown > 0.005 &&
      t('sandtableView.unknownGround', { share: Math.ceil(state.unknown * 100) }),
    state.light && t('common.map.light'),
  ].filter((note) => note !== false);
  return (
    <>
      <div className="sandtable-corner top">
        <fieldset className="map-views" title={t('sandtableView.verticalHint')}>
          <legend className="visually-hidden">{t('sandtableView.vertical')}</legend>
          <span className="sandtable-caption" aria-hidden="true">
            {t('sandtableView.vertical')}
          </span>
          {exaggerations.map((n) => (
            <button
              key={n}
              type="button"
              className="num"
              aria-pressed={n === times}
              onClick={() => onTimes(n)}
            >
              {n}×
            </button>
          ))}
        </fieldset>
        <fieldset className="map-views">
          <legend className="visually-hidden">{t('sandtableView.view')}</legend>
          {(['oblique', 'top'] as const).map((name) => (
            <button
              key={name}
              type="button"
              title={t(`sandtableView.${name}Hint`)}
              onClick={() => table.preset(name)}
            >
              {t(`sandtableView.${name}`)}
            </button>
          ))}
        </fieldset>
      </div>
      <div className="sandtable-corner bottom">
        <Cursor table={table} />
        <Scale table={table} />
        <span className="map-chip muted" title={t('sandtableView.hint')}>
          {notes.join(' · ')}
        </span>
      </div>
    </>
  );
}

function waterNote(t: ReturnType<typeof useText>, { water, levelErrorM }: Ready): string {
  if (water === 'none') return t('sandtableView.waterNone');
  if (water === 'lines') return t('sandtableView.waterLines');
  return levelErrorM >= 0.05
    ? t('sandtableView.waterError', { error: formatNumber(levelErrorM, 1) })
    : t('sandtableView.waterStage');
}

function Scale({ table }: { readonly table: Sandtable }) {
  const t = useText();
  const [view, setView] = useState<SandtableView>();
  useEffect(() => table.onView(setView), [table]);
  const bar = view && scaleBar(view.metresPerPixel, 110);
  if (!view) return null;
  return (
    <span className="map-chip" title={t('sandtableView.scaleMiddle')}>
      <button
        type="button"
        className="north"
        title={t('sandtableView.northUp')}
        aria-label={t('sandtableView.northUp')}
        style={{ transform: `rotate(${-view.headingDeg}deg)` }}
        onClick={() => table.preset('north')}
      >
        ▲<small>N</small>
      </button>
      {bar && (
        <>
          <span className="visually-hidden">{t('common.map.scale')}</span>
          <span className="scale-bar" style={{ width: bar.px }} />
          <span className="num">{formatDistance(bar.metres)}</span>
        </>
      )}
    </span>
  );
}

function Cursor({ table }: { readonly table: Sandtable }) {
  const t = useText();
  const { coordinates } = useSettings();
  const [cursor, setCursor] = useState<CursorInfo>();
  useEffect(() => table.onCursor(setCursor), [table]);
  if (!cursor) return null;
  const height = cursor.heightM === undefined ? undefined : formatNumber(cursor.heightM);
  return (
    <span className="map-chip num" title={cursor.source}>
      {formatPosition(cursor.position, coordinates)}{' '}
      {height === undefined
        ? t('common.map.elevationUnknown')
        : cursor.datum === undefined
          ? t('sandtableView.height', { height })
          : t('sandtableView.heightDatum', {
              height,
              datum: t(`common.datum.${cursor.datum}`),
            })}{' '}
      · CGCS2000
    </span>
  );
}
