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
  const lists: Readonly<Record<string, string>> = {
    'deployments.status': 'panorama.force',
    'deployments.etaBasis': 'panorama.force',
    'forces.kind': 'panorama.forceKind',
    'incidents.hazard': 'common.hazard',
    'incidents.mode': 'common.mode',
    'incidents.levelState': 'panorama.sheet',
    'claims.field': 'panorama.field',
    'claims.confidence': 'panorama.confidence',
    'reports.confidence': 'panorama.confidence',
    'orders.toLevel': 'panels.orders.to',
    'acks.state': 'panels.orders.ack',
    'tasks.state': 'panorama.task',
    'plan.shape': 'common.shape',
    'plan.phase': 'panels.plan',
    'stages.state': 'panorama.state',
    'stages.stageId': 'panorama.stage',
    'tracks.heightDatum': 'panorama.datum',
  };
  const list = lists[`${collection}.${field}`];
  return (list && known(t, `${list}.${value}`)) ?? value;
}
