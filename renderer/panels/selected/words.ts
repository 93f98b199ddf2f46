import { type CoordinateStyle, formatPosition, romanLevel } from '../../../shared/text/index.ts';
import { formatBeijing } from '../../../shared/time/time.ts';

type Words = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** A word of the catalogue, or undefined where it has none. */
function known(t: Words, key: string): string | undefined {
  const word = t(key);
  return word === key ? undefined : word;
}

export function fieldName(t: Words, field: string): string {
  return known(t, `desk.fieldName.${field}`) ?? field;
}

const isPosition = (value: unknown): value is [number, number] =>
  Array.isArray(value) &&
  (value.length === 2 || value.length === 3) &&
  value.every((v) => typeof v === 'number');

/** Which list of the catalogue names the values of a field: collection → field → key. */
const words: Readonly<Record<string, Readonly<Record<string, (value: string) => string>>>> = {
  deployments: {
    status: (v) => `panorama.force.${v}`,
    etaBasis: (v) => `panorama.force.${v}`,
  },
  forces: { kind: (v) => `panorama.forceKind.${v}` },
  incidents: {
    hazard: (v) => `common.hazard.${v}`,
    mode: (v) => `common.mode.${v}`,
    levelState: (v) => `panorama.sheet.${v}`,
  },
  claims: {
    field: (v) => `panorama.field.${v}`,
    confidence: (v) => `panorama.confidence.${v}`,
  },
  reports: { confidence: (v) => `panorama.confidence.${v}` },
  orders: { toLevel: (v) => `panels.orders.to.${v}` },
  acks: { state: (v) => `panels.orders.ack.${v}` },
  tasks: { state: (v) => `panorama.task.${v}` },
  plan: { shape: (v) => `common.shape.${v}`, phase: (v) => `panels.plan.${v}` },
  stages: { state: (v) => `panorama.state.${v}`, stageId: (v) => `panorama.stage.${v}` },
  tracks: { heightDatum: (v) => `panorama.datum.${v}` },
};

/** A value in words: instants as Beijing time, positions as the seat wants them, states from the catalogue. */
export function valueText(
  t: Words,
  collection: string,
  field: string,
  value: unknown,
  coordinates: CoordinateStyle,
): string {
  if (value === undefined || value === null || value === '') return '—';
  if (typeof value === 'boolean') return t(value ? 'desk.yes' : 'desk.no');
  if (typeof value === 'number') {
    if (field.endsWith('At')) return formatBeijing(value);
    if (field === 'level' && value >= 1 && value <= 4) return romanLevel(value as 1 | 2 | 3 | 4);
    return String(Number(value.toPrecision(8)));
  }
  if ((field === 'position' || field === 'p') && isPosition(value)) {
    const height = (value as number[])[2];
    return `${formatPosition([value[0], value[1]], coordinates)}${height === undefined ? '' : ` · ${height} m`}`;
  }
  if (typeof value !== 'string') return JSON.stringify(value).slice(0, 240);
  const key = words[collection]?.[field]?.(value);
  return (key === undefined ? undefined : known(t, key)) ?? value;
}
