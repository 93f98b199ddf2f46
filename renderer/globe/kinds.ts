/** Kind of a force → key of its character. Kinds come from many hands and are matched by their stem. */
const forceKinds: readonly (readonly [RegExp, string])[] = [
  [/fire|消防/i, 'fire'],
  [/marit|海事|boat/i, 'maritime'],
  [/armed|武警/i, 'armed'],
  [/police|公安|警/i, 'police'],
  [/medic|health|医|卫/i, 'medical'],
  [/geo|地质|地灾|monitor/i, 'geology'],
  [/uav|drone|avia|air|heli|航空|无人机/i, 'aviation'],
  [/engin|工程|power|road/i, 'engineering'],
  [/comm|通信|侦通/i, 'comms'],
  [/volun|社会|志愿/i, 'volunteer'],
  [/water|水域|水上/i, 'water'],
  [/rescue|救援|应急/i, 'rescue'],
];

export function forceKind(kind: string): string {
  return forceKinds.find(([pattern]) => pattern.test(kind))?.[1] ?? 'other';
}

export type TrackKind = 'boat' | 'vehicle' | 'air' | 'person' | 'other';
const trackKinds: readonly (readonly [RegExp, TrackKind])[] = [
  [/boat|ship|vessel|ais|船|艇/i, 'boat'],
  [/vehicle|car|truck|车/i, 'vehicle'],
  [/uav|drone|air|heli|plane|无人机|机/i, 'air'],
  [/person|member|people|人/i, 'person'],
];

export function trackKind(kind: string): TrackKind {
  return trackKinds.find(([pattern]) => pattern.test(kind))?.[1] ?? 'other';
}

export { isStation, POSITION_STALE_MS as STALE_MS } from '../live/things.ts';
