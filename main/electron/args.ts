import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { type Locale, toLocale } from '../../shared/text/index.ts';
import { type HostOptions, hostOptions } from './hostMessages.ts';

export type ShellArgs =
  | {
      readonly ok: true;
      readonly options: HostOptions;
      /** The language was asked for, rather than taken from the system. */
      readonly localeGiven: boolean;
    }
  | { readonly ok: false; readonly locale: Locale; readonly why: string };

/** The port of `sandtable serve`: a window keeps its storage from one start to the next. */
const USUAL_PORT = 7420;

/**
 * The same words as `sandtable serve` understands. Others are left alone: Chromium has switches of its own on the
 * same command line.
 */
export function shellArgs(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  systemLocale: string | undefined,
): ShellArgs {
  const { values } = parseArgs({
    args: [...words],
    strict: false,
    options: {
      data: { type: 'string' },
      port: { type: 'string' },
      scenario: { type: 'string' },
      rate: { type: 'string' },
      lang: { type: 'string' },
    },
  });
  const given = (name: string) => {
    const value = values[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const asked = given('lang') ?? env.SANDTABLE_LANG;
  const locale = toLocale(asked ?? systemLocale);
  const parsed = hostOptions.safeParse({
    dataDir: resolve(given('data') ?? env.SANDTABLE_DATA ?? join(homedir(), '.sandtable')),
    port: given('port') === undefined ? USUAL_PORT : Number(given('port')),
    anyPortIfTaken: given('port') === undefined,
    locale,
    scenario: given('scenario'),
    rate: given('rate') === undefined ? undefined : Number(given('rate')),
  });
  if (parsed.success) return { ok: true, options: parsed.data, localeGiven: asked !== undefined };
  const field = String(parsed.error.issues[0]?.path[0] ?? '');
  return { ok: false, locale, why: `--${field} ${given(field) ?? ''}`.trim() };
}
