import { Checkbox } from 'antd';
import type { KnownLevel } from '../../../shared/contract/waterQuery.ts';
import { formatNumber } from '../../../shared/text/index.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useText } from '../../bridge/hooks.ts';
import { useLiveTables, useSimNow, useTopic } from '../../live/hooks.ts';
import { waterLevels } from '../../live/water.ts';
import { type GlobeLayerId, globeLayers } from '../../state/globePort.ts';
import { useAppDispatch, useLayerVisible } from '../../state/hooks.ts';
import { layerToggled } from '../../state/ui.ts';
import { ageText } from '../useBrief.ts';

/** More levels than this are told by the stations on the map. */
const SAID = 4;

/** Which levels the water on the map stands at, with datum, age and source. */
function WaterNote() {
  const t = useText();
  const tables = useLiveTables();
  const now = useSimNow(0.5);
  useTopic('readings', 1);
  const levels = waterLevels(tables);
  if (levels.length === 0) return <div className="layer-note muted">{t('globe.water.none')}</div>;
  const name = (level: KnownLevel) =>
    tables.table('things').get(level.thing)?.body.name ??
    (level.pool ? t('globe.water.dam') : level.thing);
  return (
    <div className="layer-note" title={t('globe.water.note')}>
      {levels.slice(0, SAID).map((level) => (
        <div key={level.thing}>
          <b className="num">
            {t('globe.water.known', {
              name: name(level),
              level: formatNumber(level.levelM, 1),
              datum: t(`globe.datum.${level.datum}`),
            })}
          </b>
          <div className="muted num">
            {t('globe.water.said', {
              at: formatBeijing(level.measuredAt, 'minute'),
              age: ageText((now ?? level.measuredAt) - level.measuredAt),
              source: level.source,
            })}
          </div>
        </div>
      ))}
      {levels.length > SAID && <div className="muted">+{levels.length - SAID}</div>}
    </div>
  );
}

function Layer({ id }: { readonly id: GlobeLayerId }) {
  const t = useText();
  const dispatch = useAppDispatch();
  const visible = useLayerVisible(id);
  return (
    <div className="layer-row">
      <Checkbox
        checked={visible}
        onChange={(e) => dispatch(layerToggled({ id, visible: e.target.checked }))}
      >
        {t(`common.layer.${id}`)}
      </Checkbox>
      {id === 'water' && visible && <WaterNote />}
    </div>
  );
}

export default function Layers() {
  return (
    <div className="stack">
      {globeLayers.map((id) => (
        <Layer key={id} id={id} />
      ))}
    </div>
  );
}
