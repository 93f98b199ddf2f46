import { join } from 'node:path';
import { writePng } from '../../main/export/png.ts';
import { scenariosDir } from '../../main/host/paths.ts';
import { panoramaOfScenario } from '../../main/host/scenarioOnce.ts';
import { openScenarios } from '../../main/host/scenarios.ts';
import { createText } from '../../shared/text/index.ts';
import { type BenchOptions, type BenchResult, quantile, round, withFolder } from './load.ts';

/** The limit that the first thirty minutes leave for computing, s. */
const BUDGET_S = 60;

/**
 * All computing from the report to the sheet that can be signed, against the one step that no implementation can
 * leave out: a page of the same size, empty but for its frame, as a 300 dpi picture by the same library.
 */
export async function run(options: BenchOptions = {}): Promise<BenchResult> {
  const rounds = options.full ? 5 : 2;
  const { pack } = openScenarios([scenariosDir], (error) => {
    throw error;
  }).load('wushan-2015');
  const totals: number[] = [];
  const peers: number[] = [];
  let stages: Record<string, number> = {};
  for (let i = 0; i < rounds; i++) {
    const blank =
      '<svg xmlns="http://www.w3.org/2000/svg" width="420mm" height="297mm" viewBox="0 0 420 297"><rect width="420" height="297" fill="#fff"/><rect x="6" y="24" width="296" height="196" fill="none" stroke="#000"/></svg>';
    const begun = performance.now();
    writePng(blank, 4961);
    peers.push(performance.now() - begun);
    await withFolder(async (dir) => {
      const report = await panoramaOfScenario({
        pack,
        dataDir: join(dir, 'workspace'),
        outDir: join(dir, 'out'),
        text: createText('zh'),
        log: () => {},
      });
      totals.push(report.totalComputeMs);
      stages = Object.fromEntries(report.stages.map((s) => [s.id, round(s.computeMs)]));
    });
  }
  const ours = quantile(totals, 0.5);
  const peer = quantile(peers, 0.5);
  return {
    name: 'panorama',
    ours: round(ours),
    peer: round(peer),
    ratio: round(ours / peer),
    unit: 'ms',
    details: { rounds, worstMs: round(Math.max(...totals)), budgetS: BUDGET_S, stages },
  };
}
