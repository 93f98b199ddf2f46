import { configureStore } from '@reduxjs/toolkit';
import { noticesReducer } from './notices.ts';
import { loadSettings, type SettingsStorage, saveSettings } from './persist.ts';
import { settingsChanged, uiReducer } from './ui.ts';
import { undoReducer } from './undo.ts';

/** The window's Redux store: what a person decides or must be told. Settings come from and go to `storage`. */
export function createStore(storage?: SettingsStorage) {
  const store = configureStore({
    reducer: { ui: uiReducer, notices: noticesReducer, undo: undoReducer },
    // Docking layouts are plain JSON of another library, large, and not ours to check on every action.
    middleware: (get) => get({ serializableCheck: false, immutableCheck: false }),
    devTools: false,
  });
  if (storage) {
    store.dispatch(settingsChanged(loadSettings(storage)));
    let saved = store.getState().ui.settings;
    store.subscribe(() => {
      const { settings } = store.getState().ui;
      if (settings === saved) return;
      saved = settings;
      saveSettings(storage, settings);
    });
  }
  return store;
}

export type AppStore = ReturnType<typeof createStore>;
export type RootState = ReturnType<AppStore['getState']>;
export type AppDispatch = AppStore['dispatch'];
