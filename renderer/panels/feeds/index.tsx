import { Button, Input } from 'antd';
import { useState } from 'react';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useApi, useCall, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useTopic } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';

interface Feed {
  readonly feedId: string;
  readonly name: string;
  readonly state: string;
  readonly detail?: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly lastRx?: number;
  readonly lastErrors: readonly { readonly why: string; readonly raw: string }[];
}

export default function Feeds() {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const readOnly = useReadOnly();
  useTopic('feeds');
  const feeds = useLiveTables().feeds as readonly Feed[];
  const [url, setUrl] = useState('mqtt://127.0.0.1:1883');
  const act = (work: () => Promise<unknown>) => void call(work).catch(() => {});
  return (
    <div className="stack">
      {feeds.length === 0 && <Blank title={t('panels.feeds.none')} />}
      <ul className="plain-list">
        {feeds.map((f) => (
          <li key={f.feedId}>
            <b>{f.name}</b> {t(`panels.feeds.state.${f.state}`)}{' '}
            <span className="muted">{f.detail}</span>
            <div className="muted num">
              {t('panels.feeds.counts', { accepted: f.accepted, rejected: f.rejected })}{' '}
              {f.lastRx === undefined ? t('panels.feeds.never') : formatBeijing(f.lastRx, 'clock')}
            </div>
            {f.lastErrors.length > 0 && (
              <div className="muted">{`${f.lastErrors.at(-1)?.why}: ${f.lastErrors.at(-1)?.raw.slice(0, 120)}`}</div>
            )}
            <Button
              size="small"
              disabled={readOnly}
              onClick={() =>
                act(() =>
                  (f.state === 'paused' ? api.feed.resume : api.feed.pause).mutate({
                    feedId: f.feedId,
                  }),
                )
              }
            >
              {t(f.state === 'paused' ? 'panels.feeds.resume' : 'panels.feeds.pause')}
            </Button>
          </li>
        ))}
      </ul>
      <Input.Search
        size="small"
        value={url}
        onChange={(e) => setUrl(e.target.value)}
        enterButton={t('panels.feeds.add')}
        aria-label={t('panels.feeds.add')}
        disabled={readOnly}
        onSearch={(value) =>
          act(() =>
            api.feed.add.mutate({
              connector: 'mqtt',
              name: `MQTT ${value.replace(/^\w+:\/\//, '')}`,
              config: { url: value },
            }),
          )
        }
      />
    </div>
  );
}
