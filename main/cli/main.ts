import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ProblemError, problemOf } from '../../shared/kit/result.ts';
import { toLocale } from '../../shared/text/index.ts';
import { speakZod } from '../host/zodWords.ts';
import { type CommandSpec, isUsage, type Parsed, parseWords, usageText } from './args.ts';
import type { Command } from './command.ts';
import { createIo, plainTable } from './io.ts';

// Commands are loaded when called: a start need not read what it will not use.
const loaders: Readonly<Record<string, () => Promise<{ command: Command }>>> = {
  serve: () => import('./commands/serve.ts'),
  panorama: () => import('./commands/panorama.ts'),
  terrain: () => import('./commands/terrain.ts'),
  predict: () => import('./commands/predict.ts'),
  feed: () => import('./commands/feed.ts'),
  replay: () => import('./commands/replay.ts'),
  verify: () => import('./commands/verify.ts'),
  export: () => import('./commands/export.ts'),
  bench: () => import('./commands/bench.ts'),
};

const DONE = 0;
const FAILED = 1;
const WRONG_USAGE = 2;
const IMPATIENT_MS = 2000;

/** Needs N-API 10 (Node ≥ 22.14): the journal's SQLite addon crashes an older Node without a word. */
function checkRuntime(): string | undefined {
  if (Number(process.versions.napi) >= 10) return undefined;
  return `需要 Node ≥ 22.14(当前 ${process.versions.node})。请用 npm start 或 npm run -s sandtable -- …,它们会使用随附的 Node 24。\nNode ≥ 22.14 is needed (this is ${process.versions.node}). Use npm start or npm run -s sandtable -- …: they bring Node 24.`;
}

async function overview(lang: 'zh' | 'en'): Promise<string> {
  const rows: string[][] = [];
  for (const load of Object.values(loaders)) {
    const { spec } = (await load()).command;
    rows.push([`  ${spec.name}`, lang === 'zh' ? spec.zh : spec.en]);
  }
  const head =
    lang === 'zh'
      ? '渝应急作战沙盘 命令行\n\n用法: npm run -s sandtable -- <命令> [--json] [--data DIR]\n'
      : 'Sandtable command line\n\nUsage: npm run -s sandtable -- <command> [--json] [--data DIR]\n';
  const tail =
    lang === 'zh'
      ? '\n<命令> --help 看每个命令的选项。退出码: 0 完成, 1 失败, 2 用法错误。'
      : '\n<command> --help shows its options. Exit codes: 0 done, 1 failed, 2 wrong usage.';
  return `${head}\n${plainTable(rows)}\n${tail}`;
}

/** The value of --lang, in either spelling; read before the command is known. */
function langOf(words: readonly string[]): string | undefined {
  const at = words.findIndex((w) => w === '--lang' || w.startsWith('--lang='));
  return at < 0 ? undefined : (words[at]?.split('=')[1] ?? words[at + 1] ?? '');
}

export async function run(words: readonly string[]): Promise<number> {
  const broken = checkRuntime();
  if (broken !== undefined) {
    process.stderr.write(`${broken}\n`);
    return FAILED;
  }
  const [name, ...rest] = words;
  const asked = langOf(words);
  const locale = toLocale(asked ?? process.env.SANDTABLE_LANG ?? 'zh');
  speakZod(locale);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    // Help is for everyone who may have come across the program: both languages unless one was asked for.
    const both =
      asked === undefined
        ? `${await overview('zh')}\n\n${await overview('en')}`
        : await overview(locale);
    process.stdout.write(`${both}\n`);
    return name === undefined ? WRONG_USAGE : DONE;
  }
  const load = Object.hasOwn(loaders, name) ? loaders[name] : undefined;
  if (!load) {
    const io = createIo(locale, rest.includes('--json'), new AbortController().signal);
    io.problem({ code: 'cli.unknownCommand', params: { name } });
    return WRONG_USAGE;
  }
  const { command } = await load();
  return runCommand(command, command.spec, rest, locale, asked === undefined);
}

async function runCommand(
  command: Command,
  spec: CommandSpec,
  rest: readonly string[],
  locale: 'zh' | 'en',
  bothLanguages: boolean,
): Promise<number> {
  const abort = new AbortController();
  const io = createIo(locale, rest.includes('--json'), abort.signal);
  let parsed: Parsed;
  try {
    parsed = parseWords(spec, rest);
    const { lang } = parsed.values;
    if (lang !== undefined && !/^(zh|en)\b/i.test(String(lang)))
      throw new ProblemError('cli.usage', { why: `--lang ${lang}` });
  } catch (error) {
    io.problem(problemOf(error), usageText(spec, locale));
    return WRONG_USAGE;
  }
  if (parsed.values.help === true) {
    process.stdout.write(
      bothLanguages
        ? `${usageText(spec, 'zh')}\n\n${usageText(spec, 'en')}\n`
        : `${usageText(spec, locale)}\n`,
    );
    return DONE;
  }
  // One Ctrl-C may come twice or thrice: the terminal tells every process, and npm and the start script pass it on.
  // Only one that is pressed again after a while means "at once".
  let askedAt: number | undefined;
  const stop = () => {
    if (askedAt !== undefined && performance.now() - askedAt > IMPATIENT_MS) process.exit(130);
    askedAt ??= performance.now();
    abort.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    const given = parsed.values.data;
    const dataDir = resolve(
      typeof given === 'string' && given !== ''
        ? given
        : (process.env.SANDTABLE_DATA ?? join(homedir(), '.sandtable')),
    );
    return await command.run({
      io,
      dataDir,
      values: parsed.values,
      positionals: parsed.positionals,
    });
  } catch (error) {
    const problem = problemOf(error);
    if (isUsage(problem.code)) {
      io.problem(problem, usageText(spec, locale));
      return WRONG_USAGE;
    }
    io.problem(problem);
    if (!(error instanceof ProblemError) && error instanceof Error && process.env.SANDTABLE_DEBUG)
      process.stderr.write(`${error.stack}\n`);
    return FAILED;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

process.exitCode = await run(process.argv.slice(2));
// Workers and sockets are closed by their owners; a leftover must not keep a finished command alive.
if (process.exitCode !== undefined) setTimeout(() => process.exit(), 2000).unref();
