import { ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import zhCN from 'antd/locale/zh_CN';
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Provider } from 'react-redux';
import { PROTOCOL_VERSION } from '../../shared/contract/types.ts';
import { createText } from '../../shared/text/index.ts';
import { type Connection, problemFrom } from '../bridge/client.ts';
import { ApiContext, GlobeContext, TextContext, type WindowText } from '../bridge/contexts.ts';
import { useActiveIncident, useText, useWindowText } from '../bridge/hooks.ts';
import { probe } from '../bridge/probe.ts';
import { LiveContext, useLiveTables, useTopic } from '../live/hooks.ts';
import type { LiveTables } from '../live/tables.ts';
import type { GlobePort } from '../state/globePort.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { notified } from '../state/notices.ts';
import type { AppStore } from '../state/store.ts';
import { globePickOf, workspaceChosen } from '../state/ui.ts';
import { appTheme, Blank } from '../ui/index.ts';
import { ActionsContext, createActions, speaksOurProtocol } from './actions.ts';
import { Banners, Watermark } from './Banners.tsx';
import { Dock } from './Dock.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { FieldView } from './FieldView.tsx';
import { HelpDrawer } from './HelpDrawer.tsx';
import { type GlobeState, type MapHost, MapHostContext } from './mapHost.ts';
import { Notices } from './Notices.tsx';
import { Palette } from './Palette.tsx';
import { SettingsDrawer } from './SettingsDrawer.tsx';
import { focusOf, shortcutFor } from './shortcuts.ts';
import { startGlobe } from './startGlobe.ts';
import { TopBar } from './TopBar.tsx';
import { WallView } from './WallView.tsx';

export interface AppProps {
  readonly store: AppStore;
  readonly tables: LiveTables;
  readonly connection: Connection;
  readonly origin: string;
}

export function App(props: AppProps) {
  return (
    <Provider store={props.store}>
      <LiveContext value={props.tables}>
        <ApiContext value={props.connection.api}>
          <Words>
            <Gate origin={props.origin} connection={props.connection}>
              <Frame {...props} />
            </Gate>
            <Notices />
          </Words>
        </ApiContext>
      </LiveContext>
    </Provider>
  );
}

/** The seat's language, theme and motion for all that stands below. */
export function Words({ children }: { readonly children: ReactNode }) {
  const locale = useAppSelector((s) => s.ui.settings.locale);
  const reduceMotion = useAppSelector((s) => s.ui.settings.reduceMotion);
  const words = useMemo<WindowText>(() => {
    const text = createText(locale);
    return { t: text.t, problem: text.problem, locale };
  }, [locale]);
  const theme = useMemo(() => appTheme(reduceMotion), [reduceMotion]);
  useEffect(() => {
    document.documentElement.lang = locale === 'zh' ? 'zh-CN' : 'en';
    document.documentElement.classList.toggle('reduce-motion', reduceMotion);
    document.title = words.t('common.app.name');
  }, [locale, reduceMotion, words]);
  return (
    <TextContext value={words}>
      <ConfigProvider
        locale={locale === 'zh' ? zhCN : enUS}
        theme={theme}
        button={{ autoInsertSpace: false }}
      >
        {children}
      </ConfigProvider>
    </TextContext>
  );
}

type GateState = 'connecting' | 'slow' | 'auth' | 'protocol' | 'in';

/** Signs the seat in, again after each reconnection and each change of the seat's name or role. */
function Gate(props: {
  readonly origin: string;
  readonly connection: Connection;
  readonly children: ReactNode;
}) {
  const { t } = useWindowText();
  const { api } = props.connection;
  const tables = useLiveTables();
  const dispatch = useAppDispatch();
  const { seatName, seatRole } = useAppSelector((s) => s.ui.settings);
  const wall = useAppSelector((s) => s.ui.wall);
  const role = wall ? 'wall' : seatRole;
  const name = seatName || t(`common.role.${role}`);
  const [state, setState] = useState<GateState>('connecting');
  useTopic('connection', 20);
  const { connected } = tables;

  useEffect(() => {
    if (!connected) return;
    let gone = false;
    (async () => {
      try {
        const info = await api.info.query();
        if (gone) return;
        if (!speaksOurProtocol(info.protocol)) {
          setState('protocol');
          return;
        }
        await api.hello.mutate({ name, role, protocol: PROTOCOL_VERSION });
        if (!gone) setState('in');
      } catch (error) {
        if (gone) return;
        const problem = problemFrom(error);
        if (problem.code === 'auth.required') setState('auth');
        else dispatch(notified({ tone: 'error', problem }));
      }
    })();
    return () => {
      gone = true;
    };
  }, [api, connected, name, role, dispatch]);

  useEffect(() => {
    if (connected) return;
    let gone = false;
    const look = async () => {
      const found = await probe(props.origin);
      if (gone) return;
      if (found === 'authRequired') setState('auth');
      else setState((s) => (s === 'connecting' ? 'slow' : s));
    };
    const timer = setTimeout(look, 1500);
    const again = setInterval(look, 10_000);
    return () => {
      gone = true;
      clearTimeout(timer);
      clearInterval(again);
    };
  }, [connected, props.origin]);

  if (state === 'in') return props.children;
  const retry = (
    <button type="button" className="bar-button primary" onClick={() => location.reload()}>
      {t(state === 'protocol' ? 'common.banner.reload' : 'common.auth.retry')}
    </button>
  );
  return (
    <div className="gate">
      <h1>{t('common.app.name')}</h1>
      {state === 'connecting' && <Blank title={t('common.boot.connecting')} />}
      {state === 'slow' && (
        <Blank title={t('common.boot.failed')} hint={t('common.boot.slow')}>
          {retry}
        </Blank>
      )}
      {state === 'auth' && (
        <Blank title={t('common.auth.title')} hint={t('common.auth.body')}>
          <p className="muted">{t('common.auth.again')}</p>
          {retry}
        </Blank>
      )}
      {state === 'protocol' && <Blank title={t('common.banner.protocol')}>{retry}</Blank>}
    </div>
  );
}

function Frame({ store, tables, connection, origin }: AppProps) {
  const [state, setState] = useState<GlobeState>({ is: 'waiting' });
  const globe = state.is === 'standing' ? state.globe : undefined;
  const globeRef = useRef<GlobePort>(undefined);
  globeRef.current = globe;
  const actions = useMemo(
    () => createActions({ store, api: connection.api, tables, globe: () => globeRef.current }),
    [store, connection, tables],
  );

  const element = useMemo(() => {
    const div = document.createElement('div');
    div.className = 'globe';
    return div;
  }, []);
  const started = useRef(false);
  const ensure = useCallback(() => {
    if (started.current) return;
    started.current = true;
    startGlobe(element, { store, tables, api: connection.api, origin }).then(
      (port) => setState({ is: 'standing', globe: port }),
      (error: unknown) =>
        setState({ is: 'failed', why: error instanceof Error ? error.message : String(error) }),
    );
  }, [element, store, tables, connection, origin]);
  const host = useMemo<MapHost>(() => ({ element, state, ensure }), [element, state, ensure]);

  useEffect(() => {
    const onKey = (e: KeyboardEvent) => {
      // A widget that used the key (a list, a timeline with focus) has already said so.
      if (e.defaultPrevented || e.isComposing) return;
      const replaying = tables.session?.clock.mode === 'replay';
      const shortcut = shortcutFor(e, focusOf(e.target), replaying);
      if (!shortcut) return;
      if (!('action' in shortcut && shortcut.action === 'escape')) e.preventDefault();
      if ('workspace' in shortcut) store.dispatch(workspaceChosen(shortcut.workspace));
      else actions.run(shortcut.action, shortcut.amount);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [actions, store, tables]);

  return (
    <ActionsContext value={actions}>
      <GlobeContext value={globe}>
        <MapHostContext value={host}>
          <ErrorBoundary
            fallback={(error, reopen) => <WindowCrash error={error} reopen={reopen} />}
          >
            <GlobeSync globe={globe} />
            <View />
            <Palette />
            <SettingsDrawer />
            <HelpDrawer />
            <Watermark over="window" />
          </ErrorBoundary>
        </MapHostContext>
      </GlobeContext>
    </ActionsContext>
  );
}

function WindowCrash(props: { readonly error: unknown; readonly reopen: () => void }) {
  const t = useText();
  return (
    <div className="gate">
      <Blank
        title={t('common.toast.crash')}
        hint={t('common.error.unexpected', {
          message: props.error instanceof Error ? props.error.message : String(props.error),
        })}
      >
        <button type="button" className="bar-button primary" onClick={props.reopen}>
          {t('common.panel.reopen')}
        </button>
      </Blank>
    </div>
  );
}

function usePhone(): boolean {
  const query = useMemo(() => window.matchMedia('(max-width: 600px)'), []);
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const onChange = () => setNarrow(query.matches);
    query.addEventListener('change', onChange);
    return () => query.removeEventListener('change', onChange);
  }, [query]);
  return narrow;
}

function View() {
  const wall = useAppSelector((s) => s.ui.wall);
  const phone = usePhone();
  if (wall) return <WallView />;
  if (phone) return <FieldView />;
  return (
    <div className="window">
      <TopBar />
      <Banners />
      <main className="room">
        <Dock />
      </main>
    </div>
  );
}

/** Keeps the globe in step with what the person decided: layers, selection, the incident in view. */
function GlobeSync({ globe }: { readonly globe: GlobePort | undefined }) {
  const layers = useAppSelector((s) => s.ui.settings.layers);
  const selection = useAppSelector((s) => s.ui.selection);
  const incident = useActiveIncident();
  const seen = useRef<string>(undefined);
  useEffect(() => {
    if (globe) for (const [id, visible] of Object.entries(layers)) globe.setLayer(id, visible);
  }, [globe, layers]);
  useEffect(() => globe?.setSelected(globePickOf(selection)), [globe, selection]);
  const aoi = incident?.body.formed?.aoi;
  const position = incident?.body.position;
  const view = incident && (aoi ? `${incident.id}|formed` : position && `${incident.id}|reported`);
  useEffect(() => {
    if (!globe || !view || seen.current === view) return;
    seen.current = view;
    if (aoi) globe.flyTo({ bbox: aoi });
    else if (position) globe.flyTo({ position, rangeM: 15_000 });
  }, [globe, view, aoi, position]);
  return null;
}
