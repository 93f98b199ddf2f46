import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { newFact } from '../../shared/events/fact.ts';
import { createText } from '../../shared/text/index.ts';
import { ManualClock } from '../../shared/time/clock.ts';
import { parsePack, type ScenarioPack } from '../scenario/pack.ts';
import { LineRuntime } from './lineRuntime.ts';
import { openParts } from './parts.ts';
import { panoramaOfScenario } from './scenarioOnce.ts';

const text = createText('zh');
const at = (hhmm: string) => `2026-07-01T${hhmm}:00+08:00`;

function pack(change: Record<string, unknown> = {}): ScenarioPack {
  const parsed = parsePack(
    JSON.stringify({
      format: 'sandtable-scenario',
      version: 1,
      id: 'mini',
      title: { zh: '小想定', en: 'Mini' },
      summary: { zh: '测试', en: 'Test' },
      mode: 'exercise',
      place: '巫山',
      start: at('08:00'),
      end: at('09:00'),
      defaultRate: 60,
      sources: [
        { id: 'paper', title: 'A paper', kind: 'paper', confidence: 'high' },
        { id: 'sim', title: 'made up', kind: 'synthetic', confidence: 'unverified' },
      ],
      stations: [],
      forces: [
        {
          forceId: 'f1',
          name: '消防(模拟)',
          kind: 'fire',
          position: [109.9, 31.1],
          people: 20,
          source: 'sim',
        },
      ],
      events: [
        {
          at: at('08:10'),
          via: 'desk',
          source: 'paper',
          kind: 'incident.reported',
          body: {
            incidentId: 'i',
            hazard: 'landslide',
            title: '滑坡',
            place: '巫山',
            position: [109.89, 31.09],
            occurredAt: Date.parse(at('08:08')),
            reportedBy: '海事',
            mode: 'exercise',
          },
        },
        {
          at: at('08:12'),
          via: 'desk',
          source: 'paper',
          kind: 'claim.made',
          body: { incidentId: 'i', field: 'missing', value: 4, unit: '人', claimant: '海事' },
        },
        {
          at: at('08:15'),
          via: 'mqtt',
          source: 'sim',
          observations: [{ thing: 'boat(模拟)', kind: 'boat', p: [109.88, 31.08] }],
        },
        {
          at: at('08:20'),
          via: 'desk',
          source: 'sim',
          kind: 'force.status',
          body: { incidentId: 'i', forceId: 'f1', status: 'arrived' },
        },
      ],
      ...change,
    }),
    'mini.json',
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problem));
  return parsed.value;
}

const dirs: string[] = [];
const folder = () => {
  const dir = mkdtempSync(join(tmpdir(), 'sandtable-once-'));
  dirs.push(dir);
  return dir;
};
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

describe('a scenario on a clock that is moved by hand', () => {
  it('goes through all six stages on time and leaves products whose names are their content', async () => {
    const [dataDir, outDir] = [folder(), folder()];
    const logs: string[] = [];
    const report = await panoramaOfScenario({
      pack: pack(),
      dataDir,
      outDir,
      text,
      log: (l) => logs.push(l),
    });
    expect(report.stages.map((s) => [s.id, s.deadlineMin])).toEqual([
      ['t0', 0],
      ['t1', 1],
      ['t5', 5],
      ['t10', 10],
      ['t20', 20],
      ['t30', 30],
    ]);
    expect(report.stages.every((s) => s.state === 'done' || s.state === 'degraded')).toBe(true);
    // Casualties were not known at T+0, but two minutes later.
    const missing = (i: number) => report.stages[i]?.missing.map((m) => m.text).join() ?? '';
    expect(missing(0)).toContain('人员伤亡未报');
    expect(missing(5)).not.toContain('人员伤亡未报');
    expect(report.totalComputeMs).toBeGreaterThan(0);
    const kinds = report.products.map((p) => p.kind);
    for (const kind of ['pdf', 'png', 'geojson']) expect(kinds).toContain(kind);
    for (const p of report.products)
      expect(createHash('sha256').update(readFileSync(p.path)).digest('hex')).toBe(p.sha256);
    const pdf = report.products.find((p) => p.kind === 'pdf');
    expect(
      readFileSync(pdf?.path ?? '')
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    const json = JSON.parse(
      readFileSync(
        report.products.find((p) => p.path.endsWith('panorama-v1.geojson'))?.path ?? '',
        'utf8',
      ),
    ) as { sandtable: { mode: string }; features: { properties: { role: string } }[] };
    expect(json.sandtable.mode).toBe('exercise');
    expect(json.features.map((f) => f.properties.role)).toContain('force');
    expect(logs).toEqual([]);

    // Everything went through the journal, and came in by the doors that it says it came in by.
    const clock = new ManualClock(Date.parse(at('10:00')));
    const parts = await openParts({ dataDir, hostClock: clock, text, log: () => {} });
    const meta = parts.workspace.lines().find((l) => l.kind === 'scenario');
    const runtime = new LineRuntime(await parts.workspace.openLine(meta?.id ?? ''), parts.services);
    const { head } = runtime.line;
    expect(head.tables.tracks.get('boat(模拟)')?.source).toBe('feed:sim-mini-sim');
    expect(head.tables.incidents.get('i')?.source).toContain('host');
    expect(head.tables.claims.size).toBe(1);
    await runtime.stop();
    await parts.close();
  }, 60_000);

  it('signs a version: the same sheet again with the name on it; a second version says what changed', async () => {
    const dataDir = folder();
    await panoramaOfScenario({ pack: pack(), dataDir, outDir: folder(), text, log: () => {} });
    const clock = new ManualClock(Date.parse(at('08:41')));
    const logs: string[] = [];
    const parts = await openParts({ dataDir, hostClock: clock, text, log: (l) => logs.push(l) });
    const meta = parts.workspace.lines().find((l) => l.kind === 'scenario');
    const runtime = new LineRuntime(await parts.workspace.openLine(meta?.id ?? ''), parts.services);
    const { head } = runtime.line;
    const sign = (version: number) =>
      runtime.append([
        newFact({
          at: clock.now(),
          kind: 'panorama.signed',
          source: 'seat:指挥长',
          body: { incidentId: 'i', version, signer: '张三' },
        }),
      ]);
    await sign(1);
    await runtime.settled();
    const plain = head.get('products', 'i|v1|t30|pdf');
    const signed = head.get('products', 'i|v1|t30|signed|pdf');
    expect(signed?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(signed?.sha256).not.toBe(plain?.sha256);
    expect(signed?.asOfSeq).toBe(plain?.asOfSeq);

    // What does not exist cannot be signed: nothing is made, the log says so.
    await sign(7);
    await runtime.settled();
    expect(head.get('products', 'i|v7|t30|signed|pdf')).toBeUndefined();
    expect(logs.join()).toContain('noVersion');

    expect(await runtime.panorama.runNow('i')).toBe(2);
    expect(head.get('products', 'i|v2|t30|pdf')?.sha256).toBeDefined();
    await expect(runtime.panorama.runNow('nowhere')).rejects.toThrow('noIncident');
    await runtime.stop();
    await parts.close();
  }, 60_000);

  it('stops by the hand of the user', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(
      panoramaOfScenario({
        pack: pack(),
        dataDir: folder(),
        outDir: folder(),
        text,
        log: () => {},
        signal: abort.signal,
      }),
    ).rejects.toThrow('aborted');
  });
});
