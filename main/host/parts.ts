import { access, constants, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LineInfo } from '../../shared/contract/types.ts';
import { ProblemError, problemOf } from '../../shared/kit/result.ts';
import type { Text } from '../../shared/text/index.ts';
import { whyText } from '../../shared/text/why.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { createJobPool } from '../jobs/index.ts';
import { createRenderer } from '../panorama/index.ts';
import type { Line } from '../session/line.ts';
import { openWorkspace, type Workspace } from '../session/workspace.ts';
import { storeError } from '../store/problems.ts';
import { openTerrainThread } from '../terrain/thread.ts';
import { BlobStore } from './blobs.ts';
import { JobBoard } from './jobBoard.ts';
import { loadLevels } from './levelTable.ts';
import { tightHeap } from './memory.ts';
import { panoramaTerrain } from './panoramaTerrain.ts';
import { assetsDir, scenariosDir } from './paths.ts';
import { loadPlaces, type Places } from './places.ts';
import { feedsPath, saveFeeds } from './savedFeeds.ts';
import { openScenarios, type Scenarios } from './scenarios.ts';
import type { HostServices } from './services.ts';
import { speakZod } from './zodWords.ts';

export interface Parts {
  readonly workspace: Workspace;
  readonly services: HostServices;
  readonly places: Places;
  readonly scenarios: Scenarios;
  close(): Promise<void>;
}

async function ensureWritable(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
    const probe = join(dir, '.probe');
    await writeFile(probe, '');
    await rm(probe);
  } catch (error) {
    const known = storeError(error, dir);
    if (known instanceof ProblemError && known.problem.code === 'store.full') throw known;
    throw new ProblemError('dataDir.readOnly', { dir }, error);
  }
}

function lineInfo(line: Line): LineInfo {
  const { meta } = line;
  const { facts, firstAt, lastAt, firstRx, lastRx } = line.stats();
  const { id, kind, mode, name, createdAt, scenarioId, parent, forkSeq } = meta;
  return {
    ...{ id, kind, mode, name, createdAt, scenarioId, parent, forkSeq },
    ...{ facts, firstAt, lastAt, firstRx, lastRx },
  };
}

/** Everything that lines at work share, over one workspace folder. */
export async function openParts(o: {
  readonly dataDir: string;
  readonly hostClock: Clock;
  readonly text: Text;
  readonly log: (line: string) => void;
}): Promise<Parts> {
  const { dataDir, hostClock, text, log } = o;
  const monotonic = () => performance.now();
  await ensureWritable(dataDir);
  tightHeap();
  speakZod(text.locale);
  const workspace = await openWorkspace(dataDir, {
    hostClock,
    log: (line) => log(whyText(text, line)),
  });
  const terrain = await openTerrainThread({
    dir: join(dataDir, 'terrain'),
    assetsDir,
    tell: ({ params }) => log(text('terrain.threadDied', { why: params?.why ?? '' })),
  }).catch(async (error: unknown) => {
    await workspace.close();
    throw error;
  });
  const places = await loadPlaces(assetsDir);
  const renderer = createRenderer();
  const jobs = new JobBoard(monotonic);
  const pool = createJobPool();
  return {
    workspace,
    places,
    scenarios: openScenarios([join(dataDir, 'scenarios'), scenariosDir], (error) =>
      log(text.problem(problemOf(error))),
    ),
    services: {
      hostClock,
      monotonic,
      text,
      log,
      blobs: new BlobStore(join(dataDir, 'blobs')),
      jobs,
      terrain,
      places,
      levels: loadLevels(dataDir, (problem) => log(text.problem(problem))),
      panoramaTerrain: (levels) => panoramaTerrain(terrain, places, levels),
      renderer,
      pool,
      lineInfo,
      terrainKind: (at) => terrain.kind(at),
      saveFeeds: async (lineId, configs) => saveFeeds(feedsPath(dataDir, lineId), configs),
    },
    async close() {
      jobs.stop();
      await pool.close();
      await renderer.close();
      await terrain.close();
      await workspace.close();
    },
  };
}
