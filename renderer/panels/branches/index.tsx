import { Button, Input } from 'antd';
import { useState } from 'react';
import { useApi, useCall, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useSession, useTopic } from '../../live/hooks.ts';

export default function Branches() {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const session = useSession();
  const tables = useLiveTables();
  useTopic('lines');
  const [name, setName] = useState('');
  const act = (work: () => Promise<unknown>) => void call(work).catch(() => {});
  return (
    <div className="stack">
      <ul className="plain-list">
        {tables.lines.map((line) => (
          <li key={line.id} aria-current={line.id === session?.line.id}>
            <Button
              type="text"
              size="small"
              onClick={() => act(() => api.attach.mutate({ lineId: line.id, mode: 'live' }))}
            >
              {line.kind === 'main' ? t('timeline.mainLine') : line.name}
            </Button>
            <span className="muted num">
              {t('panels.branches.facts', {
                kind: t(`panels.branches.kind.${line.kind}`),
                count: line.facts,
              })}
            </span>
          </li>
        ))}
      </ul>
      <Input.Search
        size="small"
        value={name}
        onChange={(e) => setName(e.target.value)}
        placeholder={t('panels.branches.name')}
        aria-label={t('panels.branches.name')}
        enterButton={t('panels.branches.make')}
        onSearch={(value) => {
          const at = tables.simNow();
          if (!session || at === undefined || value === '') return;
          act(async () => {
            const line = await api.branch.mutate({
              lineId: session.line.id,
              at: Math.round(at),
              name: value,
            });
            await api.attach.mutate({ lineId: line.id, mode: 'live' });
            setName('');
          });
        }}
      />
    </div>
  );
}
