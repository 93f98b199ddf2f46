import { Button, Popconfirm } from 'antd';
import { whyText } from '../../../shared/text/why.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useApi, useCall, useReadOnly, useText, useWindowText } from '../../bridge/hooks.ts';
import { useLiveTables, useTopic } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { AddFeed } from './AddFeed.tsx';

interface Feed {
  readonly feedId: string;
  readonly connector: string;
  readonly name: string;
  readonly state: string;
  readonly detail?: string;
  readonly accepted: number;
  readonly rejected: number;
  readonly lastRx?: number;
  readonly lastErrors: readonly {
    readonly at: number;
    readonly why: string;
    readonly raw: string;
  }[];
}

/** Sources with their health: what came, what was refused and why, since when nothing came. */
export default function Feeds() {
  const t = useText();
  const words = useWindowText();
  const api = useApi();
  const call = useCall();
  const readOnly = useReadOnly();
  useTopic('feeds');
  const feeds = useLiveTables().feeds as readonly Feed[];
  const act = (work: () => Promise<unknown>) => void call(work).catch(() => {});
  return (
    <div className="stack">
      {feeds.length === 0 && <Blank title={t('panels.feeds.none')} />}
      <ul className="plain-list">
        {feeds.map((f) => {
          const { feedId } = f;
          const paused = f.state === 'paused';
          return (
            <li key={feedId} className={`feed feed-${f.state}`}>
              <b>{f.name}</b> {t(`panels.feeds.state.${f.state}`)}
              {f.detail !== undefined && <div className="muted">{whyText(words, f.detail)}</div>}
              <div className="muted num">
                {t('panels.feeds.counts', { accepted: f.accepted, rejected: f.rejected })}{' '}
                {f.lastRx === undefined
                  ? t('panels.feeds.never')
                  : formatBeijing(f.lastRx, 'clock')}
              </div>
              {f.lastErrors.length > 0 && (
                <details>
                  <summary>{t('panels.feeds.refused', { n: f.rejected })}</summary>
                  <ul className="plain-list muted">
                    {[...f.lastErrors].reverse().map((e, i) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: two refusals may be equal in all else
                      <li key={`${e.at}-${i}`}>
                        <span className="num">{formatBeijing(e.at, 'clock')}</span>{' '}
                        {whyText(words, e.why)}
                        <code className="clip">{e.raw.slice(0, 160)}</code>
                      </li>
                    ))}
                  </ul>
                </details>
              )}
              <div className="row">
                <Button
                  size="small"
                  disabled={readOnly}
                  onClick={() =>
                    act(() => (paused ? api.feed.resume : api.feed.pause).mutate({ feedId }))
                  }
                >
                  {t(paused ? 'panels.feeds.resume' : 'panels.feeds.pause')}
                </Button>
                {f.connector !== 'mqtt' && (
                  <Button
                    size="small"
                    disabled={readOnly || paused}
                    onClick={() => act(() => api.feed.poke.mutate({ feedId }))}
                  >
                    {t('panels.feeds.poke')}
                  </Button>
                )}
                <Popconfirm
                  title={t('panels.feeds.removeSure', { name: f.name })}
                  okText={t('panels.feeds.remove')}
                  cancelText={t('common.button.cancel')}
                  onConfirm={() => act(() => api.feed.remove.mutate({ feedId }))}
                >
                  <Button size="small" disabled={readOnly}>
                    {t('panels.feeds.remove')}
                  </Button>
                </Popconfirm>
              </div>
            </li>
          );
        })}
      </ul>
      <AddFeed />
    </div>
  );
}
