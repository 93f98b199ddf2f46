import { Button, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useCommand, useGlobe, useReadOnly, useText } from '../../bridge/hooks.ts';

const kinds = [
  'fire',
  'rescue',
  'maritime',
  'police',
  'medical',
  'geology',
  'aviation',
  'engineering',
  'comms',
  'volunteer',
] as const;

/** Lists a force that the desk has heard of: its base is pointed at on the map. */
export function AddForce({ incidentId }: { readonly incidentId: string }) {
  const t = useText();
  const command = useCommand();
  const globe = useGlobe();
  const readOnly = useReadOnly();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<string>('fire');
  const [people, setPeople] = useState<number>();
  const add = () =>
    globe?.draw('pick', (drawn) => {
      const position = drawn?.coordinates[0];
      if (!position) return;
      void command('force.listed', {
        forceId: crypto.randomUUID(),
        incidentId,
        name: name.trim(),
        kind,
        position: [position[0], position[1]],
        ...(people === undefined ? {} : { people }),
      })
        .then(() => setName(''))
        .catch(() => {});
    });
  return (
    <div className="row">
      <Input
        size="small"
        value={name}
        placeholder={t('desk.forces.name')}
        aria-label={t('desk.forces.name')}
        onChange={(e) => setName(e.target.value)}
      />
      <Select
        size="small"
        value={kind}
        aria-label={t('desk.forces.kind')}
        onChange={setKind}
        options={kinds.map((k) => ({ value: k, label: t(`panorama.forceKind.${k}`) }))}
      />
      <InputNumber
        size="small"
        min={0}
        max={100_000}
        value={people ?? null}
        placeholder={t('desk.forces.people')}
        aria-label={t('desk.forces.people')}
        onChange={(v) => setPeople(v ?? undefined)}
      />
      <Button size="small" disabled={readOnly || !globe || name.trim() === ''} onClick={add}>
        {t('desk.forces.add')}
      </Button>
    </div>
  );
}
