import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as electron from 'electron';
import { createText } from '../../shared/text/index.ts';
import { assetsDir } from '../host/paths.ts';
import { systemClock } from '../host/systemClock.ts';
import { shellArgs } from './args.ts';
import { startShell } from './shell.ts';

const { app } = electron;
const here = import.meta.dirname;
const words = process.argv.slice(app.isPackaged ? 1 : 2);
const log = (line: string) => process.stderr.write(`${line}\n`);

// A folder in plain letters, whatever the product is called; a test brings its own.
if (!app.commandLine.hasSwitch('user-data-dir'))
  app.setPath('userData', join(app.getPath('appData'), 'sandtable'));
// Windows shows notices only for the name that the installer gave its shortcut (appId of the package).
app.setAppUserModelId('cn.sandtable.desktop');
app.enableSandbox();
// Wall computers often have no GPU; Chromium then needs leave to draw WebGL in software. Only our own pages run.
app.commandLine.appendSwitch('enable-unsafe-swiftshader');
for (const quiet of ['disable-background-networking', 'disable-component-update', 'no-pings'])
  app.commandLine.appendSwitch(quiet);

if (!app.requestSingleInstanceLock()) app.quit();
else {
  const args = shellArgs(words, process.env, app.getPreferredSystemLanguages()[0]);
  if (!args.ok) {
    const text = createText(args.locale);
    log(text('cli.usage', { why: args.why }));
    app.exit(2);
  } else {
    // In place of Electron's own handlers, which let a second signal (the start script passes Ctrl-C on) kill the
    // shell while the host still writes.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
    const tail: string[] = [];
    const icon = join(assetsDir, 'icons', '256x256.png');
    startShell({
      electron,
      options: args.options,
      localeGiven: args.localeGiven,
      preload: join(here, 'preload.cjs'),
      icon: existsSync(icon) ? icon : undefined,
      clock: systemClock,
      fork: () => {
        const child = electron.utilityProcess.fork(join(here, 'hostProcess.js'), [], {
          serviceName: 'Sandtable host',
          stdio: ['ignore', 'inherit', 'pipe'],
        });
        child.stderr?.on('data', (chunk: Buffer) => {
          process.stderr.write(chunk);
          tail.push(...chunk.toString().trimEnd().split('\n'));
          tail.splice(0, tail.length - 12);
        });
        return child;
      },
      later: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      lastWords: () => tail.join('\n'),
      log,
    }).catch((error: unknown) => {
      log(error instanceof Error ? (error.stack ?? error.message) : String(error));
      app.exit(1);
    });
  }
}
