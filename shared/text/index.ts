import { createInstance } from 'i18next';
import type { Problem } from '../kit/result.ts';
import { catalogues, type Locale } from './catalogues.ts';

export type { Locale } from './catalogues.ts';
export * from './format.ts';

export type TextParams = Readonly<Record<string, string | number>>;
/** Words for a key in one language: `ns.path.to.word`; the namespace may be left out where no other has the path. */
export type TextFn = (key: string, params?: TextParams) => string;

export interface Text extends TextFn {
  readonly locale: Locale;
  readonly t: TextFn;
  has(key: string): boolean;
  problem(problem: Problem): string;
}

/** What a language tag such as "zh-CN" or "en-GB" stands for; Chinese where it says nothing known. */
export function toLocale(tag: string | undefined): Locale {
  return tag?.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

/** Leaves of a catalogue by dotted path. A catalogue may be nested or already have dotted names. */
export function flatten(
  tree: unknown,
  prefix = '',
  out: Record<string, string> = {},
): Record<string, string> {
  for (const [name, value] of Object.entries(tree as Record<string, unknown>)) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (typeof value === 'string') out[path] = value;
    else flatten(value, path, out);
  }
  return out;
}

const built = new Map<Locale, Text>();

/** The words of one language, in the browser and in Node alike. Made once for each language. */
export function createText(locale: Locale): Text {
  const known = built.get(locale);
  if (known) return known;
  const words = wordsOf(locale);
  const i18n = createInstance();
  void i18n.init({
    lng: locale,
    fallbackLng: false,
    // The words are here already: nothing to wait for.
    initAsync: false,
    keySeparator: false,
    nsSeparator: false,
    resources: { [locale]: { translation: words } },
    interpolation: { escapeValue: false },
  });
  const find = (key: string) => key.replace(':', '.');
  const t: TextFn = (key, params) => i18n.t(find(key), { ...params });
  const has = (key: string) => i18n.exists(find(key), { count: 1 });
  const text: Text = Object.assign((key: string, params?: TextParams) => t(key, params), {
    locale,
    t,
    has,
    problem: (problem: Problem) => problemText(problem, text),
  });
  built.set(locale, text);
  return text;
}

/** Full path → words; the bare path too, where it is the only one or the first in the order of the catalogues. */
function wordsOf(locale: Locale): Record<string, string> {
  const words: Record<string, string> = {};
  const bare: Record<string, string> = {};
  for (const [ns, tree] of Object.entries(catalogues[locale]))
    for (const [path, value] of Object.entries(flatten(tree))) {
      words[`${ns}.${path}`] = value;
      bare[path] ??= value;
    }
  return { ...bare, ...words };
}

/** A problem in words; a code that no catalogue has is shown as it is, with its parameters. */
export function problemText(problem: Problem, into: Text | Locale): string {
  const text = typeof into === 'string' ? createText(into) : into;
  if (text.has(problem.code)) return text(problem.code, problem.params);
  const params = Object.entries(problem.params ?? {})
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
  return text('common.error.unknownCode', {
    code: params === '' ? problem.code : `${problem.code} (${params})`,
  });
}
