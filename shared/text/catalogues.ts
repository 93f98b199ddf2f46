import { cli as enCli } from './en/cli.ts';
import { common as enCommon } from './en/common.ts';
import { host as enHost } from './en/host.ts';
import { plan as enPlan } from './en/plan.ts';
import { cli as zhCli } from './zh/cli.ts';
import { common as zhCommon } from './zh/common.ts';
import { host as zhHost } from './zh/host.ts';
import { plan as zhPlan } from './zh/plan.ts';

export type Locale = 'zh' | 'en';

/** namespace → catalogue, one file each; the order settles which one a bare path means. */
export const catalogues = {
  zh: {
    common: zhCommon,
    host: zhHost,
    cli: zhCli,
    plan: zhPlan,
  },
  en: {
    common: enCommon,
    host: enHost,
    cli: enCli,
    plan: enPlan,
  },
} as const satisfies Record<Locale, Record<string, unknown>>;
