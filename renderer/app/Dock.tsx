import {
  CloseOutlined,
  DesktopOutlined,
  ExpandOutlined,
  ExportOutlined,
  ImportOutlined,
} from '@ant-design/icons';
import {
  type DockviewApi,
  DockviewReact,
  type IDockviewHeaderActionsProps,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
  type SerializedDockview,
} from 'dockview-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useText } from '../bridge/hooks.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { notified } from '../state/notices.ts';
import { layoutSaved, type Workspace } from '../state/ui.ts';
import { Watermark } from './Banners.tsx';
import { CentreView } from './CentreView.tsx';
import { type GroupPlan, planFor } from './layouts.ts';
import { PanelHost } from './PanelHost.tsx';
import { type PanelDef, panelById, panelsFor } from './panelList.ts';
import { TimelineHost } from './TimelineHost.tsx';

const MAP = 'map';
const TIMELINE = 'timeline';
const LEFT_PX = 292;
const RIGHT_PX = 396;
const BOTTOM_PX = 178;

const components: Record<string, React.FunctionComponent<IDockviewPanelProps>> = {
  map: () => (
    <div className="map-room">
      <CentreView />
      <Watermark over="map" />
    </div>
  ),
  timeline: () => <TimelineHost />,
  panel: ({ api }) => <PanelHost id={api.id} />,
};

function Tab({ api }: IDockviewPanelHeaderProps) {
  const t = useText();
  const def = panelById(api.id);
  const title = api.id === TIMELINE ? t('common.panel.timeline') : def ? t(def.titleKey) : api.id;
  return (
    <div className="tab" title={title}>
      <span>{title}</span>
      {api.id !== TIMELINE && (
        <button
          type="button"
          className="tab-close"
          aria-label={`${t('common.panel.close')} ${title}`}
          onPointerDown={(e) => e.stopPropagation()}
          onClick={() => api.close()}
        >
          <CloseOutlined />
        </button>
      )}
    </div>
  );
}

function HeaderActions({ api, containerApi, group, panels }: IDockviewHeaderActionsProps) {
  const t = useText();
  const dispatch = useAppDispatch();
  const [place, setPlace] = useState(api.location.type);
  useEffect(() => {
    const subscription = api.onDidLocationChange((e) => setPlace(e.location.type));
    return () => subscription.dispose();
  }, [api]);
  if (panels.some((p) => p.id === MAP)) return null;
  const dock = () => {
    const map = containerApi.getPanel(MAP);
    if (map) group.api.moveTo({ group: map.group, position: 'right' });
  };
  const popout = async () => {
    const opened = await containerApi.addPopoutGroup(group, { popoutUrl: '/popout.html' });
    if (opened) return;
    containerApi.addFloatingGroup(group, { width: 420, height: 360 });
    dispatch(notified({ tone: 'warning', key: 'common.panel.popoutBlocked' }));
  };
  const button = (key: string, icon: React.ReactNode, onClick: () => void) => (
    <button type="button" title={t(key)} aria-label={t(key)} onClick={onClick}>
      {icon}
    </button>
  );
  return (
    <div className="group-actions">
      {place === 'grid' &&
        button('common.panel.maximize', <ExpandOutlined />, () =>
          api.isMaximized() ? api.exitMaximized() : api.maximize(),
        )}
      {place === 'grid' &&
        button('common.panel.float', <ExportOutlined />, () =>
          containerApi.addFloatingGroup(group, { width: 420, height: 360 }),
        )}
      {place !== 'popout' &&
        button('common.panel.popout', <DesktopOutlined />, () => void popout())}
      {place !== 'grid' && button('common.panel.dock', <ImportOutlined />, dock)}
    </div>
  );
}

/** Builds the default layout: map in the middle, time axis below all of it, columns beside the map. */
function build(api: DockviewApi, workspace: Workspace, panels: readonly PanelDef[]): void {
  api.clear();
  const plan = planFor(workspace, panels);
  const map = api.addPanel({ id: MAP, component: MAP, renderer: 'always' });
  const timeline = api.addPanel({
    id: TIMELINE,
    component: TIMELINE,
    position: { referencePanel: MAP, direction: 'below' },
    initialHeight: BOTTOM_PX,
  });
  for (const { tabs } of plan.bottom)
    for (const id of tabs)
      api.addPanel({
        id,
        component: 'panel',
        position: { referencePanel: TIMELINE, direction: 'within' },
        inactive: true,
      });
  const column = (groups: readonly GroupPlan[], side: 'left' | 'right', width: number) => {
    let above: string | undefined;
    const heads: { id: string; weight: number }[] = [];
    for (const { tabs, weight } of groups) {
      const [first, ...others] = tabs;
      if (first === undefined) continue;
      api.addPanel({
        id: first,
        component: 'panel',
        position:
          above === undefined
            ? { referencePanel: MAP, direction: side }
            : { referencePanel: above, direction: 'below' },
        ...(above === undefined ? { initialWidth: width } : {}),
      });
      for (const id of others)
        api.addPanel({
          id,
          component: 'panel',
          position: { referencePanel: first, direction: 'within' },
          inactive: true,
        });
      heads.push({ id: first, weight });
      above = first;
    }
    return heads;
  };
  const columns = [column(plan.left, 'left', LEFT_PX), column(plan.right, 'right', RIGHT_PX)];
  const height = api.height - BOTTOM_PX;
  for (const heads of columns) {
    const sum = heads.reduce((n, h) => n + h.weight, 0);
    for (const { id, weight } of heads)
      api.getPanel(id)?.group.api.setSize({ height: (height * weight) / sum });
  }
  for (const [heads, width] of [
    [columns[0], LEFT_PX],
    [columns[1], RIGHT_PX],
  ] as const) {
    const head = heads?.[0];
    if (head) api.getPanel(head.id)?.group.api.setSize({ width });
  }
  timeline.group.api.setSize({ height: BOTTOM_PX });
  map.api.setActive();
}

/** A stored layout is used only when it still has the map; else the default is built. */
function restore(
  api: DockviewApi,
  workspace: Workspace,
  stored: unknown,
  panels: readonly PanelDef[],
): void {
  if (typeof stored === 'object' && stored !== null) {
    try {
      api.fromJSON(stored as SerializedDockview);
      if (api.getPanel(MAP)) return;
    } catch {
      // Written by another version: the default stands in.
    }
  }
  build(api, workspace, panels);
}

/** The docking frame of the current workspace. Layouts are kept per workspace and can be reset. */
export function Dock() {
  const dispatch = useAppDispatch();
  const workspace = useAppSelector((s) => s.ui.settings.workspace);
  const role = useAppSelector((s) => s.ui.settings.seatRole);
  const stored = useAppSelector((s) => s.ui.settings.layouts[workspace]);
  const resets = useAppSelector((s) => s.ui.layoutResets);
  const wanted = useAppSelector((s) => s.ui.wantedPanel);
  const [api, setApi] = useState<DockviewApi>();
  const storedNow = useRef(stored);
  storedNow.current = stored;
  const panels = useMemo(() => panelsFor(role), [role]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `resets` asks for a fresh layout
  useEffect(() => {
    if (!api) return;
    restore(api, workspace, storedNow.current, panels);
    const hideHeaders = () => {
      const group = api.getPanel(MAP)?.group;
      if (group) {
        group.header.hidden = true;
        group.locked = 'no-drop-target';
      }
      // The axis needs no name of its own while nothing stands beside it.
      const axis = api.getPanel(TIMELINE)?.group;
      if (axis) axis.header.hidden = axis.panels.length === 1;
    };
    hideHeaders();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const subscription = api.onDidLayoutChange(() => {
      hideHeaders();
      clearTimeout(timer);
      timer = setTimeout(() => dispatch(layoutSaved({ workspace, layout: api.toJSON() })), 400);
    });
    return () => {
      clearTimeout(timer);
      subscription.dispose();
    };
  }, [api, workspace, panels, resets, dispatch]);

  useEffect(() => {
    if (!api || !wanted) return;
    const open = api.getPanel(wanted.id);
    if (open) {
      open.api.setActive();
      return;
    }
    const def = panelById(wanted.id);
    if (!def) {
      dispatch(
        notified({ tone: 'warning', key: 'common.panel.missing', params: { name: wanted.id } }),
      );
      return;
    }
    const beside = planFor(workspace, panels)
      [def.side].flatMap((group) => group.tabs)
      .find((id) => api.getPanel(id)?.api.location.type === 'grid');
    api.addPanel({
      id: def.id,
      component: 'panel',
      position:
        beside !== undefined
          ? { referencePanel: beside, direction: 'within' }
          : {
              referencePanel: MAP,
              direction: def.side === 'bottom' ? 'below' : def.side,
            },
    });
  }, [api, wanted, workspace, panels, dispatch]);

  return (
    <DockviewReact
      className="dock"
      theme={{ name: 'sandtable', className: 'dockview-theme-sandtable' }}
      components={components}
      defaultTabComponent={Tab}
      rightHeaderActionsComponent={HeaderActions}
      onReady={(event) => setApi(event.api)}
      disableTabsOverflowList={false}
      floatingGroupBounds="boundedWithinViewport"
    />
  );
}
