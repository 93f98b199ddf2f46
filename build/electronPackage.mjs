// `npm run package`: builds window and host and packs them for this system; words go on to electron-builder.
import { ensureInstalled, node24, run, say, toolEntry } from './bootstrap.mjs';
import { buildMain, buildRenderer } from './build.mjs';

ensureInstalled();
let code = await buildRenderer();
if (code === 0) code = await buildMain();
if (code === 0) {
  const words = ['--config', 'electron-builder.yml', '--publish', 'never'];
  code = await run(node24(), [toolEntry('electron-builder'), ...words, ...process.argv.slice(2)]);
  if (code !== 0)
    say(
      '打包未完成。打包需要 Electron 运行时与打包工具的下载源;封闭网络请设 ELECTRON_MIRROR 与 ELECTRON_BUILDER_BINARIES_MIRROR。',
      'Packaging did not finish. It needs the Electron runtime and the packager’s tools; on a closed network set ELECTRON_MIRROR and ELECTRON_BUILDER_BINARIES_MIRROR.',
    );
}
process.exit(code);
