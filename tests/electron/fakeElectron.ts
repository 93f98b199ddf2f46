import { EventEmitter } from 'node:events';
import type { MenuItemConstructorOptions } from 'electron';
import type { ElectronApi } from '../../main/electron/api.ts';

type Handler = (...args: unknown[]) => unknown;

/** An event of Electron's: may be prevented. */
export const event = (more: object = {}) => {
  const made = {
    ...more,
    prevented: false,
    preventDefault() {
      made.prevented = true;
    },
  };
  return made;
};

export class FakeContents extends EventEmitter {
  openHandler: ((details: { url: string }) => { action: string }) | undefined;
  readonly downloads: string[] = [];
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
  downloadURL(url: string): void {
    this.downloads.push(url);
  }
  reload(): void {}
}

export class FakeSession extends EventEmitter {
  readonly set: Record<string, Handler> = {};
  beforeRequest: Handler | undefined;
  readonly webRequest = {
    onBeforeRequest: (handler: Handler) => {
      this.beforeRequest = handler;
    },
  };
  setPermissionRequestHandler = (h: Handler) => this.keep('request', h);
  setPermissionCheckHandler = (h: Handler) => this.keep('check', h);
  setDevicePermissionHandler = (h: Handler) => this.keep('device', h);
  setCertificateVerifyProc = (h: Handler) => this.keep('certificate', h);
  setSpellCheckerEnabled(): void {}
  private keep(name: string, handler: Handler): void {
    this.set[name] = handler;
  }
}

export interface FakeWindow extends EventEmitter {
  readonly options: Record<string, unknown> & { webPreferences: Record<string, unknown> };
  readonly webContents: FakeContents;
  readonly loads: string[];
  readonly gone: boolean;
  shown: boolean;
  close(): void;
}

export interface FakeDisplay {
  readonly id: number;
  readonly label: string;
  readonly scaleFactor: number;
  readonly size: { readonly width: number; readonly height: number };
  readonly bounds: { x: number; y: number; width: number; height: number };
  readonly workArea: { x: number; y: number; width: number; height: number };
}

export function display(id: number, x: number): FakeDisplay {
  const bounds = { x, y: 0, width: 1920, height: 1080 };
  return { id, label: `D${id}`, scaleFactor: 1, size: bounds, bounds, workArea: bounds };
}

/** The part of Electron that the shell uses, kept in memory. */
export function fakeElectron(userData: string) {
  const windows: FakeWindow[] = [];
  const session = new FakeSession();
  const handlers = new Map<string, Handler>();
  const boxes: { message: string; detail: string }[] = [];
  const notices: { title: string; body: string }[] = [];
  const state = {
    quitting: false,
    ended: false,
    menu: [] as MenuItemConstructorOptions[],
    displays: [display(1, 0)],
    boxAnswer: 1,
    chosen: [] as string[],
    backend: 'gnome_libsecret',
  };

  class App extends EventEmitter {
    readonly isPackaged = false;
    getPath = (name: string) => (name === 'userData' ? userData : `${userData}/${name}`);
    whenReady = () => Promise.resolve();
    showAboutPanel(): void {}
    quit(): void {
      state.quitting = true;
      this.emit('before-quit', event());
      for (const w of [...windows]) if (!w.gone) w.close();
      const leave = event();
      this.emit('will-quit', leave);
      if (!leave.prevented) state.ended = true;
    }
  }
  const app = new App();

  class BrowserWindow extends EventEmitter implements FakeWindow {
    readonly options: FakeWindow['options'];
    readonly webContents = new FakeContents();
    readonly loads: string[] = [];
    gone = false;
    shown = false;
    static getFocusedWindow = () => null;
    constructor(options: FakeWindow['options']) {
      super();
      this.options = options;
      windows.push(this);
      app.emit('web-contents-created', event(), this.webContents);
    }
    async loadURL(url: string): Promise<void> {
      this.loads.push(url);
      this.emit('ready-to-show');
    }
    show(): void {
      this.shown = true;
    }
    focus(): void {}
    restore(): void {}
    maximize(): void {}
    isMinimized = () => false;
    isMaximized = () => false;
    isDestroyed = () => this.gone;
    getNormalBounds = () => ({ x: 10, y: 20, width: 1200, height: 800 });
    close(): void {
      if (this.gone) return;
      this.emit('close', event());
      this.destroy();
    }
    destroy(): void {
      if (this.gone) return;
      this.gone = true;
      this.emit('closed');
      if (!state.quitting && windows.every((w) => w.gone)) app.emit('window-all-closed');
    }
  }

  const scrambled = (bytes: Buffer) => Buffer.from(bytes.map((b) => b ^ 0x5a));
  const screen = Object.assign(new EventEmitter(), {
    getAllDisplays: () => state.displays,
    getPrimaryDisplay: () => state.displays[0],
  });
  const api = {
    app,
    BrowserWindow,
    screen,
    Menu: {
      buildFromTemplate: (template: MenuItemConstructorOptions[]) => template,
      setApplicationMenu: (menu: MenuItemConstructorOptions[]) => {
        state.menu = menu;
      },
    },
    Notification: class extends EventEmitter {
      constructor(options: { title: string; body: string }) {
        super();
        notices.push(options);
      }
      show(): void {}
    },
    dialog: {
      showMessageBox: async (...args: { message: string; detail: string }[]) => {
        boxes.push(args.at(-1) as { message: string; detail: string });
        return { response: state.boxAnswer };
      },
      showOpenDialog: async () => ({
        canceled: state.chosen.length === 0,
        filePaths: state.chosen,
      }),
      showErrorBox: (title: string, detail: string) => boxes.push({ message: title, detail }),
    },
    ipcMain: { handle: (channel: string, handler: Handler) => handlers.set(channel, handler) },
    safeStorage: {
      getSelectedStorageBackend: () => state.backend,
      isAsyncEncryptionAvailable: async () => true,
      encryptStringAsync: async (text: string) => scrambled(Buffer.from(text)),
      decryptStringAsync: async (bytes: Buffer) => ({
        result: scrambled(bytes).toString(),
        shouldReEncrypt: false,
      }),
    },
    session: { fromPartition: () => session },
    shell: { openPath: async () => '' },
  };
  return {
    api: api as unknown as ElectronApi,
    app,
    screen,
    session,
    windows,
    boxes,
    notices,
    state,
    open: () => windows.filter((w) => !w.gone),
    /** A call over the bridge, from a frame at `url`. */
    call: (channel: string, url: string | undefined, args: unknown[], parent: unknown = null) => {
      const frame = url === undefined ? null : { url, parent };
      return handlers.get(channel)?.({ senderFrame: frame }, ...args) as Promise<
        | { ok: true; value: unknown }
        | { ok: false; problem: { code: string; params?: Record<string, unknown> } }
      >;
    },
  };
}
