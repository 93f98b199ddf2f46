import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useApi, useCall, useReadOnly, useText } from '../../bridge/hooks.ts';

/** Kinds of sources with the settings that a person has to give; the rest stays at its default. */
const kinds = [
  { id: 'mqtt', field: 'url', sample: 'mqtt://127.0.0.1:1883' },
  { id: 'capUrl', connector: 'cap', field: 'url', sample: 'https://…/cap.atom' },
  { id: 'capDir', connector: 'cap', field: 'dir', sample: '/data/cap' },
  { id: 'stageHttp', field: 'url', sample: 'https://…/stage.json' },
] as const;
type Kind = (typeof kinds)[number];

export function AddFeed() {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const readOnly = useReadOnly();
  const [kind, setKind] = useState<Kind>(kinds[0]);
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const connector = 'connector' in kind ? kind.connector : kind.id;
  const add = () =>
    void call(() =>
      api.feed.add.mutate({
        connector,
        name: name.trim() || `${t(`panels.feeds.kind.${kind.id}`)} ${value.trim()}`.slice(0, 120),
        config: { [kind.field]: value.trim() },
      }),
    )
      .then(() => {
        setName('');
        setValue('');
      })
      .catch(() => {});
  return (
    <form
      className="stack"
      onSubmit={(e) => {
        e.preventDefault();
        if (value.trim() !== '' && !readOnly) add();
      }}
    >
      <Select
        size="small"
        value={kind.id}
        disabled={readOnly}
        aria-label={t('panels.feeds.kindLabel')}
        onChange={(id) => setKind(kinds.find((k) => k.id === id) ?? kinds[0])}
        options={kinds.map((k) => ({ value: k.id, label: t(`panels.feeds.kind.${k.id}`) }))}
      />
      <Input
        size="small"
        value={value}
        placeholder={kind.sample}
        disabled={readOnly}
        aria-label={t(`panels.feeds.field.${kind.field}`)}
        onChange={(e) => setValue(e.target.value)}
      />
      <Input
        size="small"
        value={name}
        placeholder={t('panels.feeds.name')}
        disabled={readOnly}
        aria-label={t('panels.feeds.name')}
        onChange={(e) => setName(e.target.value)}
      />
      <Button size="small" htmlType="submit" disabled={readOnly || value.trim() === ''}>
        {t('panels.feeds.add')}
      </Button>
    </form>
  );
}
