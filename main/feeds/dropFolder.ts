import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ProblemError } from '../../shared/kit/result.ts';

/** Pause between the two looks that a file has to survive unchanged. */
const SETTLE_MS = 500;
const MAX_FILES = 200;

export interface DroppedFile {
  readonly name: string;
  /** undefined: larger than the limit. */
  readonly bytes: Uint8Array | undefined;
  /** Name, size and time of change: the same file unchanged has the same stamp. */
  readonly stamp: string;
}

/**
 * A folder into which others put files. Only plain files with the given endings are looked at (no symbolic links, no
 * subfolders); a file is taken when it does not change between two looks. Done files are moved to `taken/` or
 * `refused/`; nothing is ever deleted or overwritten. Fails with feeds.dir.* where the folder cannot be used.
 */
export class DropFolder {
  private readonly dir: string;
  private readonly ending: RegExp;
  private readonly maxBytes: number;

  constructor(dir: string, ending: RegExp, maxBytes: number) {
    this.dir = dir;
    this.ending = ending;
    this.maxBytes = maxBytes;
  }

  async ready(signal: AbortSignal): Promise<DroppedFile[]> {
    const before = await this.look();
    if (before.size === 0) return [];
    await pause(SETTLE_MS, undefined, { signal });
    const after = await this.look();
    const files: DroppedFile[] = [];
    for (const [name, stamp] of after) {
      if (before.get(name) !== stamp) continue;
      const file = await this.read(name, stamp);
      if (file) files.push(file);
      if (files.length >= MAX_FILES || signal.aborted) break;
    }
    return files;
  }

  private async look(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    let entries: Awaited<ReturnType<typeof list>>;
    try {
      entries = await list(this.dir);
    } catch (error) {
      throw new ProblemError('feeds.dir.unreadable', { dir: this.dir, why: codeOf(error) }, error);
    }
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (!entry.isFile() || !this.ending.test(entry.name)) continue;
      const stat = await lstat(join(this.dir, entry.name)).catch(() => undefined);
      // An empty file is one that its sender has only just opened.
      if (stat?.isFile() && stat.size > 0)
        found.set(entry.name, `${entry.name}|${stat.size}|${stat.mtimeMs}`);
    }
    return found;
  }

  private async read(name: string, stamp: string): Promise<DroppedFile | undefined> {
    // The name may have become a link since the look; Windows has no such flag and needs a right to make links.
    const handle = await open(
      join(this.dir, name),
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0),
    ).catch(() => undefined);
    if (handle === undefined) return undefined;
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return undefined;
      if (stat.size > this.maxBytes) return { name, bytes: undefined, stamp };
      const bytes = Buffer.alloc(stat.size);
      const { bytesRead } = await handle.read(bytes, 0, stat.size, 0);
      return { name, bytes: bytes.subarray(0, bytesRead), stamp };
    } finally {
      await handle.close();
    }
  }

  /** Moves the file to `taken/`, or with a note that says why to `refused/`. */
  async put(name: string, where: 'taken' | 'refused', note?: string): Promise<void> {
    const folder = join(this.dir, where);
    try {
      await mkdir(folder).catch((error: unknown) => {
        if (codeOf(error) !== 'EEXIST') throw error;
      });
      // A link in its place would carry the files out of the folder.
      if (!(await lstat(folder)).isDirectory())
        throw Object.assign(new Error(), { code: 'ENOTDIR' });
      const target = await freeName(folder, name);
      await rename(join(this.dir, name), join(folder, target));
      if (note !== undefined) await writeFile(join(folder, `${target}.txt`), note, { flag: 'wx' });
    } catch (error) {
      throw new ProblemError(
        'feeds.dir.notMoved',
        { file: name, folder: where, why: codeOf(error) },
        error,
      );
    }
  }
}

const list = (dir: string) => readdir(dir, { withFileTypes: true });

const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : String(error);
};

async function freeName(folder: string, name: string): Promise<string> {
  const taken = new Set(await readdir(folder));
  const free = (n: string) => !taken.has(n) && !taken.has(`${n}.txt`);
  if (free(name)) return name;
  const dot = name.lastIndexOf('.');
  for (let i = 2; ; i++) {
    const next = `${name.slice(0, dot)}-${i}${name.slice(dot)}`;
    if (free(next)) return next;
  }
}
