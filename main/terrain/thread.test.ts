import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../shared/kit/result.ts';
import type { WorkerClient } from '../thread/rpc.ts';
import { openTerrain } from './terrain.ts';
import { type HostTerrain, openTerrainThread } from './thread.ts';

const assetsDir = fileURLToPath(new URL('../../assets', import.meta.url));
const at = [109.89, 31.09] as const;
let dir: string;
let terrain: HostTerrain | undefined;
afterEach(async () => {
  await terrain?.close();
  terrain = undefined;
  rmSync(dir, { recursive: true, force: true });
});

/** One SRTM cell at 3″ whose posts all have one height. */
function cell(heightM: number): string {
  const bytes = Buffer.alloc(1201 * 1201 * 2);
  for (let i = 0; i < 1201 * 1201; i++) bytes.writeInt16BE(heightM, i * 2);
  const path = join(dir, 'N31E109.hgt');
  writeFileSync(path, bytes);
  return path;
}

describe('the terrain in its thread', () => {
  it('answers as the terrain here does, and tells what an import changed', async () => {
    dir = mkdtempSync(join(tmpdir(), 'sandtable-thread-'));
    terrain = await openTerrainThread({ dir: join(dir, 'terrain'), assetsDir });
    const here = await openTerrain({ dir: join(dir, 'other'), assetsDir });
    expect(await terrain.sample([at])).toEqual(await here.sample([at]));
    expect(terrain.version()).toBe(here.version());
    const tile = await terrain.reliefTile(8, 411, 83, { style: 'dark' });
    expect(Buffer.from(tile ?? [])).toEqual(
      Buffer.from((await here.reliefTile(8, 411, 83, { style: 'dark' })) ?? []),
    );
    await here.close();

    const changed = vi.fn();
    terrain.onChanged.on(changed);
    const before = terrain.version();
    const progress: number[] = [];
    const [report] = await terrain.importFiles([cell(777)], {
      now: 1,
      onProgress: (p) => progress.push(p.fraction),
    });
    expect(report?.problem).toBeUndefined();
    expect(progress.at(-1)).toBe(1);
    expect(changed).toHaveBeenCalled();
    expect(terrain.version()).not.toBe(before);
    expect(terrain.kind([...at])).toBe('imported');
    expect(terrain.datum([...at])).toBe('egm96');
    expect((await terrain.sample([at]))[0]?.heightM).toBe(777);
  });

  it('says what is wrong with a file, and stops an import that nobody wants any more', async () => {
    dir = mkdtempSync(join(tmpdir(), 'sandtable-thread-'));
    terrain = await openTerrainThread({ dir: join(dir, 'terrain'), assetsDir });
    const [bad] = await terrain.importFiles([join(dir, 'nothing.tif')], { now: 1 });
    expect(bad?.problem).toBeDefined();
    const signal = AbortSignal.abort();
    expect(await terrain.importFiles([cell(1)], { now: 1, signal })).toEqual([]);
    expect(terrain.kind([...at])).toBe('schematic');
  });

  it('comes back when it died, and says so', async () => {
    dir = mkdtempSync(join(tmpdir(), 'sandtable-thread-'));
    const told: Problem[] = [];
    const threads: WorkerClient[] = [];
    terrain = await openTerrainThread({
      dir: join(dir, 'terrain'),
      assetsDir,
      tell: (p) => told.push(p),
      started: (thread) => threads.push(thread),
    });
    const { worker } = threads[0] as unknown as { worker: Worker };
    const open = terrain.heights([109, 31, 110, 32], 3000, 3000);
    await worker.terminate();
    await expect(open).rejects.toMatchObject({ problem: { code: 'store.workerDied' } });
    expect(told).toHaveLength(1);
    await vi.waitFor(
      async () => expect((await terrain?.sample([at]))?.[0]?.heightM).toBeGreaterThan(0),
      { timeout: 20_000, interval: 250 },
    );
    expect(threads).toHaveLength(2);
  });
});
