import type * as Electron from 'electron';

/** What the shell uses of Electron. Handed in by main.ts, so that everything else can be run without it. */
export type ElectronApi = Pick<
  typeof Electron,
  | 'app'
  | 'BrowserWindow'
  | 'Menu'
  | 'Notification'
  | 'dialog'
  | 'ipcMain'
  | 'safeStorage'
  | 'screen'
  | 'session'
  | 'shell'
  | 'utilityProcess'
>;
