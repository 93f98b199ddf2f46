import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ProblemError } from '../../../shared/kit/result.ts';
import { exporters } from '../../export/index.ts';
import { systemClock } from '../../host/systemClock.ts';
import { featuresOf, viewOf } from '../../panorama/index.ts';
import { openWorkspace } from '../../session/workspace.ts';
import { storeError } from '../../store/problems.ts';
import { timeOf } from '../args.ts';
import type { Command } from '../command.ts';

/** Exporters that work on the journal and the situation; sheets are made by `panorama`. */
const formats = ['geojson', 'facts-csv'] as const;

export const command: Command = {
  spec: {
    name: 'export',
    positionals: '--format geojson|facts-csv --out FILE',
    zh: '导出某一时刻的态势(GeoJSON)或全部事实(CSV)',
    en: 'export the situation at a time (GeoJSON) or all facts (CSV)',
    options: {
      format: { type: 'string', value: formats.join('|'), zh: '格式', en: 'format' },
      out: { type: 'string', value: 'FILE', zh: '输出文件', en: 'file to write' },
      line: {
        type: 'string',
        value: 'ID',
        zh: '哪一条线(默认最近使用的)',
        en: 'which line (default: the last used)',
      },
      incident: {
        type: 'string',
        value: 'ID',
        zh: '哪一个事件(默认第一个)',
        en: 'which incident (default: the first)',
      },
      at: { type: 'string', value: 'TIME', zh: '时刻(默认最新)', en: 'time (default: the newest)' },
      as: { type: 'string', value: 'known|actual', default: 'known', zh: '视角', en: 'view' },
    },
  },
  async run({ io, dataDir, values }) {
    const { format, out, as } = values;
    const exporter = exporters.find((e) => e.id === format);
    if (!exporter || !formats.some((f) => f === format))
      throw new ProblemError('cli.usage', { why: `--format ${format ?? ''}` });
    if (typeof out !== 'string') throw new ProblemError('cli.usage', { why: '--out FILE' });
    if (as !== 'known' && as !== 'actual')
      throw new ProblemError('cli.usage', { why: `--as ${as}` });
    const asked = values.at === undefined ? undefined : timeOf('--at', values.at);

    const workspace = await openWorkspace(dataDir, { hostClock: systemClock, readOnly: true });
    try {
      const line = await workspace.openLine(
        typeof values.line === 'string' ? values.line : workspace.activeLine,
      );
      const { lastAt = 0, lastRx = 0 } = line.stats();
      const asOf = asked ?? Math.max(lastAt, lastRx);
      const situation = await line.stateAt(asOf, as);
      const incidentId =
        typeof values.incident === 'string'
          ? values.incident
          : ([...situation.tables.incidents.keys()][0] ?? '');
      const view = viewOf(situation, incidentId, asOf);
      if (format === 'geojson' && !view)
        throw new ProblemError('panorama.problem.noIncident', { id: incidentId });
      const all = format === 'facts-csv' ? await line.facts({ limit: 10_000_000 }) : [];
      const facts =
        asked === undefined ? all : all.filter((f) => (as === 'known' ? f.rx : f.at) <= asOf);
      const path = resolve(out);
      let bytes = 0;
      await exporter.run(
        {
          title: view?.incident.body.title ?? line.meta.name,
          asOf,
          mode: line.meta.mode,
          pages: [],
          features: view ? featuresOf(view) : [],
          facts,
          meta: { line: line.meta.id, view: as, seq: situation.seq },
        },
        {
          async write(_name, content) {
            bytes = content.byteLength;
            await writeFile(path, content).catch((error: unknown) => {
              throw storeError(error, path);
            });
          },
        },
      );
      io.result({ path, bytes, facts: facts.length, seq: situation.seq }, () =>
        io.text('cli.exported', { path, bytes }),
      );
      return 0;
    } finally {
      await workspace.close();
    }
  },
};
