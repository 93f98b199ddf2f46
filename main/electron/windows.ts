import type { BrowserWindow, BrowserWindowConstructorOptions, Display } from 'electron';
import type { NativeDisplay } from '../../shared/contract/native.ts';
import { Emitter } from '../../shared/kit/emitter.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { Clock } from '../../shared/time/clock.ts';
import type { ElectronApi } from './api.ts';
import { GROUND, type securePreferences } from './guards.ts';
import { displayOf, reachable, type StateFile } from './windowState.ts';

export interface WindowsDeps {
  readonly electron: Pick<ElectronApi, 'BrowserWindow' | 'screen'>;
  readonly preferences: ReturnType<typeof securePreferences>;
  readonly state: StateFile;
  readonly icon: string | undefined;
  readonly clock: Clock;
  link(): Promise<string>;
  title(kind: 'main' | 'wall'): string;
  log(line: string): void;
}

/** A page that dies again and again is left as it is: the menu can load it anew. */
const RELOADS_PER_MINUTE = 3;

/** The desk window and the walls on other displays: made, placed, remembered and loaded here. */
export class Windows {
  readonly onWalls = new Emitter<undefined>();
  private readonly deps: WindowsDeps;
  private main: BrowserWindow | undefined;
  private readonly walls = new Map<number, BrowserWindow>();
  private quitting = false;

  constructor(deps: WindowsDeps) {
    this.deps = deps;
  }

  /** From now on a closing wall is no longer a wish to be without it. */
  beginQuit(): void {
    this.quitting = true;
  }

  showMain(): void {
    if (!this.main) {
      this.openMain();
      return;
    }
    if (this.main.isMinimized()) this.main.restore();
    this.main.show();
    this.main.focus();
  }

  openMain(): void {
    const { electron, state } = this.deps;
    const kept = state.get().main;
    const usable = kept && reachable(kept.bounds, electron.screen.getAllDisplays());
    const window = this.make('main', {
      ...(usable ? kept.bounds : { width: 1600, height: 960 }),
      minWidth: 900,
      minHeight: 600,
    });
    this.main = window;
    if (usable && kept.maximized) window.maximize();
    window.on('close', () =>
      state.set({
        main: { bounds: window.getNormalBounds(), maximized: window.isMaximized() },
      }),
    );
    window.on('closed', () => {
      if (this.main === window) this.main = undefined;
      // The desk is what the program is run from: without it nobody could close a wall that lies out of reach.
      for (const wall of this.walls.values()) {
        this.quitting = true;
        wall.close();
      }
    });
  }

  displays(): NativeDisplay[] {
    const { screen } = this.deps.electron;
    const primary = screen.getPrimaryDisplay().id;
    return screen.getAllDisplays().map((d) => ({
      id: d.id,
      label: d.label,
      widthPx: Math.round(d.size.width * d.scaleFactor),
      heightPx: Math.round(d.size.height * d.scaleFactor),
      primary: d.id === primary,
      wall: this.walls.has(d.id),
    }));
  }

  openWall(displayId: number): void {
    const display = this.deps.electron.screen.getAllDisplays().find((d) => d.id === displayId);
    if (!display) throw new ProblemError('shell.error.noDisplay', { id: displayId });
    const { state } = this.deps;
    const others = state.get().walls.filter((w) => w.displayId !== displayId);
    state.set({ walls: [...others, { displayId, bounds: display.bounds }] });
    this.putWall(display);
  }

  closeWall(displayId: number): void {
    this.forgetWall(displayId);
    this.walls.get(displayId)?.close();
  }

  /** Opens every wanted wall whose display is there: at the start, and when a cable is plugged in again. */
  restoreWalls(): void {
    const displays = this.deps.electron.screen.getAllDisplays();
    for (const wanted of this.deps.state.get().walls) {
      const display = displayOf(wanted, displays);
      if (display) this.putWall(display);
    }
  }

  /** The system would push the wall over the desk of another display; it stays wanted instead. */
  displayGone(displayId: number): void {
    const wall = this.walls.get(displayId);
    this.walls.delete(displayId);
    wall?.destroy();
    this.onWalls.emit(undefined);
  }

  /** Every window to the host that is at work now. Popped-out panels close and open with their desk. */
  async reloadAll(): Promise<void> {
    const all = [this.main, ...this.walls.values()].filter((w) => w !== undefined);
    await Promise.all(all.map((w) => this.load(w, w === this.main ? 'main' : 'wall')));
  }

  focused(): BrowserWindow | undefined {
    return this.deps.electron.BrowserWindow.getFocusedWindow() ?? this.main;
  }

  /** Page of this window anew, by a fresh link: its seat may have been forgotten by a new host. */
  async reload(window: BrowserWindow): Promise<void> {
    if (window === this.main) await this.load(window, 'main');
    else if ([...this.walls.values()].includes(window)) await this.load(window, 'wall');
    else window.webContents.reload();
  }

  private putWall(display: Display): void {
    const { id } = display;
    const open = this.walls.get(id);
    if (open) {
      open.show();
      return;
    }
    const window = this.make('wall', {
      ...display.bounds,
      fullscreen: true,
      autoHideMenuBar: true,
    });
    this.walls.set(id, window);
    window.on('closed', () => {
      if (this.walls.get(id) !== window) return;
      this.walls.delete(id);
      if (!this.quitting) this.forgetWall(id);
      this.onWalls.emit(undefined);
    });
    this.onWalls.emit(undefined);
  }

  private forgetWall(displayId: number): void {
    const { state } = this.deps;
    state.set({ walls: state.get().walls.filter((w) => w.displayId !== displayId) });
  }

  private make(kind: 'main' | 'wall', options: BrowserWindowConstructorOptions): BrowserWindow {
    const { electron, preferences, icon, clock, log } = this.deps;
    const window = new electron.BrowserWindow({
      ...options,
      show: false,
      title: this.deps.title(kind),
      backgroundColor: GROUND,
      ...(icon === undefined ? {} : { icon }),
      webPreferences: preferences,
    });
    window.once('ready-to-show', () => window.show());
    const deaths: number[] = [];
    window.webContents.on('render-process-gone', (_event, details) => {
      log(`page of ${kind} window gone: ${details.reason}`);
      const now = clock.now();
      deaths.push(now);
      const recent = deaths.filter((at) => now - at < 60_000).length;
      if (recent <= RELOADS_PER_MINUTE && details.reason !== 'clean-exit')
        void this.load(window, kind);
    });
    void this.load(window, kind);
    return window;
  }

  private async load(window: BrowserWindow, kind: 'main' | 'wall'): Promise<void> {
    try {
      const url = new URL(await this.deps.link());
      if (kind === 'wall') url.searchParams.set('view', 'wall');
      if (!window.isDestroyed()) await window.loadURL(url.href);
    } catch (error) {
      // The host died in between: its next start loads every window again.
      this.deps.log(`${kind} window not loaded: ${error instanceof Error ? error.message : error}`);
    }
  }
}
