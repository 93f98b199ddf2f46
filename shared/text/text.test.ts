import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { isFactKind } from '../events/vocabulary.ts';
import { catalogues } from './catalogues.ts';
import {
  createText,
  flatten,
  formatArea,
  formatDistance,
  formatNumber,
  formatPosition,
  formatSpan,
  problemText,
  toLocale,
} from './index.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const params = (words: string) => [...words.matchAll(/\{\{\s*([\w.]+)/g)].map((m) => m[1]).sort();
const single = (path: string) => path.replace(/_(zero|one|two|few|many|other)$/, '');

describe('catalogues', () => {
  it('are all assembled: every file of a language stands in the list', () => {
    for (const locale of ['zh', 'en'] as const) {
      const files = readdirSync(join(root, 'shared/text', locale)).map((f) => f.replace('.ts', ''));
      expect(Object.keys(catalogues[locale]).sort()).toEqual(files.sort());
    }
  });

  it.each(Object.keys(catalogues.zh))('%s: same keys and parameters in both languages', (ns) => {
    const zh = flatten(catalogues.zh[ns as keyof typeof catalogues.zh]);
    const en = flatten(catalogues.en[ns as keyof typeof catalogues.en]);
    const names = (flat: Record<string, string>) =>
      [...new Set(Object.keys(flat).map(single))].sort();
    expect(names(en)).toEqual(names(zh));
    for (const [path, words] of Object.entries(zh)) {
      const other = en[path] ?? en[`${path}_other`];
      if (other === undefined) continue;
      expect(params(other), `${ns}.${path}`).toEqual(params(words));
    }
    for (const [path, words] of [...Object.entries(zh), ...Object.entries(en)])
      expect(words.trim(), `${ns}.${path}`).not.toBe('');
  });

  it('have no Chinese left in English, but for the name of the language and of the other button', () => {
    const left: string[] = [];
    for (const [ns, tree] of Object.entries(catalogues.en))
      for (const [path, words] of Object.entries(flatten(tree)))
        if (/[\u4e00-\u9fff]/.test(words)) left.push(`${ns}.${path}`);
    expect(left.filter((k) => !allowedChinese.has(k))).toEqual([]);
  });
});

/** Words that stay Chinese in English on purpose: names of languages, and terms given beside their translation. */
const allowedChinese = new Set(['common.settings.zh', 'common.topbar.languageShort']);

function* sources(dir: string): Generator<string> {
  if (!existsSync(dir)) return;
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name);
    if (entry.isDirectory()) yield* sources(path);
    else if (/\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

describe('keys in code', () => {
  it('exist, wherever they are written out', () => {
    const text = createText('zh');
    const namespaces = Object.keys(catalogues.zh).join('|');
    const literal = new RegExp(`(['"\`])((?:${namespaces})[.:][\\w.-]+)\\1`, 'g');
    // A call of the text function with a bare key: t('layer.water').
    const call = /\b(?:t|text)\(\s*(['"])([a-zA-Z][\w]*(?:[.:][\w-]+)+)\1/g;
    const missing: string[] = [];
    let seen = 0;
    for (const room of ['shared', 'main', 'renderer'])
      for (const path of sources(join(root, room))) {
        if (path.includes(join('shared', 'text'))) continue;
        const code = readFileSync(path, 'utf8');
        const keys = new Set<string>();
        for (const m of code.matchAll(call)) keys.add(m[2] as string);
        if (room === 'renderer')
          for (const m of code.matchAll(literal))
            if (!isFactKind(m[2] as string)) keys.add(m[2] as string);
        for (const key of keys) {
          seen += 1;
          if (!text.has(key)) missing.push(`${path.slice(root.length)}: ${key}`);
        }
      }
    expect(seen).toBeGreaterThan(50);
    expect(missing).toEqual([]);
  });

  it('of problems raised by the host exist', () => {
    const text = createText('zh');
    const raised = /(?:new ProblemError|fail)\(\s*'([\w.]+)'/g;
    const missing = new Set<string>();
    for (const room of ['shared', 'main', 'renderer'])
      for (const path of sources(join(root, room)))
        for (const m of readFileSync(path, 'utf8').matchAll(raised))
          if (!text.has(m[1] as string)) missing.add(`${path.slice(root.length)}: ${m[1]}`);
    expect([...missing]).toEqual([]);
  });
});

describe('createText', () => {
  it('finds full, bare and colon keys, in both languages', () => {
    const zh = createText('zh');
    expect(zh('common.workspace.review')).toBe('复盘');
    expect(zh('common:workspace.review')).toBe('复盘');
    expect(zh.t('workspace.review')).toBe('复盘');
    expect(createText('en')('common.workspace.review')).toBe('Review');
    expect(zh.has('common.workspace.kitchen')).toBe(false);
  });

  it('puts parameters in as they are: no escaping, no second reading', () => {
    const t = createText('en');
    expect(t('common.error.unexpected', { message: '<b>{{path}}</b>' })).toContain(
      '<b>{{path}}</b>',
    );
  });

  it('gives problems in words, and an unknown code with its parameters rather than nothing', () => {
    expect(problemText({ code: 'common.error.timeout', params: { seconds: 15 } }, 'zh')).toContain(
      '15 秒',
    );
    expect(createText('en').problem({ code: 'moon.dust', params: { kg: 3 } })).toBe(
      'Error: moon.dust (kg=3)',
    );
  });

  it('reads language tags', () => {
    expect(toLocale('en-GB')).toBe('en');
    expect(toLocale('zh-CN')).toBe('zh');
    expect(toLocale('de')).toBe('zh');
    expect(toLocale(undefined)).toBe('zh');
  });
});

describe('formats', () => {
  it('write positions in three ways', () => {
    expect(formatPosition([109.9033, 31.0797])).toBe('109.90330°E 31.07970°N');
    expect(formatPosition([109.9033, 31.0797], 'dms')).toBe('109°54′11.9″E 31°04′46.9″N');
    expect(formatPosition([109.99999999, -31.0], 'dms')).toBe('110°00′00.0″E 31°00′00.0″S');
    expect(formatPosition([109.9033, 31.0797], 'mgrs')).toBe('49R CQ 95386 38951');
    expect(formatPosition([0, 89], 'mgrs')).toBe('0.00000°E 89.00000°N');
  });

  it('never write a number that is none, nor a minus before zero', () => {
    expect(formatNumber(Number.NaN)).toBe('—');
    expect(formatNumber(-0.04, 1)).toBe('0.0');
    expect(formatNumber(-1234.5, 1)).toBe('−1\u2009234.5');
    expect(formatDistance(Number.POSITIVE_INFINITY)).toBe('—');
    expect(formatDistance(9999)).toBe('9\u2009999 m');
    expect(formatDistance(12_340)).toBe('12.3 km');
    expect(formatArea(2_500_000)).toBe('2.50 km²');
  });

  it('write a span in its largest sensible unit', () => {
    const t = createText('zh');
    expect(formatSpan(t, 8000)).toBe('8 秒');
    expect(formatSpan(t, 119_999)).toBe('119 秒');
    expect(formatSpan(t, 120_000)).toBe('2 分');
    expect(formatSpan(t, 10 * 3_600_000)).toBe('10 小时');
    expect(formatSpan(t, -5)).toBe('0 秒');
  });
});
