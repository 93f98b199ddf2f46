import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ProblemError, problemOf } from '../../../shared/kit/result.ts';
import { scenariosDir } from '../../host/paths.ts';
import { panoramaOfScenario } from '../../host/scenarioOnce.ts';
import { openScenarios } from '../../host/scenarios.ts';
import type { Command } from '../command.ts';

export const command: Command = {
  spec: {
    name: 'panorama',
    positionals: '',
    zh: '按想定走完 T+0…T+30,生成全景图(PDF、PNG、GeoJSON)',
    en: 'run a scenario from T+0 to T+30 and make the situation sheet (PDF, PNG, GeoJSON)',
    options: {
      scenario: {
        type: 'string',
        value: 'ID|PATH',
        zh: '想定编号或文件',
        en: 'id of a scenario, or a file',
      },
      out: { type: 'string', value: 'DIR', zh: '输出目录', en: 'folder for the products' },
    },
  },
  async run({ io, dataDir, values }) {
    const { scenario, out } = values;
    if (typeof scenario !== 'string')
      throw new ProblemError('cli.usage', { why: '--scenario ID|PATH' });
    if (typeof out !== 'string') throw new ProblemError('cli.usage', { why: '--out DIR' });
    const { pack } = openScenarios([join(dataDir, 'scenarios'), scenariosDir], (error) =>
      io.log(io.text.problem(problemOf(error))),
    ).load(scenario);
    // Without --data the run leaves nothing behind but its products.
    const temporary = values.data === undefined;
    const workspace = temporary ? await mkdtemp(join(tmpdir(), 'sandtable-')) : dataDir;
    try {
      const report = await panoramaOfScenario({
        pack,
        dataDir: workspace,
        outDir: resolve(out),
        text: io.text,
        log: io.log,
        signal: io.signal,
        onStage: (s) =>
          io.log(
            `${io.text(`panorama.stage.${s.id}`)}  ${io.text(`panorama.state.${s.state}`)}  ${Math.round(s.computeMs)} ms`,
          ),
      });
      io.result(report, () =>
        [
          ...report.stages.map(
            (s) =>
              `T+${s.deadlineMin}  ${io.text(`panorama.stage.${s.id}`)}  ${io.text(`panorama.state.${s.state}`)}  ${Math.round(s.completeness * 100)}%  ${s.missing.map((m) => m.text).join(';')}`,
          ),
          ...report.products.map((p) => `${p.kind}  ${p.path}  ${p.sha256}`),
          `${report.totalComputeMs} ms`,
        ].join('\n'),
      );
      return report.stages.length > 0 ? 0 : 1;
    } finally {
      if (temporary) await rm(workspace, { recursive: true, force: true });
    }
  },
};
