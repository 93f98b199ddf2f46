import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ProblemError } from '../../shared/kit/result.ts';
import type { Text } from '../../shared/text/index.ts';
import { ManualClock } from '../../shared/time/clock.ts';
import type { ScenarioPack } from '../scenario/pack.ts';
import { startPlayer } from '../scenario/player.ts';
import { LineRuntime } from './lineRuntime.ts';
import { openParts } from './parts.ts';

export interface PanoramaReport {
  readonly incidentId: string;
  readonly stages: readonly {
    readonly id: string;
    readonly deadlineMin: number;
    readonly state: string;
    readonly computeMs: number;
    readonly completeness: number;
    readonly missing: readonly { readonly text: string; readonly weight: number }[];
  }[];
  readonly products: readonly {
    readonly kind: string;
    readonly path: string;
    readonly sha256: string;
  }[];
  readonly totalComputeMs: number;
}

/**
 * Plays a pack through the real adapters on a clock that is moved by hand, from its start to T+30 of its first
 * incident, and writes what the panorama made to a folder. Nothing waits for the time of day.
 */
export async function panoramaOfScenario(o: {
  readonly pack: ScenarioPack;
  readonly dataDir: string;
  readonly outDir: string;
  readonly text: Text;
  readonly log: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: (stage: { id: string; state: string; computeMs: number }) => void;
}): Promise<PanoramaReport> {
  const { pack, text, log } = o;
  const clock = new ManualClock(pack.start);
  const parts = await openParts({ dataDir: o.dataDir, hostClock: clock, text, log });
  try {
    const meta = parts.workspace.createLine({
      kind: 'scenario',
      mode: pack.mode,
      name: pack.title[text.locale],
      scenarioId: pack.id,
      clock: { at: pack.start, rate: 1, playing: true },
    });
    parts.workspace.activeLine = meta.id;
    const runtime = new LineRuntime(await parts.workspace.openLine(meta.id), parts.services);
    await runtime.start();
    const player = await startPlayer(pack, runtime.scenarioStage());
    try {
      const { head } = runtime.line;
      const told = new Set<string>();
      for (;;) {
        if (o.signal?.aborted) throw new DOMException('aborted', 'AbortError');
        const times = [player.next(), runtime.panorama.nextDue()].filter((t) => t !== undefined);
        if (times.length === 0) break;
        const t = Math.max(clock.now(), Math.min(...times));
        clock.set(t);
        await player.playTo(t);
        await runtime.settled();
        await runtime.panorama.tick();
        for (const stage of head.tables.stages.values())
          if (stage.body.doneAt !== undefined && !told.has(stage.id)) {
            told.add(stage.id);
            const { stageId = '', state = '', computeMs = 0 } = stage.body;
            o.onStage?.({ id: stageId, state, computeMs });
          }
        if (head.get('stages', `${[...head.tables.incidents.keys()][0]}|1|t30`)?.doneAt) break;
      }
      const incident = [...head.tables.incidents.values()][0];
      if (!incident) throw new ProblemError('scenario.noIncident', { id: pack.id });
      return await report(runtime, incident.id, o.outDir, text);
    } finally {
      await player.stop();
      await runtime.stop();
    }
  } finally {
    await parts.close();
  }
}

/** The newest version's stages and products of an incident; the products as files. */
async function report(
  runtime: LineRuntime,
  incidentId: string,
  outDir: string,
  text: Text,
): Promise<PanoramaReport> {
  const { head } = runtime.line;
  const stages = head
    .list('stages', (s) => s.incidentId === incidentId && s.version === 1)
    .map((s) => s.body)
    .sort((a, b) => (a.deadlineMin ?? 0) - (b.deadlineMin ?? 0));
  await mkdir(outDir, { recursive: true });
  const products: { kind: string; path: string; sha256: string }[] = [];
  for (const { body } of head.list('products', (p) => p.incidentId === incidentId)) {
    // The bundle that a signature is printed from stays in the workspace.
    if (body.sha256 === undefined || (body.stageId === 't30' && body.kind === 'json')) continue;
    const bytes = await runtime.blob(body.sha256);
    if (!bytes) continue;
    const name = body.stageId === 't30' ? 'panorama' : (body.stageId ?? 'stage');
    const path = join(outDir, `${name}-v${body.version}.${body.kind}`);
    await writeFile(path, bytes);
    products.push({ kind: body.kind ?? '', path, sha256: body.sha256 });
  }
  return {
    incidentId,
    stages: stages.map((s) => ({
      id: s.stageId ?? '',
      deadlineMin: s.deadlineMin ?? 0,
      state: s.state ?? '',
      computeMs: s.computeMs ?? 0,
      completeness: s.completeness ?? 0,
      missing: (s.missing ?? []).map((m) => ({ text: text(m.key, m.params), weight: m.weight })),
    })),
    products,
    totalComputeMs: Math.round(stages.reduce((sum, s) => sum + (s.computeMs ?? 0), 0)),
  };
}
