import { useEffect, useState } from 'react';
import type { HostInfo } from '../../shared/contract/types.ts';
import { formatDistance, formatNumber, formatPosition } from '../../shared/text/index.ts';
import { formatBeijing } from '../../shared/time/time.ts';
import { useApi, useGlobe, useText } from '../bridge/hooks.ts';
import { useLiveTables, useSession, useSimNow, useTopic } from '../live/hooks.ts';
import type { CursorInfo } from '../state/globePort.ts';
import { useSettings } from '../state/hooks.ts';
import { scaleBar } from './measure.ts';

/** Time that the map shows: ● live, ◷ another time. */
export function MapTime() {
  const t = useText();
  const tables = useLiveTables();
  const session = useSession();
  useTopic('connection', 20);
  const now = useSimNow(2);
  if (!session || now === undefined) return null;
  const replay = session.clock.mode === 'replay';
  const held = !tables.connected;
  const { mode } = session.line;
  const label = held
    ? 'common.map.frozen'
    : replay
      ? 'common.mode.review'
      : mode === 'actual'
        ? 'common.map.live'
        : `common.mode.${mode}`;
  const shown = held ? (tables.lostSim ?? now) : now;
  return (
    <span className={`map-chip map-time${replay || held ? ' not-live' : ''}`}>
      <span aria-hidden="true">{replay || held ? '◷' : '●'}</span> {t(label)}{' '}
      <span className="num">{t('common.map.beijing', { at: formatBeijing(shown) })}</span>
    </span>
  );
}

/** 示意地形 wherever the land is not measured. */
export function TerrainChip() {
  const t = useText();
  const api = useApi();
  const version = useTopic('terrain', 2);
  const [kind, setKind] = useState<HostInfo['terrainKind']>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: version says that the terrain changed
  useEffect(() => {
    let gone = false;
    api.info.query().then(
      (info) => {
        if (!gone) setKind(info.terrainKind);
      },
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [api, version]);
  if (kind === undefined || kind === 'imported') return null;
  return (
    <span className="map-chip schematic" title={t('common.map.schematicHint')}>
      △ {t(kind === 'mixed' ? 'common.map.mixed' : 'common.map.schematic')}
    </span>
  );
}

export function ScaleChip() {
  const t = useText();
  const globe = useGlobe();
  const [view, setView] = useState<{
    metresPerPixel: number;
    headingDeg: number;
    quality: 'light' | 'full';
  }>();
  useEffect(() => globe?.onView(setView), [globe]);
  if (!view) return null;
  const bar = scaleBar(view.metresPerPixel, 120);
  return (
    <span className="map-chip">
      {view.quality === 'light' && <span className="muted">{t('common.map.light')}</span>}
      <button
        type="button"
        className="north"
        title={t('common.map.north')}
        aria-label={`N ${Math.round(view.headingDeg)}°`}
        style={{ transform: `rotate(${-view.headingDeg}deg)` }}
        onClick={() => globe?.north()}
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

export function CursorChip() {
  const t = useText();
  const globe = useGlobe();
  const { coordinates } = useSettings();
  const [cursor, setCursor] = useState<CursorInfo>();
  useEffect(() => globe?.onCursor(setCursor), [globe]);
  if (!cursor) return <span className="map-chip muted">CGCS2000</span>;
  return (
    <span className="map-chip num" title={cursor.source}>
      {formatPosition(cursor.position, coordinates)}{' '}
      {cursor.heightM === undefined
        ? t('common.map.elevationUnknown')
        : t('common.map.elevation', {
            height: formatNumber(cursor.heightM),
            datum: t(`common.datum.${cursor.datum ?? 'unknown'}`),
          })}{' '}
      · CGCS2000
    </span>
  );
}
