import { Button } from 'antd';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { useText } from '../bridge/hooks.ts';
import { Blank } from '../ui/index.ts';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { panelById } from './panelList.ts';

const loaded = new Map<string, ComponentType>();

/** The lazy component of a panel; made afresh after a failure, so that a failed download is tried again. */
function componentOf(id: string, fresh: boolean): ComponentType | undefined {
  const def = panelById(id);
  if (!def) return undefined;
  let component = fresh ? undefined : loaded.get(id);
  if (!component) {
    component = lazy(def.load);
    loaded.set(id, component);
  }
  return component;
}

/** One panel with its own floor: waiting, failing and reopening happen in here. */
export function PanelHost({ id }: { readonly id: string }) {
  const t = useText();
  const [turn, setTurn] = useState(0);
  const Panel = componentOf(id, false);
  const def = panelById(id);
  if (!Panel || !def) return <Blank title={t('common.panel.missing', { name: id })} />;
  return (
    <section className="panel-host" aria-label={t(def.titleKey)} data-panel={id}>
      <ErrorBoundary
        key={turn}
        fallback={(error) => (
          <div className="panel-crash" role="alert">
            <b>{t('common.panel.crashed', { name: t(def.titleKey) })}</b>
            <p>{t('common.panel.crashedHint')}</p>
            <pre>{error instanceof Error ? error.message : String(error)}</pre>
            <Button
              size="small"
              onClick={() => {
                componentOf(id, true);
                setTurn(turn + 1);
              }}
            >
              {t('common.panel.reopen')}
            </Button>
          </div>
        )}
      >
        <Suspense fallback={<div className="panel-wait">{t('common.panel.loading')}</div>}>
          <Panel />
        </Suspense>
      </ErrorBoundary>
    </section>
  );
}
