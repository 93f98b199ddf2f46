import { join } from 'node:path';
import type { BrowserWindowConstructorOptions, Session, WebContents } from 'electron';
import type { ElectronApi } from './api.ts';

/** Everything that shows a page is made with these; nothing may loosen them. */
export function securePreferences(preload: string, partition: string) {
  return {
    preload,
    partition,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    // The checker would fetch its dictionaries from outside.
    spellcheck: false,
    // Clocks on a wall must run while the desk window lies over it.
    backgroundThrottling: false,
  } as const satisfies NonNullable<BrowserWindowConstructorOptions['webPreferences']>;
}

/** True for a page of the host at work; blob addresses count with the page that made them. */
export function isOwnPage(url: string, origin: string | undefined): boolean {
  if (origin === undefined || !URL.canParse(url)) return false;
  const parsed = new URL(url);
  return (
    (parsed.protocol === 'http:' || parsed.protocol === 'blob:') &&
    parsed.origin === origin &&
    parsed.username === ''
  );
}

/** What a page may load: the host's own addresses over HTTP and WebSocket, and what it holds itself. */
export function mayLoad(url: string, origin: string | undefined): boolean {
  if (!URL.canParse(url)) return false;
  const parsed = new URL(url);
  if (['data:', 'devtools:'].includes(parsed.protocol)) return true;
  if (parsed.protocol === 'ws:') return isOwnPage(url.replace(/^ws:/, 'http:'), origin);
  return isOwnPage(url, origin);
}

/** Full screen for the wall, copying a coordinate, windows placed on another display: nothing else is used. */
const granted: ReadonlySet<string> = new Set([
  'fullscreen',
  'clipboard-sanitized-write',
  'window-management',
]);

export interface GuardDeps {
  origin(): string | undefined;
  preferences: ReturnType<typeof securePreferences>;
  /** Title of the save dialog. */
  saveTitle(): string;
  downloadsDir(): string;
  log(line: string): void;
}

/** One session for all windows, closed to everything but the host on this machine. */
export function guardSession(session: Session, deps: GuardDeps): void {
  const own = (url: string) => isOwnPage(url, deps.origin());
  session.setPermissionRequestHandler((_contents, permission, done, details) =>
    done(granted.has(permission) && own(details.requestingUrl)),
  );
  session.setPermissionCheckHandler(
    (_contents, permission, origin) => granted.has(permission) && own(origin),
  );
  session.setDevicePermissionHandler(() => false);
  // The host speaks plain HTTP on the loopback address: any certificate belongs to somebody else. −2: refuse.
  session.setCertificateVerifyProc((_request, done) => done(-2));
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((details, done) => {
    const cancel = !mayLoad(details.url, deps.origin());
    if (cancel) deps.log(`request refused: ${details.url.slice(0, 200)}`);
    done({ cancel });
  });
  session.on('will-download', (event, item) => {
    if (!own(item.getURL())) {
      event.preventDefault();
      return;
    }
    item.setSaveDialogOptions({
      title: deps.saveTitle(),
      defaultPath: join(deps.downloadsDir(), item.getFilename()),
    });
  });
}

export function guardContents(contents: WebContents, deps: GuardDeps): void {
  const own = (url: string) => isOwnPage(url, deps.origin());
  const stay = (event: { preventDefault(): void; readonly url: string }) => {
    if (own(event.url)) return;
    event.preventDefault();
    deps.log(`navigation refused: ${event.url.slice(0, 200)}`);
  };
  contents.on('will-navigate', stay);
  contents.on('will-frame-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    if (!own(url)) {
      deps.log(`window refused: ${url.slice(0, 200)}`);
      return { action: 'deny' };
    }
    const { pathname } = new URL(url);
    if (pathname === '/popout.html')
      return {
        action: 'allow',
        overrideBrowserWindowOptions: {
          autoHideMenuBar: true,
          backgroundColor: GROUND,
          webPreferences: deps.preferences,
        },
      };
    // A product is for keeping: a save dialog, in place of a window that can only show it.
    if (pathname.startsWith('/blob/')) contents.downloadURL(url);
    return { action: 'deny' };
  });
}

export function guardApp(app: ElectronApi['app'], deps: GuardDeps): void {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, deps));
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, done) => {
    event.preventDefault();
    done(false);
  });
}

/** Of the window before its page is painted; the page's own ground colour. */
export const GROUND = '#0b0f14';
