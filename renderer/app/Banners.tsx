import { formatBeijing } from '../../shared/time/time.ts';
import { useText } from '../bridge/hooks.ts';
import { useLiveTables, useSession, useSimNow, useTopic } from '../live/hooks.ts';
import { useAppSelector } from '../state/hooks.ts';
import { useActions } from './actions.ts';
import { watermarksOf } from './topBarModel.ts';

/** Lines under the top bar for all that makes the picture other than "live and real". */
export function Banners() {
  const t = useText();
  const actions = useActions();
  const tables = useLiveTables();
  const session = useSession();
  const now = useSimNow(session?.clock.mode === 'replay' ? 4 : 1);
  const workspace = useAppSelector((s) => s.ui.settings.workspace);
  useTopic('connection', 20);
  const at = now === undefined ? '—' : formatBeijing(now);
  const zh = t('common.app.short');
  const replaying = session?.clock.mode === 'replay';
  return (
    <div className="banners" role="status" aria-label={zh}>
      {!tables.connected && (
        <div className="banner banner-lost" role="alert">
          ⚠{' '}
          {tables.lostSim === undefined
            ? t('common.banner.lostFirst')
            : t('common.banner.lost', { at: formatBeijing(tables.lostSim) })}
        </div>
      )}
      {session && replaying && (
        <div className="banner banner-replay">
          <b>{t('common.banner.replay', { view: t(`common.banner.${session.view}`), at })}</b>
          <span>{t('common.banner.replayHidden')}</span>
          <button type="button" onClick={() => actions.run('toLive')}>
            {t('common.banner.toLive')} (L)
          </button>
        </div>
      )}
      {session?.line.kind === 'branch' && (
        <div className="banner banner-branch">
          <b>{t('common.banner.branch', { name: session.line.name })}</b>
        </div>
      )}
      {session && session.line.mode !== 'actual' && !replaying && (
        <div className={`banner banner-${session.line.mode}`}>
          <b>
            {session.line.mode === 'exercise'
              ? t('common.banner.exercise')
              : t('common.banner.reviewLine', { name: session.line.name })}
          </b>
          {session.scenario && (
            <span>
              {session.scenario.ended
                ? t('common.banner.scenarioEnded', { title: session.scenario.title })
                : t('common.banner.scenario', {
                    title: session.scenario.title,
                    rate: session.clock.rate,
                    percent: Math.round(session.scenario.progress * 100),
                  })}
            </span>
          )}
          {workspace === 'review' && <OpenReplay />}
        </div>
      )}
      {session?.line.mode === 'actual' && !replaying && workspace === 'review' && (
        <div className="banner banner-hint">
          <OpenReplay />
        </div>
      )}
    </div>
  );
}

function OpenReplay() {
  const t = useText();
  const actions = useActions();
  return (
    <button type="button" onClick={() => actions.run('replayNow')}>
      {t('common.action.replayNow')}
    </button>
  );
}

/**
 * Words over the picture while it does not show the real, present situation; never takes a click. Plain over the map,
 * hardly there over panels, whose small words must stay readable: their mark is the colour of the top bar.
 */
export function Watermark({ over }: { readonly over: 'map' | 'window' }) {
  const t = useText();
  const words = watermarksOf(useSession()).map((mark) => t(`common.watermark.${mark}`));
  if (words.length === 0) return null;
  const line = words.join(' · ');
  return (
    <div
      className={`watermark watermark-${over}`}
      aria-hidden="true"
      {...(over === 'window' ? { 'data-testid': 'watermark' } : {})}
    >
      {Array.from({ length: over === 'map' ? 12 : 24 }, (_, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same words, over and over
        <span key={i}>{line}</span>
      ))}
    </div>
  );
}
