import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { Collections } from '../../../shared/events/situation.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useActiveIncident, useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useRecords, useSimNow } from '../../live/hooks.ts';
import { useAppDispatch, useAppSelector } from '../../state/hooks.ts';
import { selected } from '../../state/ui.ts';
import { Blank } from '../../ui/index.ts';
import { claimGroups, figure, figures, peopleClaim, unitWord } from '../claimGroups.ts';
import { ageText } from '../useBrief.ts';

type Field = NonNullable<Collections['claims']['field']>;
const people = [
  'missing',
  'dead',
  'trapped',
  'injured',
  'affected',
  'evacuated',
  'toEvacuate',
  'resettled',
] as const satisfies readonly Field[];

/** Figures by what they are about, every source beside the other: who said it, when, how sure. */
export default function Claims() {
  const t = useText();
  const incident = useActiveIncident();
  const claims = useRecords('claims');
  const dispatch = useAppDispatch();
  const now = useSimNow(0.2);
  const [adding, setAdding] = useState(false);
  if (!incident) return <Blank title={t('desk.noIncident')} />;
  const groups = claimGroups(claims, incident.id);
  return (
    <div className="stack">
      {groups.length === 0 && <Blank title={t('desk.claims.none')} />}
      {groups.map((group) => (
        <section key={group.field} aria-label={t(`panorama.field.${group.field}`)}>
          <h3 className="line-head">
            <b>{t(`panorama.field.${group.field}`)}</b>
            <span className="num">
              {figures(group)} {unitWord(t, group.claims[0]?.body.unit)}
            </span>
            {group.conflict && (
              <span className="status-chip late">
                {t('desk.claims.conflict', { n: group.claims.length })}
              </span>
            )}
          </h3>
          <ul className="lines">
            {group.claims.map((c) => (
              <li key={c.id} className="line">
                <span className="num figure">{figure(c.body)}</span>
                <button
                  type="button"
                  className="bare clip"
                  title={`${c.body.claimant} · ${c.body.note ?? ''} · ${c.source} #${c.last[2]}`}
                  onClick={() => dispatch(selected({ collection: 'claims', id: c.id }))}
                >
                  {c.body.claimant}{' '}
                  <span className="muted">
                    {t(`panorama.confidence.${c.body.confidence ?? 'unknown'}`)}
                  </span>
                </button>
                <span className="muted num" title={formatBeijing(c.last[0])}>
                  {formatBeijing(c.last[0], 'clock').slice(0, 5)}
                  {now === undefined ? '' : ` · ${ageText(now - c.last[0])}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {adding ? (
        <AddClaim incidentId={incident.id} onDone={() => setAdding(false)} />
      ) : (
        <AddButton onClick={() => setAdding(true)} />
      )}
    </div>
  );
}

function AddButton({ onClick }: { readonly onClick: () => void }) {
  const t = useText();
  const readOnly = useReadOnly();
  return (
    <Button size="small" className="fit" disabled={readOnly} onClick={onClick}>
      + {t('desk.claims.add')}
    </Button>
  );
}

function AddClaim(props: { readonly incidentId: string; readonly onDone: () => void }) {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const seat = useAppSelector((s) => s.ui.settings.seatName);
  const [field, setField] = useState<(typeof people)[number]>('missing');
  const [value, setValue] = useState<number | null>(null);
  const [claimant, setClaimant] = useState(seat);
  return (
    <form
      className="row"
      onSubmit={(e) => {
        e.preventDefault();
        if (value === null || claimant.trim() === '') return;
        void command('claim.made', peopleClaim(props.incidentId, field, value, claimant.trim()))
          .then(props.onDone)
          .catch(() => {});
      }}
    >
      <Select
        size="small"
        value={field}
        aria-label={t('desk.claims.field')}
        onChange={setField}
        options={people.map((f) => ({ value: f, label: t(`panorama.field.${f}`) }))}
      />
      <InputNumber
        size="small"
        min={0}
        precision={0}
        value={value}
        aria-label={t('desk.claims.value')}
        onChange={setValue}
      />
      <Input
        size="small"
        className="grow"
        value={claimant}
        placeholder={t('desk.claims.claimant')}
        aria-label={t('desk.claims.claimant')}
        onChange={(e) => setClaimant(e.target.value)}
      />
      <Button
        size="small"
        htmlType="submit"
        type="primary"
        disabled={readOnly || value === null || claimant.trim() === ''}
      >
        {t('common.button.save')}
      </Button>
      <Button size="small" onClick={props.onDone}>
        {t('common.button.cancel')}
      </Button>
    </form>
  );
}
