import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nativeChannel, nativeMethods } from '../../shared/contract/native.ts';
import { display, event, fakeElectron } from '../../tests/electron/fakeElectron.ts';
import { Bench } from '../../tests/electron/fakeHost.ts';
import type { HostOptions } from './hostMessages.ts';
import { startShell } from './shell.ts';

const OWN = 'http://127.0.0.1:7420';
const settle = () => new Promise((resolve) => setImmediate(resolve));

async function start(more: { userData?: string; displays?: number; options?: object } = {}) {
  const userData = more.userData ?? mkdtempSync(join(tmpdir(), 'sandtable-shell-'));
  const fake = fakeElectron(userData);
  if (more.displays === 2) fake.state.displays = [display(1, 0), display(2, 1920)];
  const bench = new Bench();
  const options: HostOptions = {
    dataDir: '/data',
    port: 7420,
    anyPortIfTaken: true,
    locale: 'zh',
    scenario: 'wushan-2015',
    rate: 60,
    ...more.options,
  };
  await startShell({
    electron: fake.api,
    options,
    localeGiven: false,
    preload: '/app/preload.cjs',
    icon: undefined,
    clock: bench.clock,
    fork: bench.fork,
    later: bench.later,
    lastWords: () => 'last line of the host',
    log: bench.log,
  });
  return { fake, bench, userData };
}

async function running(more: Parameters<typeof start>[0] = {}) {
  const all = await start(more);
  all.bench.host.ready(7420);
  await settle();
  const main = all.fake.windows[0];
  if (!main) throw new Error('no window');
  return { ...all, main };
}

describe('window', () => {
  it('opens when the host is ready, by a link of its own, with everything shut that can be shut', async () => {
    const { fake, bench } = await start();
    expect(fake.windows).toHaveLength(0);
    expect(bench.host.heard[0]).toMatchObject({
      type: 'start',
      options: { dataDir: '/data', scenario: 'wushan-2015', rate: 60 },
    });
    bench.host.ready(7420);
    await settle();
    const [main] = fake.windows;
    expect(main?.loads).toEqual([`${OWN}/?token=l1`]);
    expect(main?.shown).toBe(true);
    expect(main?.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      preload: '/app/preload.cjs',
      partition: 'persist:sandtable',
    });
  });

  it('does not leave the host: navigation, redirects, frames', async () => {
    const { main } = await running();
    const prevented = (name: string, url: string) => {
      const e = event({ url });
      main.webContents.emit(name, e);
      return e.prevented;
    };
    for (const name of ['will-navigate', 'will-redirect', 'will-frame-navigate']) {
      expect(prevented(name, `${OWN}/?view=wall`), name).toBe(false);
      for (const url of [
        'https://example.org/',
        'http://127.0.0.1:7421/',
        'http://localhost:7420/',
        'http://x@127.0.0.1:7420/',
        'file:///etc/passwd',
        'javascript:1',
        'nonsense',
      ])
        expect(prevented(name, url), `${name} ${url}`).toBe(true);
    }
  });

  it('opens popped-out panels only, with the same walls; products go to a save dialog', async () => {
    const { main } = await running();
    const open = (url: string) => main.webContents.openHandler?.({ url });
    expect(open(`${OWN}/popout.html`)).toMatchObject({
      action: 'allow',
      overrideBrowserWindowOptions: {
        webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
      },
    });
    expect(open(`${OWN}/index.html`)).toEqual({ action: 'deny' });
    expect(open('http://127.0.0.1:9/popout.html')).toEqual({ action: 'deny' });
    expect(open('https://example.org/popout.html')).toEqual({ action: 'deny' });
    expect(main.webContents.downloads).toEqual([]);
    expect(open(`${OWN}/blob/abc`)).toEqual({ action: 'deny' });
    expect(main.webContents.downloads).toEqual([`${OWN}/blob/abc`]);
  });
});

describe('session', () => {
  it('grants full screen, copying and placing windows to own pages, and nothing else to anyone', async () => {
    const { fake } = await running();
    const ask = (permission: string, requestingUrl: string) => {
      let granted: unknown;
      const done = (yes: unknown) => {
        granted = yes;
      };
      fake.session.set.request?.({}, permission, done, { requestingUrl });
      return granted;
    };
    expect(ask('fullscreen', `${OWN}/`)).toBe(true);
    expect(ask('fullscreen', 'https://example.org/')).toBe(false);
    for (const p of ['media', 'geolocation', 'notifications', 'openExternal', 'clipboard-read'])
      expect(ask(p, `${OWN}/`), p).toBe(false);
    expect(fake.session.set.check?.({}, 'window-management', OWN)).toBe(true);
    expect(fake.session.set.check?.({}, 'usb', OWN)).toBe(false);
    expect(fake.session.set.device?.({})).toBe(false);
  });

  it('loads nothing from elsewhere and believes no certificate', async () => {
    const { fake } = await running();
    const cancelled = (url: string) => {
      let answer: { cancel?: boolean } = {};
      fake.session.beforeRequest?.({ url }, (a: { cancel?: boolean }) => {
        answer = a;
      });
      return answer.cancel;
    };
    for (const url of [`${OWN}/terrain/1/2/3.bin`, 'ws://127.0.0.1:7420/rpc', 'data:,x'])
      expect(cancelled(url), url).toBe(false);
    for (const url of [
      'https://example.org/x.js',
      'http://127.0.0.1:7421/',
      'ws://127.0.0.1:7421/rpc',
      'wss://example.org/',
      'file:///etc/passwd',
    ])
      expect(cancelled(url), url).toBe(true);
    let verdict: unknown;
    fake.session.set.certificate?.({}, (v: unknown) => {
      verdict = v;
    });
    expect(verdict).toBe(-2);
    const e = event();
    let trusted: unknown;
    fake.app.emit('certificate-error', e, {}, 'https://x', 'bad', {}, (t: unknown) => {
      trusted = t;
    });
    expect([e.prevented, trusted]).toEqual([true, false]);
    const foreign = event();
    fake.session.emit('will-download', foreign, { getURL: () => 'https://example.org/a.exe' });
    expect(foreign.prevented).toBe(true);
  });
});

describe('bridge', () => {
  it('refuses every method to a foreign page, a gone frame and an inner frame', async () => {
    const { fake } = await running();
    for (const method of nativeMethods) {
      const refused = { ok: false, problem: { code: 'shell.error.foreign' } };
      const channel = nativeChannel(method);
      for (const url of ['https://example.org/', 'http://127.0.0.1:7421/', undefined])
        expect(await fake.call(channel, url, []), `${method} ${url}`).toEqual(refused);
      expect(await fake.call(channel, `${OWN}/`, [], {}), method).toEqual(refused);
    }
  });

  it('refuses malformed input before any work', async () => {
    const { fake } = await running();
    const bad: [(typeof nativeMethods)[number], unknown[]][] = [
      ['openWall', ['2']],
      ['openWall', []],
      ['openWall', [1.5]],
      ['displays', [1]],
      ['notify', [{ title: '', body: 'x' }]],
      ['notify', [{ title: 'x', body: 'y', icon: 'file:///x' }]],
      ['secretSet', ['../x', 'v']],
      ['secretGet', [{}]],
      ['setLocale', ['de']],
    ];
    for (const [method, args] of bad)
      expect(await fake.call(nativeChannel(method), `${OWN}/`, args), method).toMatchObject({
        ok: false,
        problem: { code: 'shell.error.badInput' },
      });
    expect(fake.notices).toEqual([]);
  });

  it('hands chosen elevation files to the host without showing their paths to the page', async () => {
    const { fake, bench } = await running();
    const choose = () => fake.call(nativeChannel('importElevation'), `${OWN}/`, []);
    expect(await choose()).toEqual({ ok: true, value: { files: 0 } });
    fake.state.chosen = ['/dem/N31E109.hgt', '/dem/N31E110.hgt'];
    expect(await choose()).toEqual({ ok: true, value: { files: 2 } });
    expect(bench.host.heard.filter((m) => m.type === 'importTerrain')).toEqual([
      { type: 'importTerrain', paths: fake.state.chosen },
    ]);
  });

  it('keeps secrets encrypted, and not at all without a key store', async () => {
    const { fake, userData } = await running();
    const call = (method: 'secretSet' | 'secretGet' | 'secretRemove', ...args: string[]) =>
      fake.call(nativeChannel(method), `${OWN}/popout.html`, args);
    expect(await call('secretSet', 'feed.mqtt', '口令 123')).toEqual({
      ok: true,
      value: undefined,
    });
    expect(await call('secretGet', 'feed.mqtt')).toEqual({ ok: true, value: '口令 123' });
    expect(await call('secretGet', 'constructor')).toEqual({ ok: true, value: undefined });
    expect(readFileSync(join(userData, 'secrets.json'), 'utf8')).not.toContain('123');
    await call('secretRemove', 'feed.mqtt');
    expect(await call('secretGet', 'feed.mqtt')).toEqual({ ok: true, value: undefined });
    if (process.platform !== 'linux') return;
    fake.state.backend = 'basic_text';
    expect(await call('secretSet', 'feed.mqtt', 'x')).toMatchObject({
      problem: { code: 'shell.error.noKeyStore' },
    });
  });

  it('sets the language of the menu, also for the next start', async () => {
    const { fake, userData } = await running();
    expect(fake.state.menu[0]?.label).toBe('文件');
    await fake.call(nativeChannel('setLocale'), `${OWN}/`, ['en']);
    expect(fake.state.menu[0]?.label).toBe('File');
    const next = await start({ userData });
    expect(next.fake.state.menu[0]?.label).toBe('File');
  });
});

describe('walls', () => {
  const wall = (f: Awaited<ReturnType<typeof running>>) =>
    f.fake.open().find((w) => w.loads.some((l) => l.includes('view=wall')));

  it('open on their display and come back at the next start, unless they were closed', async () => {
    const first = await running({ displays: 2 });
    await first.fake.call(nativeChannel('openWall'), `${OWN}/`, [2]);
    await settle();
    expect(wall(first)?.options).toMatchObject({ x: 1920, width: 1920, fullscreen: true });
    expect(wall(first)?.loads).toEqual([`${OWN}/?token=l2&view=wall`]);
    expect(await first.fake.call(nativeChannel('openWall'), `${OWN}/`, [9])).toMatchObject({
      problem: { code: 'shell.error.noDisplay', params: { id: 9 } },
    });
    first.fake.app.quit();

    const second = await running({ displays: 2, userData: first.userData });
    expect(wall(second)).toBeDefined();
    expect(second.main.options).toMatchObject({ x: 10, y: 20, width: 1200, height: 800 });
    await second.fake.call(nativeChannel('closeWall'), `${OWN}/`, [2]);
    second.fake.app.quit();

    const third = await running({ displays: 2, userData: first.userData });
    expect(wall(third)).toBeUndefined();
  });

  it('go with a display that is unplugged and return with it, under another number too', async () => {
    const all = await running({ displays: 2 });
    await all.fake.call(nativeChannel('openWall'), `${OWN}/`, [2]);
    await settle();
    const [one, two] = all.fake.state.displays;
    all.fake.state.displays = [one as NonNullable<typeof one>];
    all.fake.screen.emit('display-removed', {}, two);
    expect(wall(all)).toBeUndefined();
    all.fake.state.displays = [display(1, 0), display(7, 1920)];
    all.fake.screen.emit('display-added', {}, all.fake.state.displays[1]);
    await settle();
    expect(wall(all)?.options).toMatchObject({ x: 1920 });
  });

  it('close with the desk, and the program then ends', async () => {
    const all = await running({ displays: 2 });
    await all.fake.call(nativeChannel('openWall'), `${OWN}/`, [2]);
    await settle();
    all.main.close();
    await settle();
    expect(all.fake.open()).toEqual([]);
    expect(all.fake.state.ended).toBe(true);
  });
});

describe('host', () => {
  it('dies: it is started again after a wait and every window goes to the new link', async () => {
    const { fake, bench, main } = await running({ displays: 2 });
    await fake.call(nativeChannel('openWall'), `${OWN}/`, [2]);
    await settle();
    bench.host.die();
    expect(bench.hosts).toHaveLength(1);
    bench.pass(500);
    expect(bench.hosts).toHaveLength(2);
    bench.host.ready(7431);
    await settle();
    expect(main.loads.at(-1)).toMatch(/^http:\/\/127\.0\.0\.1:7431\/\?token=l\d$/);
    expect(fake.windows[1]?.loads.at(-1)).toMatch(/:7431\/\?token=l\d&view=wall$/);
    expect(fake.windows).toHaveLength(2);
    // The old address is a foreign one now.
    expect(await fake.call(nativeChannel('displays'), `${OWN}/`, [])).toMatchObject({ ok: false });
  });

  it('dies again and again: a dialog says so, and trying again counts from nothing', async () => {
    const { fake, bench } = await running();
    fake.state.boxAnswer = 0;
    for (const wait of [500, 1000, 2000, 4000]) {
      bench.host.die();
      bench.pass(wait);
    }
    expect(fake.boxes).toEqual([]);
    expect(bench.hosts).toHaveLength(5);
    bench.host.die();
    await settle();
    expect(fake.boxes[0]?.message).toContain('5');
    expect(fake.boxes[0]?.detail).toContain('last line of the host');
    expect(bench.hosts).toHaveLength(6);
    bench.host.die();
    expect(fake.boxes).toHaveLength(1);
  });

  it('cannot start and says why: no second try, its words in the dialog, then the end', async () => {
    const { fake, bench } = await start();
    bench.host.emit('message', { type: 'failed', words: '工作区被占用' });
    bench.host.die();
    await settle();
    expect(fake.boxes[0]?.detail).toContain('工作区被占用');
    expect(bench.hosts).toHaveLength(1);
    await settle();
    expect(fake.state.ended).toBe(true);
  });

  it('is waited for at the end', async () => {
    const { fake, bench } = await running();
    bench.host.obedient = false;
    fake.app.quit();
    await settle();
    expect(bench.host.heard.at(-1)).toEqual({ type: 'stop' });
    expect(fake.open()).toEqual([]);
    expect(fake.state.ended).toBe(false);
    bench.host.die(0);
    await settle();
    expect(fake.state.ended).toBe(true);
    expect(bench.host.killed).toBe(false);
    expect(bench.hosts).toHaveLength(1);
  });

  it('is killed when it does not end', async () => {
    const { fake, bench } = await running();
    bench.host.obedient = false;
    fake.app.quit();
    bench.pass(19_000);
    await settle();
    expect([bench.host.killed, fake.state.ended]).toEqual([false, false]);
    bench.pass(1000);
    await settle();
    expect([bench.host.killed, fake.state.ended]).toEqual([true, true]);
  });
});

describe('page', () => {
  it('that crashes is loaded again, but not for ever', async () => {
    const { main } = await running();
    for (let i = 0; i < 6; i++) {
      main.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
      await settle();
    }
    expect(main.loads).toHaveLength(4);
  });
});
