import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const START = Date.parse('2024-08-21T14:00:00+08:00');
const iso = (minute: number) => new Date(START + minute * 60_000).toISOString();

/** A pack that is in no repository: another place, another hazard, and only what is given here. */
export function madeUpPack(
  dir: string,
  o: {
    readonly id: string;
    readonly hazard: string;
    readonly position: readonly [number, number];
    readonly change?: (pack: Record<string, unknown>) => void;
  },
): string {
  const desk = (minute: number, kind: string, body: Record<string, unknown>) => ({
    at: iso(minute),
    via: 'desk',
    kind,
    source: 's',
    body: { incidentId: 'i', ...body },
  });
  const pack: Record<string, unknown> = {
    format: 'sandtable-scenario',
    version: 1,
    id: o.id,
    title: { zh: '演练 甲', en: 'Exercise A' },
    summary: { zh: '编写的演练。', en: 'A made-up exercise.' },
    mode: 'exercise',
    place: '某地',
    start: iso(0),
    end: iso(60),
    defaultRate: 10,
    sources: [{ id: 's', title: '编写', kind: 'synthetic', confidence: 'low' }],
    stations: [],
    forces: [],
    events: [
      desk(1, 'incident.reported', {
        hazard: o.hazard,
        title: '甲地事件',
        place: '甲地',
        position: o.position,
        occurredAt: START,
        reportedBy: '值班员',
        mode: 'exercise',
      }),
      desk(4, 'claim.made', { field: 'missing', value: 2, unit: '人', claimant: '公安' }),
      {
        at: iso(6),
        via: 'mqtt',
        source: 's',
        observations: [
          { thing: 'v1', kind: 'vehicle', name: '模拟 车', p: [...o.position], speedMs: 8 },
        ],
      },
    ],
  };
  o.change?.(pack);
  const path = join(dir, `${o.id}.json`);
  writeFileSync(path, JSON.stringify(pack));
  return path;
}
