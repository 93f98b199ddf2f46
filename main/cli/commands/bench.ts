import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProblemError } from '../../../shared/kit/result.ts';
import { rootDir } from '../../host/paths.ts';
import type { Command } from '../command.ts';
import { plainTable } from '../io.ts';

interface BenchResult {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly unit: string;
  readonly details: Readonly<Record<string, unknown>>;
}

const dir = join(rootDir, 'tests', 'bench');
const names = () =>
  existsSync(dir)
    ? readdirSync(dir)
        .filter((f) => f.endsWith('.bench.ts'))
        .map((f) => f.replace('.bench.ts', ''))
        .sort()
    : [];

export const command: Command = {
  spec: {
    name: 'bench',
    positionals: '[NAME…]',
    zh: '并排测速:我们的实现与对照在同一次运行中,给出比值',
    en: 'side-by-side speed: ours and a peer in one run, with their ratio',
    options: {
      full: { type: 'boolean', zh: '完整规模(慢)', en: 'full size (slow)' },
      seconds: { type: 'string', value: 'N', zh: '持续时间', en: 'duration' },
    },
  },
  async run({ io, values, positionals }) {
    const known = names();
    if (known.length === 0) throw new ProblemError('cli.noBenches');
    const wanted = positionals.length === 0 ? known : positionals;
    const unknown = wanted.filter((n) => !known.includes(n));
    if (unknown.length > 0)
      throw new ProblemError('cli.usage', { why: `${unknown.join(', ')}; ${known.join(', ')}` });
    const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
    if (seconds !== undefined && !(seconds > 0 && seconds <= 86_400))
      throw new ProblemError('cli.usage', { why: `--seconds ${values.seconds}` });
    const results: BenchResult[] = [];
    for (const name of wanted) {
      io.log(`… ${name}`);
      const module = (await import(pathToFileURL(join(dir, `${name}.bench.ts`)).href)) as {
        run(options: Record<string, unknown>): Promise<BenchResult>;
      };
      results.push(
        await module.run({
          full: values.full === true,
          ...(seconds === undefined ? {} : { seconds }),
        }),
      );
    }
    io.result(results.length === 1 ? results[0] : results, () =>
      plainTable([
        ['bench', 'ours', 'peer', 'ratio', 'unit'],
        ...results.map((r) => [
          r.name,
          r.ours.toPrecision(4),
          r.peer.toPrecision(4),
          r.ratio.toFixed(2),
          r.unit,
        ]),
      ]),
    );
    return 0;
  },
};
