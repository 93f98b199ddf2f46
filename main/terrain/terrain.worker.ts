import { given, hand, serve, tell } from '../thread/rpc.ts';
import { openTerrain, type TerrainService } from './terrain.ts';
import type { ImportCall, Opened, Told } from './thread.ts';

const terrain = await openTerrain(given<{ dir: string; assetsDir: string }>());
const imports = new Map<number, AbortController>();
const placed = (): Opened => terrain.placed().map(({ tiles: _, ...source }) => source);
terrain.onChanged.on(() => tell({ changed: placed() } satisfies Told));

/** A copy is handed over: the service keeps its tiles for the next who asks. */
const copied = (bytes: Uint8Array | undefined) => {
  if (!bytes) return undefined;
  const own = new Uint8Array(bytes);
  return hand(own, [own.buffer]);
};

type Args<K extends keyof TerrainService> = TerrainService[K] extends (...a: infer A) => unknown
  ? A
  : never;

serve({
  open: () => ({ made: terrain.made, placed: placed() }),
  sample: (a: Args<'sample'>) => terrain.sample(...a),
  profile: (a: Args<'profile'>) => terrain.profile(...a),
  sources: () => terrain.sources(),
  removeSource: (a: Args<'removeSource'>) => terrain.removeSource(...a),
  heights: async (a: Args<'heights'>) => {
    const grid = await terrain.heights(...a);
    return hand(grid, [grid.data.buffer as ArrayBuffer]);
  },
  water: async (a: Args<'water'>) => {
    const grid = await terrain.water(...a);
    return hand(grid, [grid.data.buffer as ArrayBuffer]);
  },
  contours: (a: Args<'contours'>) => terrain.contours(...a),
  heightmapTile: async (a: Args<'heightmapTile'>) => copied(await terrain.heightmapTile(...a)),
  reliefTile: async (a: Args<'reliefTile'>) => copied(await terrain.reliefTile(...a)),
  cutoutBytes: async (a: Args<'cutoutBytes'>) => copied(await terrain.cutoutBytes(...a)),
  import: async ({ call, paths, now, datum }: ImportCall) => {
    const abort = new AbortController();
    imports.set(call, abort);
    try {
      return await terrain.importFiles(paths, {
        now,
        ...(datum === undefined ? {} : { datum }),
        signal: abort.signal,
        onProgress: (progress) => tell({ call, progress } satisfies Told),
      });
    } finally {
      imports.delete(call);
    }
  },
  abort: (call: number) => imports.get(call)?.abort(),
  close: () => terrain.close(),
});
