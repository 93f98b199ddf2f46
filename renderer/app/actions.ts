import { createContext, useContext } from 'react';
import { PROTOCOL_VERSION } from '../../shared/contract/types.ts';
import type { Api } from '../bridge/client.ts';
import { problemFrom } from '../bridge/client.ts';
import { activeIncident } from '../bridge/hooks.ts';
import type { LiveTables } from '../live/tables.ts';
import type { GlobePort } from '../state/globePort.ts';
import { notified } from '../state/notices.ts';
import type { AppStore } from '../state/store.ts';
import {
  drawerSet,
  layoutReset,
  panelWanted,
  selected,
  settingsChanged,
  toolChosen,
  wallSet,
} from '../state/ui.ts';
import { redone, undone } from '../state/undo.ts';

export const actionIds = [
  'undo',
  'redo',
  'toLive',
  'playPause',
  'stepBack',
  'stepForward',
  'toStart',
  'toEnd',
  'replayNow',
  'newReport',
  'runPanorama',
  'toIncident',
  'home',
  'resetLayout',
  'wall',
  'language',
  'settings',
  'help',
  'palette',
  'escape',
] as const;
export type ActionId = (typeof actionIds)[number];

export interface Actions {
  /** Does it; failures are told to the person, never thrown. `amount` scales a step. */
  run(id: ActionId, amount?: number): void;
}

const STEP_MS = 60_000;

export interface ActionDeps {
  readonly store: AppStore;
  readonly api: Api;
  readonly tables: LiveTables;
  readonly globe: () => GlobePort | undefined;
}

/** All that a key, the palette or a button can do to the whole window. */
export function createActions({ store, api, tables, globe }: ActionDeps): Actions {
  const { dispatch } = store;
  const replaying = () => tables.session?.clock.mode === 'replay';
  const incident = () =>
    activeIncident([...tables.table('incidents').values()], store.getState().ui.incidentId);

  async function seek(to: number) {
    if (replaying()) await api.control.mutate({ seekTo: Math.round(to) });
  }

  const work: Record<ActionId, (amount: number) => Promise<unknown> | unknown> = {
    async undo() {
      if (replaying()) return told('common.error.readOnly');
      const { undone: what } = await api.undo.mutate();
      dispatch(undone(what));
      say('common.undo.done', 'common.undo.nothing', what);
    },
    async redo() {
      if (replaying()) return told('common.error.readOnly');
      const { redone: what } = await api.redo.mutate();
      dispatch(redone(what));
      say('common.undo.redone', 'common.undo.nothingRedo', what);
    },
    async toLive() {
      const session = tables.session;
      if (session && replaying())
        await api.attach.mutate({ lineId: session.line.id, mode: 'live' });
    },
    async replayNow() {
      const session = tables.session;
      if (!session || replaying()) return;
      const at = tables.simNow();
      await api.attach.mutate({
        lineId: session.line.id,
        mode: 'replay',
        ...(at === undefined ? {} : { at: Math.round(at) }),
      });
    },
    async playPause() {
      const session = tables.session;
      if (session && replaying()) await api.control.mutate({ playing: !session.clock.playing });
    },
    stepBack: (amount) => seek((tables.simNow() ?? 0) - STEP_MS * amount),
    stepForward: (amount) => seek((tables.simNow() ?? 0) + STEP_MS * amount),
    toStart: () => {
      const line = tables.session?.line;
      const start = line?.firstRx ?? line?.firstAt;
      if (start !== undefined) return seek(start);
    },
    toEnd: () => {
      const line = tables.session?.line;
      const end = line?.lastRx ?? line?.lastAt;
      if (end !== undefined) return seek(end);
    },
    newReport: () => dispatch(panelWanted('report')),
    async runPanorama() {
      const found = incident();
      if (!found) return told('common.map.needIncident');
      await api.panorama.run.mutate({ incidentId: found.id });
      dispatch(panelWanted('panorama'));
    },
    toIncident: () => {
      const found = incident();
      const aoi = found?.body.formed?.aoi;
      if (aoi) globe()?.flyTo({ bbox: aoi });
      else if (found?.body.position)
        globe()?.flyTo({ position: found.body.position, rangeM: 12_000 });
    },
    home: () => globe()?.home(),
    resetLayout: () => {
      const { workspace } = store.getState().ui.settings;
      dispatch(layoutReset(workspace));
    },
    wall: () => dispatch(wallSet(!store.getState().ui.wall)),
    language: () => {
      const { locale } = store.getState().ui.settings;
      dispatch(settingsChanged({ locale: locale === 'zh' ? 'en' : 'zh' }));
    },
    settings: () => dispatch(drawerSet('settings')),
    help: () => dispatch(drawerSet('help')),
    palette: () => dispatch(drawerSet('palette')),
    // One step out at a time: the drawer, then the tool, then the selection is left to the globe itself.
    escape: () => {
      const { drawer, tool } = store.getState().ui;
      if (drawer) dispatch(drawerSet(undefined));
      else if (tool) {
        globe()?.cancelDraw();
        dispatch(toolChosen(undefined));
      } else dispatch(selected(undefined));
    },
  };

  function told(code: string) {
    dispatch(notified({ tone: 'warning', key: code }));
  }
  /** What the host undid is a kind of command; its name stands in the catalogue. */
  function say(doneKey: string, nothingKey: string, kind: string | undefined) {
    dispatch(
      notified(
        kind === undefined
          ? { tone: 'info', key: nothingKey }
          : { tone: 'info', titleKey: doneKey, key: `common.command.${kind}` },
      ),
    );
  }

  return {
    run(id, amount = 1) {
      void (async () => {
        try {
          await work[id](amount);
        } catch (error) {
          dispatch(
            notified({
              tone: 'error',
              titleKey: `common.action.${id}`,
              problem: problemFrom(error),
            }),
          );
        }
      })();
    },
  };
}

export const ActionsContext = createContext<Actions | undefined>(undefined);

export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  if (!actions) throw new Error('ActionsContext is missing');
  return actions;
}

export const speaksOurProtocol = (protocol: number): boolean => protocol === PROTOCOL_VERSION;
