import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Problem, ProblemError, problemOf } from '../../shared/kit/result.ts';
import { runMode } from '../../shared/model/common.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { readJson, writeJson } from '../store/jsonFile.ts';
import { lockWorkspace, type WorkspaceLock } from '../store/lock.ts';
import { storeError } from '../store/problems.ts';
import { openReadOnly, readIdent } from '../store/schema.ts';
import type { Segment } from '../store/segments.ts';
import { Line } from './line.ts';
import { type ClockPosition, FORMAT_VERSION, type LineKind, type LineMeta } from './types.ts';

export interface WorkspaceOptions {
  readonly hostClock: Clock;
  readonly log?: ((line: string) => void) | undefined;
  /** Takes no lock and changes nothing; lines can be read while a host works on them. */
  readonly readOnly?: boolean | undefined;
  /** Facts between two snapshots. */
  readonly snapshotEvery?: number | undefined;
  /** Largest journal in pages of 4 KiB; for tests of a full disk. */
  readonly maxPages?: number | undefined;
}

export interface NewLine {
  /** Letters, digits, ".", "_", "-"; made up where not given. */
  readonly id?: string | undefined;
  readonly kind: Exclude<LineKind, 'branch'>;
  readonly mode: LineMeta['mode'];
  readonly name: string;
  readonly scenarioId?: string | undefined;
  /** Where its clock starts; 1× from now where not given. */
  readonly clock?: ClockPosition | undefined;
}

export interface Workspace {
  readonly dir: string;
  /** Cards of all lines, oldest first. */
  lines(): readonly LineMeta[];
  createLine(input: NewLine): LineMeta;
  /** The same Line for the same id as long as it is open. */
  openLine(id: string): Promise<Line>;
  /** The line that was worked on last. */
  activeLine: string;
  /** Tells a second host that is refused where this one can be reached. */
  announce(port: number): void;
  close(): Promise<void>;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

function newer(path: string, found: unknown): ProblemError | undefined {
  return typeof found === 'number' && found > FORMAT_VERSION
    ? new ProblemError('store.newerVersion', { path, found, supported: FORMAT_VERSION })
    : undefined;
}

function checkedMeta(id: string, path: string, card: Record<string, unknown>): LineMeta {
  const tooNew = newer(path, card.formatVersion);
  if (tooNew) throw tooNew;
  const branch = card.kind === 'branch';
  const good =
    card.id === id &&
    ['main', 'scenario', 'branch'].includes(card.kind as string) &&
    runMode.safeParse(card.mode).success &&
    typeof card.name === 'string' &&
    typeof card.createdAt === 'number' &&
    branch === (typeof card.parent === 'string') &&
    branch === Number.isSafeInteger(card.forkSeq);
  if (!good) throw new ProblemError('store.corrupt', { path });
  return card as unknown as LineMeta;
}

/** The card as it was when the line was made, from the journal itself. */
function cardOfJournal(id: string, journal: string): LineMeta {
  const db = openReadOnly(journal);
  try {
    const { card } = readIdent(db, journal);
    return checkedMeta(id, journal, JSON.parse(card ?? '') as Record<string, unknown>);
  } catch (error) {
    if (error instanceof SyntaxError) throw new ProblemError('store.corrupt', { path: journal });
    throw error;
  } finally {
    db.close();
  }
}

/**
 * Opens a folder as a workspace, makes it where there is none, and holds it against a second host. Throws
 * ProblemError store.locked, store.readOnly, store.full, store.newerVersion. A line that cannot be read does not
 * keep the others from opening.
 */
export async function openWorkspace(path: string, options: WorkspaceOptions): Promise<Workspace> {
  const dir = resolve(path);
  const { readOnly = false } = options;
  const linesDir = join(dir, 'lines');
  let lock: WorkspaceLock | undefined;
  if (readOnly) {
    if (!existsSync(linesDir)) throw new ProblemError('store.missing', { path: dir });
  } else {
    try {
      mkdirSync(linesDir, { recursive: true });
    } catch (error) {
      throw storeError(error, dir);
    }
    lock = lockWorkspace(dir);
  }
  try {
    return new OpenWorkspace(dir, linesDir, options, lock);
  } catch (error) {
    lock?.release();
    throw error;
  }
}

class OpenWorkspace implements Workspace {
  readonly dir: string;
  private readonly linesDir: string;
  private readonly options: WorkspaceOptions;
  private readonly lock: WorkspaceLock | undefined;
  private readonly readOnly: boolean;
  private readonly cards = new Map<string, LineMeta>();
  private readonly broken = new Map<string, Problem>();
  private readonly open = new Map<string, Promise<Line>>();
  private active = 'main';
  private closed: Promise<void> | undefined;

  constructor(
    dir: string,
    linesDir: string,
    options: WorkspaceOptions,
    lock: WorkspaceLock | undefined,
  ) {
    this.dir = dir;
    this.linesDir = linesDir;
    this.options = options;
    this.lock = lock;
    this.readOnly = options.readOnly ?? false;
    this.readLines();
    this.readSelf();
    if (!this.readOnly && !this.cards.has('main') && !this.broken.has('main'))
      this.createLine({ id: 'main', kind: 'main', mode: 'actual', name: 'main' });
  }

  private log(problem: Problem): void {
    this.options.log?.(`${problem.code} ${JSON.stringify(problem.params ?? {})}`);
  }

  private readLines(): void {
    for (const entry of readdirSync(this.linesDir, { withFileTypes: true })) {
      if (!entry.isDirectory() || !ID.test(entry.name)) continue;
      const id = entry.name;
      const card = join(this.linesDir, id, 'line.json');
      const journal = join(this.linesDir, id, 'journal.sqlite');
      try {
        this.cards.set(id, this.readCard(id, card, journal));
      } catch (error) {
        const problem = problemOf(error);
        this.broken.set(id, problem);
        this.log(problem);
      }
    }
  }

  private readCard(id: string, path: string, journal: string): LineMeta {
    let found: unknown;
    try {
      const card = readJson(path);
      if (card) return checkedMeta(id, path, card);
    } catch (error) {
      if (problemOf(error).code !== 'store.corrupt') throw error;
      found = error;
    }
    if (!existsSync(journal)) throw found ?? new ProblemError('store.missing', { path });
    const rebuilt = cardOfJournal(id, journal);
    if (!this.readOnly) writeJson(path, rebuilt);
    this.log({ code: 'store.cardRebuilt', params: { path } });
    return rebuilt;
  }

  private readSelf(): void {
    const path = join(this.dir, 'workspace.json');
    try {
      const self = readJson(path);
      const tooNew = newer(path, self?.formatVersion);
      if (tooNew) throw tooNew;
      if (typeof self?.activeLine === 'string' && this.cards.has(self.activeLine))
        this.active = self.activeLine;
      if (self) return;
    } catch (error) {
      // It only says which line was worked on last.
      if (problemOf(error).code !== 'store.corrupt') throw error;
      this.log({ code: 'store.cardRebuilt', params: { path } });
    }
    if (!this.readOnly) this.writeSelf();
  }

  private writeSelf(): void {
    writeJson(join(this.dir, 'workspace.json'), {
      formatVersion: FORMAT_VERSION,
      activeLine: this.active,
    });
  }

  private refuseReadOnly(): void {
    if (this.readOnly) throw new ProblemError('store.readOnly', { path: this.dir });
  }

  lines(): readonly LineMeta[] {
    return [...this.cards.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  createLine(input: NewLine): LineMeta {
    const createdAt = this.options.hostClock.now();
    const { id = this.freeId(input.kind), kind, mode, name, scenarioId, clock } = input;
    return this.add({
      id,
      kind,
      mode,
      name,
      createdAt,
      formatVersion: FORMAT_VERSION,
      ...(scenarioId === undefined ? {} : { scenarioId }),
      ...(clock === undefined ? {} : { clock }),
    });
  }

  private freeId(prefix: string): string {
    for (let n = this.cards.size; ; n++) {
      const id = `${prefix}-${n}`;
      if (!this.cards.has(id) && !existsSync(join(this.linesDir, id))) return id;
    }
  }

  private add(meta: LineMeta): LineMeta {
    this.refuseReadOnly();
    if (!ID.test(meta.id)) throw new ProblemError('store.badLineId', { line: meta.id });
    const dir = join(this.linesDir, meta.id);
    if (this.cards.has(meta.id) || existsSync(join(dir, 'line.json')))
      throw new ProblemError('store.lineExists', { line: meta.id });
    try {
      mkdirSync(dir, { recursive: true });
    } catch (error) {
      throw storeError(error, dir);
    }
    writeJson(join(dir, 'line.json'), meta);
    this.cards.set(meta.id, meta);
    return meta;
  }

  openLine(id: string): Promise<Line> {
    if (this.closed) return Promise.reject(new ProblemError('store.closed'));
    let opening = this.open.get(id);
    if (!opening) {
      opening = this.openCard(id);
      this.open.set(id, opening);
      opening.catch(() => this.open.delete(id));
    }
    return opening;
  }

  private async openCard(id: string): Promise<Line> {
    const broken = this.broken.get(id);
    if (broken) throw new ProblemError(broken.code, broken.params);
    const meta = this.cards.get(id);
    if (!meta) throw new ProblemError('session.noLine', { line: id });
    const line = await Line.open({
      dir: join(this.linesDir, id),
      meta,
      segments: this.segmentsOf(meta),
      hostClock: this.options.hostClock,
      readOnly: this.readOnly,
      log: this.options.log ?? (() => {}),
      snapshotEvery: this.options.snapshotEvery,
      maxPages: this.options.maxPages,
      branch: (from, forkSeq, at, name) => this.branch(from, forkSeq, at, name),
      closed: (closed) => {
        this.open.delete(id);
        this.cards.set(id, closed.meta);
      },
    });
    line.onProblem.on((problem) => this.log(problem));
    return line;
  }

  /** The journals that a line's facts lie in. Of an ancestor only what every branch on the way down took over. */
  private segmentsOf(meta: LineMeta): Segment[] {
    const place = (id: string) => ({
      path: join(this.linesDir, id, 'journal.sqlite'),
      snapshots: join(this.linesDir, id, 'snapshots.sqlite'),
    });
    const segments: Segment[] = [place(meta.id)];
    let toSeq = Number.MAX_SAFE_INTEGER;
    let child = meta;
    while (child.parent !== undefined) {
      const parent = this.cards.get(child.parent);
      if (!parent || segments.length > this.cards.size)
        throw new ProblemError('store.noParent', { line: meta.id, parent: child.parent });
      toSeq = Math.min(toSeq, child.forkSeq ?? 0);
      if (toSeq > (parent.forkSeq ?? 0)) segments.unshift({ ...place(parent.id), toSeq });
      child = parent;
    }
    return segments;
  }

  private branch(from: Line, forkSeq: number, at: number, name: string): Promise<Line> {
    const { mode, id: parent } = from.meta;
    const { firstAt, lastAt, firstRx } = from.stats();
    const { id } = this.add({
      id: this.freeId('branch'),
      kind: 'branch',
      // What is tried out is never the real thing.
      mode: mode === 'actual' ? 'exercise' : mode,
      name,
      parent,
      forkSeq,
      createdAt: this.options.hostClock.now(),
      formatVersion: FORMAT_VERSION,
      clock: { at, rate: 1, playing: true },
      facts: forkSeq,
      ...(forkSeq > 0 ? { firstAt, firstRx, lastAt: Math.min(lastAt ?? at, at), lastRx: at } : {}),
    });
    return this.openLine(id);
  }

  get activeLine(): string {
    return this.active;
  }

  set activeLine(id: string) {
    this.refuseReadOnly();
    if (!this.cards.has(id)) throw new ProblemError('session.noLine', { line: id });
    this.active = id;
    this.writeSelf();
  }

  announce(port: number): void {
    this.lock?.announce(port);
  }

  close(): Promise<void> {
    this.closed ??= (async () => {
      const open = await Promise.allSettled(this.open.values());
      // Branches first: they read their parents' files.
      for (const line of open.reverse()) if (line.status === 'fulfilled') await line.value.close();
      this.lock?.release();
    })();
    return this.closed;
  }
}
