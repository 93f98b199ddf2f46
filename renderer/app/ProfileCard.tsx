import { CloseOutlined } from '@ant-design/icons';
import { useEffect, useState } from 'react';
import type { TerrainSample } from '../../shared/contract/types.ts';
import type { LonLat } from '../../shared/model/common.ts';
import { formatDistance, formatNumber } from '../../shared/text/index.ts';
import { useApi, useCall, useText } from '../bridge/hooks.ts';

type Point = TerrainSample & { readonly distanceM: number };
const WIDTH = 520;
const HEIGHT = 150;
const LEFT = 48;
const BOTTOM = 22;

/** The land along a drawn line. Where there is no height the line stays open. */
export function ProfileCard(props: {
  readonly line: readonly LonLat[];
  readonly onClose: () => void;
}) {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const [points, setPoints] = useState<readonly Point[]>();
  const { line, onClose } = props;
  useEffect(() => {
    let gone = false;
    call(() =>
      api.terrain.profile.query({
        line: line.map(([lon, lat]) => [lon, lat] as [number, number]),
        samples: 400,
      }),
    ).then(
      (result) => {
        if (!gone) setPoints(result);
      },
      () => {
        if (!gone) onClose();
      },
    );
    return () => {
      gone = true;
    };
  }, [api, call, line, onClose]);

  return (
    <section className="profile-card" aria-label={t('common.profile.title')}>
      <header>
        <b>{t('common.profile.title')}</b>
        <button
          type="button"
          className="icon"
          aria-label={t('common.button.close')}
          onClick={onClose}
        >
          <CloseOutlined />
        </button>
      </header>
      {points ? <Chart points={points} /> : t('common.panel.loading')}
    </section>
  );
}

function Chart({ points }: { readonly points: readonly Point[] }) {
  const t = useText();
  const heights = points.flatMap((p) => (p.heightM === undefined ? [] : [p.heightM]));
  if (heights.length === 0) return <p>{t('common.profile.none')}</p>;
  const low = Math.min(...heights);
  const high = Math.max(...heights, low + 1);
  const length = points.at(-1)?.distanceM ?? 1;
  const x = (d: number) => LEFT + ((WIDTH - LEFT - 8) * d) / (length || 1);
  const y = (h: number) => 8 + ((HEIGHT - BOTTOM - 8) * (high - h)) / (high - low);
  let path = '';
  let open = false;
  for (const p of points) {
    if (p.heightM === undefined) {
      open = false;
      continue;
    }
    path += `${open ? 'L' : 'M'}${x(p.distanceM).toFixed(1)} ${y(p.heightM).toFixed(1)}`;
    open = true;
  }
  const missing = points.length - heights.length;
  const known = points.find((p) => p.heightM !== undefined);
  return (
    <>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${formatNumber(low)}–${formatNumber(high)} m`}
      >
        <path d={path} className="profile-line" />
        <text x={4} y={14}>
          {formatNumber(high)} m
        </text>
        <text x={4} y={HEIGHT - BOTTOM}>
          {formatNumber(low)} m
        </text>
        <text x={LEFT} y={HEIGHT - 5}>
          0
        </text>
        <text x={WIDTH - 8} y={HEIGHT - 5} textAnchor="end">
          {formatDistance(length)}
        </text>
      </svg>
      <footer className="muted">
        {t('common.profile.datum', {
          datum: t(`common.datum.${known?.datum ?? 'unknown'}`),
          source: known?.source ?? t('common.empty.unknown'),
        })}
        {missing > 0 && ` · ${t('common.profile.gaps', { count: missing })}`}
      </footer>
    </>
  );
}
