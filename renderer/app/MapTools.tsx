import { useEffect, useState } from 'react';
import { lengthM } from '../../shared/geo/geodesy.ts';
import type { LonLat, PlotShape } from '../../shared/model/common.ts';
import { formatArea, formatDistance } from '../../shared/text/index.ts';
import { useActiveIncident, useCommand, useGlobe, useReadOnly, useText } from '../bridge/hooks.ts';
import type { Drawn, DrawTool } from '../state/globePort.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { notified } from '../state/notices.ts';
import { panelWanted, selected, toolChosen } from '../state/ui.ts';
import { useActions } from './actions.ts';
import { ringArea } from './measure.ts';
import { ProfileCard } from './ProfileCard.tsx';

type ToolId = DrawTool | 'select' | 'home';
const tools: readonly ToolId[] = [
  'select',
  'measureDistance',
  'measureArea',
  'line',
  'area',
  'arrow',
  'point',
  'home',
  'profile',
];
const plots: ReadonlySet<string> = new Set<PlotShape>(['point', 'line', 'area', 'arrow']);
const isPlot = (tool: DrawTool): tool is PlotShape => plots.has(tool);

/** Tools on the map's left edge. A drawn shape becomes one fact; measuring leaves nothing behind. */
export function MapTools() {
  const t = useText();
  const globe = useGlobe();
  const dispatch = useAppDispatch();
  const command = useCommand();
  const actions = useActions();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const tool = useAppSelector((s) => s.ui.tool);
  const workspace = useAppSelector((s) => s.ui.settings.workspace);
  const [profile, setProfile] = useState<readonly LonLat[]>();

  useEffect(() => {
    if (!globe) return;
    return globe.onPick((pick) => {
      dispatch(selected(pick));
      if (pick) dispatch(panelWanted('selected'));
    });
  }, [globe, dispatch]);

  if (!globe) return null;

  const finish = (drawn: Drawn | undefined) => {
    dispatch(toolChosen(undefined));
    if (!drawn) return;
    const { coordinates } = drawn;
    if (drawn.tool === 'measureDistance')
      dispatch(
        notified({
          tone: 'info',
          key: 'common.map.distance',
          params: { value: formatDistance(lengthM(coordinates)) },
        }),
      );
    else if (drawn.tool === 'measureArea')
      dispatch(
        notified({
          tone: 'info',
          key: 'common.map.area',
          params: { value: `≈ ${formatArea(ringArea(coordinates))}` },
        }),
      );
    else if (drawn.tool === 'profile') setProfile(coordinates);
    else if (isPlot(drawn.tool) && incident) {
      const itemId = crypto.randomUUID();
      // A refusal was told by the command itself; the shape on the globe is gone then, the notice says why.
      command('plan.item', {
        itemId,
        incidentId: incident.id,
        shape: drawn.tool,
        coordinates: coordinates.map(([lon, lat]) => [lon, lat] as [number, number]),
        phase: 'planned',
      }).then(
        () => {
          dispatch(selected({ collection: 'plan', id: itemId }));
          if (workspace === 'command') dispatch(panelWanted('plan'));
        },
        () => {},
      );
    }
  };

  const choose = (id: ToolId) => {
    globe.cancelDraw();
    if (id === 'select' || id === tool) {
      dispatch(toolChosen(undefined));
      return;
    }
    if (id === 'home') {
      actions.run(incident ? 'toIncident' : 'home');
      return;
    }
    if (isPlot(id) && !incident) {
      dispatch(notified({ tone: 'warning', key: 'common.map.needIncident' }));
      return;
    }
    dispatch(toolChosen(id));
    globe.draw(id, finish);
  };

  return (
    <>
      <div className="map-tools" role="toolbar" aria-label={t('common.tool.label')}>
        {tools.map((id) => (
          <button
            key={id}
            type="button"
            aria-pressed={id === (tool ?? 'select')}
            aria-label={t(`common.tool.${id}`)}
            title={t(`common.tool.${id}`)}
            disabled={readOnly && plots.has(id)}
            onClick={() => choose(id)}
          >
            {t(`common.tool.${id}Short`)}
          </button>
        ))}
      </div>
      {tool && (
        <div className="map-hint" role="status">
          {t(`common.tool.${tool}`)} ·{' '}
          {t(tool === 'point' || tool === 'pick' ? 'common.map.pickHint' : 'common.map.drawHint')}
        </div>
      )}
      {profile && <ProfileCard line={profile} onClose={() => setProfile(undefined)} />}
    </>
  );
}
