import { cli as enCli } from './en/cli.ts';
import { common as enCommon } from './en/common.ts';
import { host as enHost } from './en/host.ts';
import { cli as zhCli } from './zh/cli.ts';
import { common as zhCommon } from './zh/common.ts';
import { host as zhHost } from './zh/host.ts';

export type Locale = 'zh' | 'en';

/** namespace → catalogue, one file each; the order settles which one a bare path means. */
export const catalogues = {
  zh: { common: zhCommon, host: zhHost, cli: zhCli },
  en: { common: enCommon, host: enHost, cli: enCli },
} as const satisfies Record<Locale, Record<string, unknown>>;
