import { type ComponentType, lazy, Suspense } from 'react';
import { useText } from '../bridge/hooks.ts';
import { Blank } from '../ui/index.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';

const Timeline = lazy(async () => {
  const module = (await import('../timeline/index.ts')) as { Timeline?: ComponentType };
  return { default: module.Timeline ?? Missing };
});

function Missing() {
  const t = useText();
  return <Blank title={t('common.panel.missing', { name: t('common.panel.timeline') })} />;
}

/** The time axis with its own floor, as every panel has. */
export function TimelineHost() {
  const t = useText();
  const name = t('common.panel.timeline');
  return (
    <section className="timeline-host" aria-label={name}>
      <ErrorBoundary
        fallback={(error, reopen) => (
          <Blank
            title={t('common.panel.crashed', { name })}
            hint={error instanceof Error ? error.message : String(error)}
          >
            <button type="button" className="bar-button" onClick={reopen}>
              {t('common.panel.reopen')}
            </button>
          </Blank>
        )}
      >
        <Suspense fallback={<div className="panel-wait">{t('common.panel.loading')}</div>}>
          <Timeline />
        </Suspense>
      </ErrorBoundary>
    </section>
  );
}
