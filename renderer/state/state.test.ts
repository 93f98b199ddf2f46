import { describe, expect, it } from 'vitest';
import { busyEnded, busyStarted, dismissed, notified } from './notices.ts';
import { loadSettings } from './persist.ts';
import { createStore } from './store.ts';
import {
  defaultSettings,
  incidentChosen,
  layerToggled,
  layoutReset,
  layoutSaved,
  panelWanted,
  selected,
  settingsChanged,
  workspaceChosen,
} from './ui.ts';
import { commandDone, redone, undone } from './undo.ts';

function memory(initial: Record<string, string> = {}) {
  const map = new Map(Object.entries(initial));
  return {
    getItem: (k: string) => map.get(k) ?? null,
    setItem: (k: string, v: string) => void map.set(k, v),
    map,
  };
}
const KEY = 'sandtable.settings.1';

describe('settings', () => {
  it('come back after a reload, layouts and layers included', () => {
    const storage = memory();
    const first = createStore(storage);
    first.dispatch(workspaceChosen('review'));
    first.dispatch(layerToggled({ id: 'water' }));
    first.dispatch(layoutSaved({ workspace: 'review', layout: { grid: 1 } }));
    first.dispatch(settingsChanged({ locale: 'en' }));
    const { settings } = createStore(storage).getState().ui;
    expect(settings.workspace).toBe('review');
    expect(settings.locale).toBe('en');
    expect(settings.layers.water).toBe(false);
    expect(settings.layers.relief).toBe(true);
    expect(settings.layouts.review).toEqual({ grid: 1 });
  });

  it('keep what is sound and default what is spoilt', () => {
    const raw = JSON.stringify({
      locale: 'en',
      coordinates: 'polar',
      workspace: 'kitchen',
      layers: { water: 'no' },
      seatName: 'x'.repeat(500),
      reduceMotion: true,
    });
    const settings = loadSettings(memory({ [KEY]: raw }));
    expect(settings.locale).toBe('en');
    expect(settings.reduceMotion).toBe(true);
    expect(settings.coordinates).toBe('decimal');
    expect(settings.workspace).toBe('situation');
    expect(settings.layers).toEqual(defaultSettings.layers);
    expect(settings.seatName).toBe('');
  });

  it.each([['{'], ['null'], ['[]'], ['"x"'], ['12']])('survive %s in the storage', (raw) => {
    expect(loadSettings(memory({ [KEY]: raw }))).toEqual(defaultSettings);
  });

  it('do without a storage that throws', () => {
    const storage = {
      getItem: () => null,
      setItem: () => {
        throw new Error('full');
      },
    };
    const store = createStore(storage);
    store.dispatch(workspaceChosen('command'));
    expect(store.getState().ui.settings.workspace).toBe('command');
  });
});

describe('ui', () => {
  it('toggles a layer and sets it outright', () => {
    const store = createStore();
    const water = () => store.getState().ui.settings.layers.water;
    expect(water()).toBe(true);
    store.dispatch(layerToggled({ id: 'water' }));
    expect(water()).toBe(false);
    store.dispatch(layerToggled({ id: 'water', visible: false }));
    expect(water()).toBe(false);
    store.dispatch(layerToggled({ id: 'water' }));
    expect(water()).toBe(true);
  });

  it('drops the selection with the incident it belonged to, and only then', () => {
    const store = createStore();
    const pick = { collection: 'plan', id: 'p1' } as const;
    store.dispatch(incidentChosen('a'));
    store.dispatch(selected(pick));
    store.dispatch(incidentChosen('a'));
    expect(store.getState().ui.selection).toEqual(pick);
    store.dispatch(incidentChosen('b'));
    expect(store.getState().ui.selection).toBeUndefined();
  });

  it('forgets one layout, keeps the others, and counts the reset', () => {
    const store = createStore();
    store.dispatch(layoutSaved({ workspace: 'review', layout: 1 }));
    store.dispatch(layoutSaved({ workspace: 'command', layout: 2 }));
    store.dispatch(layoutReset('review'));
    const { settings, layoutResets } = store.getState().ui;
    expect(settings.layouts.review).toBeUndefined();
    expect(settings.layouts.command).toBe(2);
    expect(layoutResets).toBe(1);
  });

  it('tells a repeated wish for a panel from the first', () => {
    const store = createStore();
    store.dispatch(panelWanted('gaps'));
    const first = store.getState().ui.wantedPanel;
    store.dispatch(panelWanted('gaps'));
    expect(store.getState().ui.wantedPanel).not.toEqual(first);
    expect(store.getState().ui.wantedPanel?.id).toBe('gaps');
  });
});

describe('notices', () => {
  it('counts what is said again instead of stacking it, and keeps the newest six', () => {
    const store = createStore();
    const list = () => store.getState().notices.list;
    store.dispatch(notified({ tone: 'error', problem: { code: 'a' } }));
    store.dispatch(notified({ tone: 'error', problem: { code: 'a' } }));
    store.dispatch(notified({ tone: 'error', problem: { code: 'a', params: { n: 1 } } }));
    expect(list().map((n) => n.times)).toEqual([2, 1]);
    for (let i = 0; i < 10; i++)
      store.dispatch(notified({ tone: 'info', key: 'k', params: { i } }));
    expect(list()).toHaveLength(6);
    expect(list().at(-1)?.params).toEqual({ i: 9 });
    store.dispatch(dismissed(list()[0]?.id ?? -1));
    expect(list()).toHaveLength(5);
  });

  it('never counts below zero commands under way', () => {
    const store = createStore();
    store.dispatch(busyStarted());
    store.dispatch(busyEnded());
    store.dispatch(busyEnded());
    expect(store.getState().notices.busy).toBe(0);
    store.dispatch(busyStarted());
    expect(store.getState().notices.busy).toBe(1);
  });
});

describe('undo', () => {
  it('follows what the host answered', () => {
    const store = createStore();
    const state = () => store.getState().undo;
    expect(state()).toEqual({ canUndo: false, canRedo: false });
    store.dispatch(commandDone());
    expect(state()).toEqual({ canUndo: true, canRedo: false });
    store.dispatch(undone('plot'));
    expect(state()).toEqual({ canUndo: true, canRedo: true });
    store.dispatch(undone(undefined));
    expect(state()).toEqual({ canUndo: false, canRedo: true });
    store.dispatch(redone(undefined));
    expect(state().canRedo).toBe(false);
    store.dispatch(undone('plot'));
    store.dispatch(commandDone());
    expect(state().canRedo).toBe(false);
  });
});
