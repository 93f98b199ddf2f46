import { Button, Input, Select } from 'antd';
import { useCallback, useState } from 'react';
import type { LonLat, PlotShape } from '../../../shared/model/common.ts';
import {
  useActiveIncident,
  useCommand,
  useGlobe,
  useReadOnly,
  useText,
} from '../../bridge/hooks.ts';
import { useRecords } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';

const shapes = ['point', 'line', 'area', 'arrow'] as const satisfies readonly PlotShape[];

export default function Plan() {
  const t = useText();
  const command = useCommand();
  const globe = useGlobe();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const [label, setLabel] = useState('');
  const [phase, setPhase] = useState<'planned' | 'actual'>('planned');
  const id = incident?.id;
  const items = useRecords(
    'plan',
    useCallback(
      (b: { incidentId?: string | undefined; deleted?: boolean | undefined }) =>
        b.incidentId === id && !b.deleted,
      [id],
    ),
  );
  if (!incident) return <Blank title={t('panels.plan.none')} />;
  const draw = (shape: PlotShape) =>
    globe?.draw(shape, (drawn) => {
      if (!drawn) return;
      void command('plan.item', {
        itemId: crypto.randomUUID(),
        incidentId: incident.id,
        shape,
        coordinates: drawn.coordinates as LonLat[],
        label,
        phase,
        color: 'blue',
      }).catch(() => {});
    });
  return (
    <div className="stack">
      <div className="row">
        {shapes.map((shape) => (
          <Button
            key={shape}
            size="small"
            disabled={readOnly || !globe}
            onClick={() => draw(shape)}
          >
            {t(`panels.plan.${shape}`)}
          </Button>
        ))}
      </div>
      <Input
        size="small"
        value={label}
        onChange={(e) => setLabel(e.target.value)}
        placeholder={t('panels.plan.label')}
        aria-label={t('panels.plan.label')}
      />
      <Select
        size="small"
        value={phase}
        onChange={setPhase}
        aria-label={t('panels.plan.phase')}
        options={[
          { value: 'planned', label: t('panels.plan.planned') },
          { value: 'actual', label: t('panels.plan.actual') },
        ]}
      />
      <ul className="plain-list">
        {items.map(({ id: itemId, body }) => (
          <li key={itemId}>
            {body.label || t(`panels.plan.${body.shape ?? 'point'}`)}{' '}
            <span className="muted">{t(`panels.plan.${body.phase ?? 'planned'}`)}</span>
            <Button
              type="text"
              size="small"
              disabled={readOnly}
              onClick={() => {
                const { shape, coordinates, phase: itemPhase } = body;
                if (shape && coordinates && itemPhase)
                  void command('plan.item', {
                    itemId,
                    incidentId: incident.id,
                    shape,
                    coordinates,
                    phase: itemPhase,
                    deleted: true,
                  }).catch(() => {});
              }}
            >
              {t('panels.plan.delete')}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
