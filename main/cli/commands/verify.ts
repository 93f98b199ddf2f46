import { resolve } from 'node:path';
import { ProblemError } from '../../../shared/kit/result.ts';
import { verify } from '../../store/verify.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  spec: {
    name: 'verify',
    positionals: '[PATH]',
    zh: '核验日志的哈希链(工作区、一条线或一个 journal.sqlite);不改动任何文件',
    en: 'verify the hash chain of a workspace, a line or a journal.sqlite; changes nothing',
    options: {},
  },
  async run({ io, dataDir, positionals }) {
    if (positionals.length > 1)
      throw new ProblemError('cli.usage', { why: positionals.slice(1).join(' ') });
    const path = positionals[0] === undefined ? dataDir : resolve(positionals[0]);
    const result = await verify(path);
    io.result({ ...result, firstBadSeq: result.firstBadSeq ?? null }, () =>
      result.ok
        ? io.text('cli.verified', { facts: result.facts, path })
        : result.lines
            .filter((line) => !line.ok)
            .map(({ problem, path, firstBadSeq }) =>
              problem === undefined || problem.code === 'store.tampered'
                ? io.text('cli.tampered', { seq: firstBadSeq ?? '?', path })
                : io.text.problem(problem),
            )
            .join('\n'),
    );
    return result.ok ? 0 : 1;
  },
};
