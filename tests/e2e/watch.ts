import type { Page } from '@playwright/test';

export interface Watched {
  readonly errors: string[];
  readonly outside: string[];
}

/** A console error, a page error or a request that leaves the machine fails the test that saw it. */
export function watch(page: Page): Watched {
  const seen: Watched = { errors: [], outside: [] };
  page.on('console', (m) => {
    if (m.type() === 'error') seen.errors.push(m.text());
  });
  page.on('pageerror', (e) => seen.errors.push(e.message));
  page.on('request', (r) => {
    if (!/^(?:http|ws):\/\/127\.0\.0\.1:|^(?:data|blob):/.test(r.url())) seen.outside.push(r.url());
  });
  return seen;
}
