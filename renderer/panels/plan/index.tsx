import { Button, Input, Select } from 'antd';
import { useCallback, useState } from 'react';
import type { Collections } from '../../../shared/events/situation.ts';
import type { LonLat, PlotShape } from '../../../shared/model/common.ts';
import {
  useActiveIncident,
  useCommand,
  useGlobe,
  useReadOnly,
  useText,
} from '../../bridge/hooks.ts';
import { useRecords } from '../../live/hooks.ts';
import type { LiveRec } from '../../live/tables.ts';
import { useAppDispatch, useSelection } from '../../state/hooks.ts';
import { selected } from '../../state/ui.ts';
import { Blank } from '../../ui/index.ts';

const shapes = ['point', 'line', 'area', 'arrow'] as const satisfies readonly PlotShape[];
const glyph = { point: '⚑', line: '╱', area: '▱', arrow: '➔' } as const;

/** What was plotted: draw, name, tell plan from fact, take away. Each is one step of undo. */
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
      })
        .then(() => setLabel(''))
        .catch(() => {});
    });
  return (
    <div className="stack tight">
      <div className="row">
        <Input
          size="small"
          className="grow"
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
          popupMatchSelectWidth={false}
          options={[
            { value: 'planned', label: t('panels.plan.planned') },
            { value: 'actual', label: t('panels.plan.actual') },
          ]}
        />
      </div>
      <div className="row">
        {shapes.map((shape) => (
          <Button
            key={shape}
            size="small"
            disabled={readOnly || !globe}
            onClick={() => draw(shape)}
          >
            {glyph[shape]} {t(`panels.plan.${shape}`)}
          </Button>
        ))}
      </div>
      <ul className="lines">
        {items.map((item) => (
          <Item key={item.id} item={item} incidentId={incident.id} />
        ))}
      </ul>
    </div>
  );
}

function Item(props: { readonly item: LiveRec<Collections['plan']>; readonly incidentId: string }) {
  const { id, body } = props.item;
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const globe = useGlobe();
  const dispatch = useAppDispatch();
  const selection = useSelection();
  const [name, setName] = useState<string>();
  const { shape = 'point', coordinates, phase = 'planned' } = body;
  const set = (over: { label?: string; phase?: 'planned' | 'actual'; deleted?: boolean }) => {
    if (!coordinates) return;
    void command('plan.item', {
      itemId: id,
      incidentId: props.incidentId,
      shape,
      coordinates,
      phase,
      ...over,
    })
      .then(() => setName(undefined))
      .catch(() => {});
  };
  if (name !== undefined)
    return (
      <li className="line">
        <Input
          size="small"
          className="grow"
          autoFocus
          value={name}
          maxLength={200}
          aria-label={t('panels.plan.label')}
          onChange={(e) => setName(e.target.value)}
          onPressEnter={() => set({ label: name.trim() })}
          onKeyDown={(e) => e.key === 'Escape' && setName(undefined)}
        />
        <Button size="small" onClick={() => set({ label: name.trim() })}>
          {t('common.button.save')}
        </Button>
      </li>
    );
  return (
    <li className="line" aria-current={selection?.collection === 'plan' && selection.id === id}>
      <i aria-hidden="true">{glyph[shape]}</i>
      <button
        type="button"
        className="bare clip"
        onClick={() => dispatch(selected({ collection: 'plan', id }))}
        onDoubleClick={() => {
          const at = coordinates?.[0];
          if (at) globe?.flyTo({ position: at, rangeM: 5000 });
        }}
      >
        {body.label || t(`panels.plan.${shape}`)}
      </button>
      <button
        type="button"
        className="word"
        disabled={readOnly}
        title={t('panels.plan.phase')}
        onClick={() => set({ phase: phase === 'planned' ? 'actual' : 'planned' })}
      >
        {t(`panels.plan.${phase}`)}
      </button>
      <button
        type="button"
        className="word"
        disabled={readOnly}
        onClick={() => setName(body.label ?? '')}
      >
        {t('desk.plan.rename')}
      </button>
      <button
        type="button"
        className="word"
        disabled={readOnly}
        onClick={() => set({ deleted: true })}
      >
        {t('panels.plan.delete')}
      </button>
    </li>
  );
}
