import { parseArgs } from 'node:util';
import { ProblemError } from '../../shared/kit/result.ts';
import { parseTime } from '../../shared/time/time.ts';

export interface OptionSpec {
  readonly type: 'string' | 'boolean';
  readonly default?: string | boolean;
  /** What stands for the value in the usage line. */
  readonly value?: string;
  readonly zh: string;
  readonly en: string;
}

export interface CommandSpec {
  readonly name: string;
  readonly positionals: string;
  readonly zh: string;
  readonly en: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

/** Options that every command takes. */
export const commonOptions: Readonly<Record<string, OptionSpec>> = {
  data: {
    type: 'string',
    value: 'DIR',
    zh: '工作区目录(默认 ~/.sandtable)',
    en: 'workspace folder (default ~/.sandtable)',
  },
  json: {
    type: 'boolean',
    zh: '标准输出只给一份 JSON,日志走标准错误',
    en: 'one JSON document on stdout, logs on stderr',
  },
  lang: { type: 'string', value: 'zh|en', zh: '提示语言', en: 'language of messages' },
  help: { type: 'boolean', zh: '显示帮助', en: 'show help' },
};

export interface Parsed {
  readonly values: Readonly<Record<string, string | boolean | undefined>>;
  readonly positionals: readonly string[];
}

/** Reads a command's words. Throws ProblemError cli.usage for unknown or incomplete options. */
export function parseWords(spec: CommandSpec, words: readonly string[]): Parsed {
  const options: Record<string, { type: 'string' | 'boolean'; default?: string | boolean }> = {};
  for (const [name, option] of Object.entries({ ...commonOptions, ...spec.options }))
    options[name] =
      option.default === undefined
        ? { type: option.type }
        : { type: option.type, default: option.default };
  try {
    // A negative longitude ("-70.5,31") is a value, not an option.
    const escaped = words.map((w) => (/^-\d/.test(w) ? ` ${w}` : w));
    const { values, positionals } = parseArgs({
      args: escaped,
      options,
      allowPositionals: true,
      strict: true,
    });
    return {
      values: values as Parsed['values'],
      positionals: positionals.map((p) => p.trimStart()),
    };
  } catch (error) {
    throw new ProblemError('cli.usage', {
      why: error instanceof Error ? error.message : String(error),
    });
  }
}

/** 1973 … 5138 in milliseconds. Fewer digits would be seconds or a date written without signs: not guessed at. */
const EPOCH_MS = /^\d{12,14}$/;

/** A time as people and scripts write it: ISO 8601 (without an offset Beijing time) or UTC epoch ms. */
export function timeOf(option: string, given: unknown): number {
  const text = typeof given === 'string' ? given.trim() : '';
  const t = EPOCH_MS.test(text) ? Number(text) : parseTime(text);
  if (t === undefined) throw new ProblemError('cli.badTime', { option, given: text });
  return t;
}

export function isUsage(code: string): boolean {
  return code === 'cli.usage' || code === 'cli.badTime';
}

export function usageText(spec: CommandSpec, lang: 'zh' | 'en'): string {
  const lines = [
    `sandtable ${spec.name} ${spec.positionals}`.trimEnd(),
    `  ${lang === 'zh' ? spec.zh : spec.en}`,
    '',
    lang === 'zh' ? '选项:' : 'Options:',
  ];
  for (const [name, option] of Object.entries({ ...spec.options, ...commonOptions })) {
    const left = `  --${name}${option.value ? ` ${option.value}` : ''}`;
    lines.push(`${left.padEnd(26)} ${lang === 'zh' ? option.zh : option.en}`);
  }
  return lines.join('\n');
}
