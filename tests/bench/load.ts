import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NewFact, newFact } from '../../shared/events/fact.ts';
import { createRng } from '../../shared/kit/rng.ts';

export interface BenchOptions {
  /** Full size; slow. */
  readonly full?: boolean;
  readonly seconds?: number;
}
export interface BenchResult {
  readonly name: string;
  readonly ours: number;
  readonly peer: number;
  readonly ratio: number;
  readonly unit: string;
  readonly details: Readonly<Record<string, unknown>>;
}

export async function withFolder<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'sandtable-bench-'));
  try {
    return await work(dir);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

export const LOAD_START = 1_597_881_600_000;

/**
 * The facts of an incident under way: `things` vehicles, boats and gauges, 20 ms apart, each some seconds late in its
 * own way; one report in a thousand comes an hour late; some reports, tasks and warnings in between.
 */
export function* load(things: number, seed = 1): Generator<NewFact> {
  const rng = createRng(seed);
  for (let i = 0; ; i++) {
    const now = LOAD_START + i * 20;
    const late = rng() < 0.001 ? 3_600_000 * rng() : 5000 * rng();
    const at = Math.round(now - late);
    if (i % 500 === 499) {
      const n = (i + 1) / 500;
      yield newFact({
        at,
        kind: 'report.received',
        source: 'seat:watch',
        actor: 'watch',
        body: {
          reportId: `report-${n % 400}`,
          incidentId: 'incident-1',
          channel: 'field',
          from: `队伍 ${n % 40}`,
          text: `第 ${n} 次报告:现场水位 ${(180 + (n % 900) / 100).toFixed(2)} 米,人员已转移。`,
        },
      });
      continue;
    }
    const thing = `thing-${Math.floor(rng() * things)}`;
    yield newFact({
      at,
      kind: 'observation',
      source: 'feed:mqtt',
      body: {
        thing,
        kind: 'vehicle',
        p: [
          Math.round((106.4 + rng() * 0.4) * 1e6) / 1e6,
          Math.round((29.4 + rng() * 0.4) * 1e6) / 1e6,
          Math.round(rng() * 4000) / 10,
        ],
        headingDeg: Math.floor(rng() * 360),
        speedMs: Math.round(rng() * 300) / 10,
        r: { battery: [Math.round(rng() * 1000) / 10, '%'] },
      },
    });
  }
}

export function take(facts: Generator<NewFact>, n: number): NewFact[] {
  const out: NewFact[] = [];
  while (out.length < n) out.push(facts.next().value as NewFact);
  return out;
}

export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

export const round = (value: number, digits = 1): number => Number(value.toFixed(digits));
