import { join } from 'node:path';
import { problemOf } from '../../shared/kit/result.ts';
import { createText, type Locale, type Text } from '../../shared/text/index.ts';
import type { Clock } from '../../shared/time/clock.ts';
import type { ElectronApi } from './api.ts';
import { guardApp, guardSession, securePreferences } from './guards.ts';
import type { HostOptions } from './hostMessages.ts';
import { registerIpc } from './ipc.ts';
import { menuTemplate } from './menu.ts';
import { Secrets } from './secrets.ts';
import { type GaveUp, HostSupervisor, type SupervisorDeps } from './supervisor.ts';
import { StateFile } from './windowState.ts';
import { Windows } from './windows.ts';

/** Kept between starts: layouts and settings of the page live in it. */
export const PARTITION = 'persist:sandtable';

export interface ShellDeps {
  readonly electron: ElectronApi;
  readonly options: HostOptions;
  /** The language was asked for on the command line or by the environment. */
  readonly localeGiven: boolean;
  readonly preload: string;
  readonly icon: string | undefined;
  readonly clock: Clock;
  readonly fork: SupervisorDeps['fork'];
  readonly later: SupervisorDeps['later'];
  /** The last lines that the host process wrote, for the dialog that nobody wants to see. */
  lastWords(): string;
  log(line: string): void;
}

/**
 * Joins supervisor, windows, menu and bridge. Call after the single-instance lock is held, and do not await it at
 * the top level of the entry: Electron becomes ready only when that module has been run to its end.
 */
export async function startShell(deps: ShellDeps): Promise<void> {
  const { electron, log } = deps;
  const { app, dialog } = electron;
  const preferences = securePreferences(deps.preload, PARTITION);
  const state = new StateFile(join(app.getPath('userData'), 'windows.json'));
  let locale: Locale = deps.localeGiven
    ? deps.options.locale
    : (state.get().locale ?? deps.options.locale);
  let text: Text = createText(locale);
  const supervisor = new HostSupervisor({ ...deps.options, locale }, deps);
  const guard = {
    origin: () => supervisor.origin,
    preferences,
    saveTitle: () => text('shell.dialog.saveTitle'),
    downloadsDir: () => app.getPath('downloads'),
    log,
  };
  guardApp(app, guard);
  await app.whenReady();
  guardSession(electron.session.fromPartition(PARTITION), guard);

  const windows = new Windows({
    electron,
    preferences,
    state,
    icon: deps.icon,
    clock: deps.clock,
    link: () => supervisor.link(),
    title: (kind) => text(kind === 'wall' ? 'shell.wallTitle' : 'shell.name'),
    log,
  });
  const secrets = new Secrets(
    join(app.getPath('userData'), 'secrets.json'),
    electron.safeStorage,
    process.platform,
  );

  async function importElevation(): Promise<{ files: number }> {
    const options = {
      title: text('shell.dialog.elevationTitle'),
      properties: ['openFile' as const, 'multiSelections' as const],
      filters: [
        {
          name: text('shell.dialog.elevationFiles'),
          extensions: ['tif', 'tiff', 'hgt', 'zip', 'gz'],
        },
      ],
    };
    const over = windows.focused();
    const { canceled, filePaths } = await (over
      ? dialog.showOpenDialog(over, options)
      : dialog.showOpenDialog(options));
    if (canceled || filePaths.length === 0) return { files: 0 };
    supervisor.importTerrain(filePaths);
    return { files: filePaths.length };
  }

  function setLocale(next: Locale): undefined {
    locale = next;
    text = createText(locale);
    state.set({ locale });
    drawMenu();
  }

  const say = (error: unknown) =>
    dialog.showErrorBox(text('shell.name'), text.problem(problemOf(error)));
  const drawMenu = () =>
    electron.Menu.setApplicationMenu(
      electron.Menu.buildFromTemplate(
        menuTemplate(
          text,
          {
            mac: process.platform === 'darwin',
            packaged: app.isPackaged,
            displays: windows.displays(),
          },
          {
            importElevation: () => void importElevation().catch(say),
            openData: () => void electron.shell.openPath(deps.options.dataDir),
            reload: () => {
              const window = windows.focused();
              if (window) void windows.reload(window);
            },
            setWall: (id, on) => {
              try {
                if (on) windows.openWall(id);
                else windows.closeWall(id);
              } catch (error) {
                say(error);
              }
            },
            about: () => app.showAboutPanel(),
          },
        ),
      ),
    );

  registerIpc(electron.ipcMain, () => supervisor.origin, {
    importElevation,
    displays: () => windows.displays(),
    openWall: (id) => void windows.openWall(id) as undefined,
    closeWall: (id) => void windows.closeWall(id) as undefined,
    notify: ({ title, body }) => {
      const notice = new electron.Notification({ title, body });
      notice.on('click', () => windows.showMain());
      notice.show();
      return undefined;
    },
    secretSet: (name, value) => secrets.set(name, value),
    secretGet: (name) => secrets.get(name),
    secretRemove: (name) => secrets.remove(name),
    setLocale,
  });

  windows.onWalls.on(drawMenu);
  electron.screen.on('display-added', () => {
    windows.restoreWalls();
    drawMenu();
  });
  electron.screen.on('display-removed', (_event, display) => windows.displayGone(display.id));

  let shown = false;
  supervisor.onReady.on(() => {
    if (shown) {
      void windows.reloadAll();
      return;
    }
    shown = true;
    windows.openMain();
    windows.restoreWalls();
  });

  async function explain({ deaths, words }: GaveUp): Promise<void> {
    const tail = deps.lastWords();
    const { response } = await dialog.showMessageBox({
      type: 'error',
      title: text('shell.dialog.downTitle'),
      message:
        deaths === 0
          ? text('shell.dialog.startMessage')
          : text('shell.dialog.downMessage', { times: deaths }),
      detail: [
        words,
        text('shell.dialog.safe'),
        words === undefined && tail !== ''
          ? `${text('shell.dialog.lastWords')}\n${tail}`
          : undefined,
      ]
        .filter((part) => part !== undefined)
        .join('\n\n'),
      buttons: [text('shell.dialog.retry'), text('shell.dialog.quit')],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (response === 0) supervisor.retry();
    else app.quit();
  }
  supervisor.onGaveUp.on((gaveUp) => void explain(gaveUp));

  app.on('second-instance', () => {
    // Before the host is ready there is no window to show, and one made now would stay hidden for ever.
    if (shown) windows.showMain();
  });
  app.on('activate', () => {
    if (shown) windows.showMain();
  });
  app.on('window-all-closed', () => app.quit());

  // Windows close first and may still say something to the host; then the host writes its last batch and ends.
  let stopped = false;
  app.on('before-quit', () => windows.beginQuit());
  app.on('will-quit', (event) => {
    if (stopped) return;
    event.preventDefault();
    void supervisor.stop().then((how) => {
      stopped = true;
      log(how === 'clean' ? 'host stopped' : 'host killed');
      app.quit();
    });
  });

  drawMenu();
  supervisor.start();
}
