import { readFile } from 'node:fs/promises';
import { ProblemError } from '../../../shared/kit/result.ts';
import { parseCap } from '../../feeds/cap/parse.ts';
import { connectors } from '../../feeds/registry.ts';
import { runFeedSim } from '../../host/feedSim.ts';
import { scenariosDir } from '../../host/paths.ts';
import type { Command } from '../command.ts';
import { plainTable } from '../io.ts';

export const command: Command = {
  spec: {
    name: 'feed',
    positionals: 'list | check FILE… | sim SCENARIO',
    zh: '列出数据源类型;检查 CAP 文件;把想定按真实协议发到真实端口',
    en: 'list feed connectors; check CAP files; play a scenario to true ports in true protocols',
    options: {
      rate: { type: 'string', value: 'N', default: '60', zh: '倍率 1–600', en: 'rate 1–600' },
    },
  },
  async run({ io, values, positionals }) {
    const [verb, ...rest] = positionals;
    if (verb === 'list') {
      const list = connectors.map((c) => ({ id: c.id, title: io.text(c.titleKey) }));
      io.result(list, () => plainTable(list.map((c) => [c.id, c.title])));
      return 0;
    }
    if (verb === 'check' && rest.length > 0) {
      const reports: {
        file: string;
        ok: boolean;
        identifier?: string | undefined;
        status?: string | undefined;
        problem?: string;
      }[] = [];
      for (const file of rest) {
        const bytes = await readFile(file).catch((error: unknown) => {
          throw new ProblemError('cli.unreadable', {
            file,
            why: error instanceof Error ? error.message : String(error),
          });
        });
        const parsed = parseCap(bytes.toString('utf8'));
        if (!parsed.ok) reports.push({ file, ok: false, problem: io.text.problem(parsed.problem) });
        else
          for (const alert of parsed.value)
            reports.push({ file, ok: true, identifier: alert.identifier, status: alert.status });
      }
      io.result(reports, () =>
        plainTable(
          reports.map((r) => [
            r.ok ? '✓' : '✗',
            r.file,
            r.ok ? `${r.identifier} ${r.status}` : (r.problem ?? ''),
          ]),
        ),
      );
      return reports.every((r) => r.ok) ? 0 : 1;
    }
    if (verb === 'sim' && rest.length === 1) {
      const rate = Number(values.rate);
      if (!(rate >= 1 && rate <= 600))
        throw new ProblemError('cli.usage', { why: `--rate ${values.rate}` });
      return runFeedSim({ scenario: rest[0] as string, scenariosDir, rate, io });
    }
    throw new ProblemError('cli.usage', { why: verb ?? 'feed' });
  },
};
