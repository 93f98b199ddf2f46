import { Emitter } from '../../shared/kit/emitter.ts';
import type { Problem } from '../../shared/kit/result.ts';
import type { HeightDatum } from '../../shared/model/common.ts';
import { WorkerClient } from '../thread/rpc.ts';
import { groundFacts } from './elevation.ts';
import type { TerrainService } from './terrain.ts';
import type { StoredSource } from './tileStore.ts';

/** Descriptions of the imported sources, without the names of their tiles. */
export type Opened = Omit<StoredSource, 'tiles'>[];
export interface ImportCall {
  readonly call: number;
  readonly paths: readonly string[];
  readonly now: number;
  readonly datum?: HeightDatum | undefined;
}
type Progress = { readonly fraction: number; readonly file: string };
/** What the thread says without being asked. */
export type Told =
  | { readonly changed: Opened }
  | { readonly call: number; readonly progress: Progress };

const url = () =>
  new URL(
    import.meta.url.endsWith('.ts') ? './terrain.worker.ts' : './terrain.worker.js',
    import.meta.url,
  );

const MOST_DEATHS = 5;
const AGAIN_MS = 500;

/** The terrain as a host uses it. */
export type HostTerrain = Omit<TerrainService, 'placed' | 'made'>;

/**
 * The workspace's elevation in a thread of its own: a relief tile or a fill of water takes tenths of a second of
 * computing, and neither feeds nor orders may wait for the map. What the descriptions alone tell is answered here.
 */
export async function openTerrainThread(options: {
  dir: string;
  assetsDir: string;
  /** Told when the thread died. */
  tell?: (problem: Problem) => void;
  /** A test's way to hold the thread. */
  started?: (thread: WorkerClient) => void;
}): Promise<HostTerrain> {
  const { dir, assetsDir } = options;
  const start = () => {
    const made = new WorkerClient(url(), 'terrain', { dir, assetsDir });
    options.started?.(made);
    return made;
  };
  let thread = start();
  const onChanged = new Emitter<void>();
  const listeners = new Map<number, (progress: Progress) => void>();
  const opened = await thread.call<{ made: string; placed: Opened }>('open', undefined);
  let { placed } = opened;
  let calls = 0;
  let deaths = 0;
  let restart: ReturnType<typeof setTimeout> | undefined;
  function listen(): void {
    thread.onNotice.on((notice) => {
      const told = notice as Told;
      if ('changed' in told) {
        placed = told.changed;
        onChanged.emit();
      } else listeners.get(told.call)?.(told.progress);
    });
    // Open calls have failed; the map asks again. A thread that keeps dying is left, and its calls say so.
    thread.onDeath.on((problem) => {
      options.tell?.(problem);
      deaths += 1;
      if (deaths > MOST_DEATHS) return;
      restart = setTimeout(() => {
        thread = start();
        listen();
      }, deaths * AGAIN_MS);
      restart.unref();
    });
  }
  listen();
  const ask =
    <K extends keyof TerrainService>(method: K) =>
    (...args: unknown[]) =>
      thread.call(method, args) as never;

  return {
    onChanged,
    ...groundFacts(
      () => placed,
      () => opened.made,
    ),
    sample: ask('sample'),
    heights: ask('heights'),
    water: ask('water'),
    profile: ask('profile'),
    sources: ask('sources'),
    removeSource: ask('removeSource'),
    heightmapTile: ask('heightmapTile'),
    reliefTile: ask('reliefTile'),
    cutoutBytes: ask('cutoutBytes'),
    contours: ask('contours'),
    async importFiles(paths, { now, datum, signal, onProgress }) {
      calls += 1;
      const call = calls;
      if (onProgress) listeners.set(call, onProgress);
      const abort = () => void thread.call('abort', call).catch(() => {});
      signal?.addEventListener('abort', abort, { once: true });
      try {
        if (signal?.aborted) return [];
        return await thread.call('import', { call, paths, now, datum } satisfies ImportCall);
      } finally {
        signal?.removeEventListener('abort', abort);
        listeners.delete(call);
      }
    },
    close: () => {
      clearTimeout(restart);
      return thread.close();
    },
  };
}
