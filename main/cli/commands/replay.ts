import { createHash } from 'node:crypto';
import { collectionNames } from '../../../shared/events/situation.ts';
import { situationText } from '../../../shared/events/snapshot.ts';
import { ProblemError } from '../../../shared/kit/result.ts';
import { formatIso } from '../../../shared/time/time.ts';
import { systemClock } from '../../host/systemClock.ts';
import { openWorkspace } from '../../session/workspace.ts';
import { timeOf } from '../args.ts';
import type { Command } from '../command.ts';
import { plainTable } from '../io.ts';

export const command: Command = {
  spec: {
    name: 'replay',
    positionals: 'state --at TIME [--as known|actual] [--line ID] | lines',
    zh: '打印某一时刻的态势及其哈希;known=当时所知,actual=实际情况',
    en: 'print the situation at a time and its hash; known = as known then, actual = as it was',
    options: {
      at: {
        type: 'string',
        value: 'TIME',
        zh: '时刻,如 2015-06-24T19:10(默认北京时间)、…+08:00 或 UTC 毫秒数',
        en: 'time, such as 2015-06-24T19:10 (Beijing time unless it says otherwise), or UTC epoch ms',
      },
      as: {
        type: 'string',
        value: 'known|actual',
        default: 'known',
        zh: '视角(默认 known)',
        en: 'view (default known)',
      },
      line: {
        type: 'string',
        value: 'ID',
        zh: '哪一条线(默认最近使用的)',
        en: 'which line (default: the last used)',
      },
    },
  },
  async run({ io, dataDir, values, positionals }) {
    const [verb] = positionals;
    if (verb !== 'state' && verb !== 'lines')
      throw new ProblemError('cli.usage', { why: verb ?? 'replay' });
    const view = values.as;
    if (view !== 'known' && view !== 'actual')
      throw new ProblemError('cli.usage', { why: `--as ${view}` });
    const at = verb === 'state' ? timeOf('--at', values.at) : undefined;

    const workspace = await openWorkspace(dataDir, { hostClock: systemClock, readOnly: true });
    try {
      if (verb === 'lines') {
        const lines = workspace.lines();
        io.result(lines, () => plainTable(lines.map((l) => [l.id, l.kind, l.mode, l.name])));
        return 0;
      }
      const line = await workspace.openLine(
        typeof values.line === 'string' ? values.line : workspace.activeLine,
      );
      const situation = await line.stateAt(at as number, view);
      const hash = createHash('sha256').update(situationText(situation)).digest('hex');
      const tables = Object.fromEntries(
        collectionNames
          .filter((name) => situation.tables[name].size > 0)
          .map((name) => [
            name,
            Object.fromEntries(
              situation.list(name).map((rec) => [
                rec.id,
                {
                  ...rec.body,
                  _at: formatIso(rec.last[0]),
                  _rx: formatIso(rec.last[1]),
                  _seq: rec.last[2],
                  _source: rec.source,
                },
              ]),
            ),
          ]),
      );
      io.result(
        {
          line: line.meta.id,
          at: formatIso(at as number),
          as: view,
          facts: situation.count,
          seq: situation.seq,
          hash,
          situation: tables,
        },
        () =>
          [
            `${io.text('cli.stateAt', { at: formatIso(at as number), view: io.text(`cli.view.${view}`), line: line.meta.id })}`,
            plainTable(
              Object.entries(tables).map(([name, rows]) => [
                `  ${name}`,
                String(Object.keys(rows).length),
              ]),
            ),
            `${io.text('cli.factsFolded', { facts: situation.count })}  sha256 ${hash}`,
          ].join('\n'),
      );
      return 0;
    } finally {
      await workspace.close();
    }
  },
};
