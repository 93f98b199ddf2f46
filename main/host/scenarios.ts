import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ScenarioInfo } from '../../shared/contract/types.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { MAX_PACK, parsePack, type ScenarioPack } from '../scenario/pack.ts';

export interface Scenarios {
  list(): readonly ScenarioInfo[];
  /** By id, or by the path of a file. Throws scenario.unknown, scenario.unreadable, scenario.invalid … */
  load(idOrPath: string): { pack: ScenarioPack; text: string };
}

function read(path: string): { pack: ScenarioPack; text: string } {
  let text: string;
  try {
    if (statSync(path).size > MAX_PACK) throw new ProblemError('scenario.tooLarge', { path });
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new ProblemError('scenario.missing', { path });
    const why = code ?? (error instanceof Error ? error.message : String(error));
    throw new ProblemError('scenario.unreadable', { path, why });
  }
  const parsed = parsePack(text, path);
  if (!parsed.ok) throw new ProblemError(parsed.problem.code, parsed.problem.params);
  return { pack: parsed.value, text };
}

function info(pack: ScenarioPack): ScenarioInfo {
  return {
    id: pack.id,
    title: pack.title,
    mode: pack.mode,
    place: pack.place,
    start: pack.start,
    end: pack.end,
    events: pack.events.length,
    defaultRate: pack.defaultRate,
  };
}

/** The packs of some folders, the first folder winning. A broken file is left out and told in the log. */
export function openScenarios(
  dirs: readonly string[],
  broken: (error: unknown) => void,
): Scenarios {
  const files = () =>
    dirs.flatMap((dir) => {
      try {
        return readdirSync(dir)
          .filter((name) => name.endsWith('.json'))
          .sort()
          .map((name) => join(dir, name));
      } catch {
        return [];
      }
    });
  const known = new Map<string, { stamp: string; info: ScenarioInfo | undefined }>();
  const list = () => {
    const out = new Map<string, ScenarioInfo>();
    for (const path of files()) {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (!stat) continue;
      const { size, mtimeMs } = stat;
      const stamp = `${size}/${mtimeMs}`;
      let entry = known.get(path);
      if (entry?.stamp !== stamp) {
        entry = { stamp, info: undefined };
        try {
          entry = { stamp, info: info(read(path).pack) };
        } catch (error) {
          broken(error);
        }
        known.set(path, entry);
      }
      if (entry.info && !out.has(entry.info.id)) out.set(entry.info.id, entry.info);
    }
    return [...out.values()];
  };
  return {
    list,
    load(idOrPath) {
      if (/\.json$|[\\/]/i.test(idOrPath)) return read(resolve(idOrPath));
      for (const path of files())
        if (path.endsWith(`${idOrPath}.json`)) {
          const found = read(path);
          if (found.pack.id === idOrPath) return found;
        }
      for (const path of files()) {
        try {
          const found = read(path);
          if (found.pack.id === idOrPath) return found;
        } catch {
          // Told of by list().
        }
      }
      throw new ProblemError('scenario.unknown', {
        id: idOrPath,
        known: list()
          .map((s) => s.id)
          .join(', '),
      });
    },
  };
}
