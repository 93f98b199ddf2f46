import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Problem, ProblemError } from '../../shared/kit/result.ts';
import type { FeedConfig } from '../feeds/supervisor.ts';
import { writeJson } from '../store/jsonFile.ts';
import { storeError } from '../store/problems.ts';

const schema = z.array(
  z.object({
    feedId: z.string().optional(),
    connector: z.string(),
    name: z.string(),
    config: z.record(z.string(), z.unknown()),
  }),
);

export const feedsPath = (dataDir: string, lineId: string) =>
  join(dataDir, 'lines', lineId, 'feeds.json');

/** The feeds that were set up on a line; none where there is no such file. Throws store.corrupt. */
export function readFeeds(path: string): readonly FeedConfig[] {
  if (!existsSync(path)) return [];
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw storeError(error, path);
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw new ProblemError('store.corrupt', { path });
  }
}

/** As readFeeds; a damaged file is put aside, so that the next one that is set up does not wipe it out. */
export function takeUpFeeds(path: string, tell: (problem: Problem) => void): readonly FeedConfig[] {
  try {
    return readFeeds(path);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    if (error.problem.code !== 'store.corrupt') {
      tell(error.problem);
      return [];
    }
  }
  let kept = `${path}.damaged`;
  for (let n = 2; existsSync(kept); n++) kept = `${path}.damaged-${n}`;
  try {
    renameSync(path, kept);
  } catch {
    kept = path;
  }
  tell({ code: 'host.feedsLost', params: { path, kept } });
  return [];
}

export function saveFeeds(path: string, configs: readonly unknown[]): void {
  writeJson(path, configs);
}
