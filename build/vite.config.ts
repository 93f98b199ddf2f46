import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const outDir = join(root, 'dist/window');

/** Cesium loads its workers and data by address at run time: they lie beside the page, under /cesium/. */
function cesiumFiles(): Plugin {
  return {
    name: 'sandtable-cesium-files',
    apply: 'build',
    closeBundle() {
      for (const part of ['Assets', 'ThirdParty', 'Workers', 'Widgets']) {
        const from = join(root, 'node_modules/cesium/Build/Cesium', part);
        if (existsSync(from)) cpSync(from, join(outDir, 'cesium', part), { recursive: true });
      }
    },
  };
}

export default defineConfig({
  root: join(root, 'renderer/app'),
  base: '/',
  define: { CESIUM_BASE_URL: JSON.stringify('/cesium/') },
  plugins: [react(), cesiumFiles()],
  build: {
    outDir,
    emptyOutDir: true,
    target: 'es2023',
    sourcemap: false,
    chunkSizeWarningLimit: 8000,
    // No inlined assets: the content policy allows only files of this host.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      onLog(level, log, handler) {
        // The component library marks its files for server rendering; that means nothing here.
        if (log.code === 'MODULE_LEVEL_DIRECTIVE') return;
        // shared/text asks whether there is a default, since Node and the bundler see the package differently.
        if (log.code === 'IMPORT_IS_UNDEFINED' && log.message.includes('mgrs')) return;
        handler(level, log);
      },
    },
  },
});
