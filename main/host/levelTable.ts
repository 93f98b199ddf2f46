import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../../shared/kit/result.ts';
import { defaultLevels, type LevelRow, levelTable } from '../../shared/plan/levels.ts';

/**
 * The grading table of a workspace: DIR/levels.json, or the built-in one. A file that cannot be used is told, and the
 * built-in table holds: a level is only ever proposed, and its basis names the bound that was used.
 */
export function loadLevels(dataDir: string, tell: (problem: Problem) => void): readonly LevelRow[] {
  const path = join(dataDir, 'levels.json');
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as { code?: string }).code !== 'ENOENT')
      tell({ code: 'levels.bad', params: { path, why: (error as Error).message } });
    return defaultLevels;
  }
  try {
    const parsed = levelTable.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    tell({
      code: 'levels.bad',
      params: { path, why: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}` },
    });
  } catch (error) {
    tell({ code: 'levels.bad', params: { path, why: (error as Error).message } });
  }
  return defaultLevels;
}
