import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@playwright/test';

/** Flags for a browser without graphics card, sandbox or network. */
export const chromiumFlags = JSON.parse(
  readFileSync(new URL('./chromiumFlags.json', import.meta.url), 'utf8'),
) as string[];

export default defineConfig({
  testDir: fileURLToPath(new URL('../tests/e2e', import.meta.url)),
  outputDir: fileURLToPath(new URL('../test-results', import.meta.url)),
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 1,
  retries: 0,
  reporter: [['list']],
  use: {
    viewport: { width: 1920, height: 1080 },
    locale: 'zh-CN',
    launchOptions: {
      ...(process.env.SANDTABLE_CHROMIUM ? { executablePath: process.env.SANDTABLE_CHROMIUM } : {}),
      args: chromiumFlags,
    },
    trace: 'off',
  },
});
