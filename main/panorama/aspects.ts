import type { Collections, Rec, Situation } from '../../shared/events/situation.ts';

/**
 * 七情 and the three links that a cut-off place loses. Which seven is not fixed in public text, so it is a table: id →
 * names under which a report may state it.
 */
export const sevenAspects = [
  ['rain', '雨情', '天气情', 'weather'],
  ['water', '水情'],
  ['works', '工情', '汛情', '汛(工)情', 'flood'],
  ['danger', '险情'],
  ['damage', '灾情', 'disaster'],
  ['social', '社情', 'society'],
  ['opinion', '舆情', 'public'],
] as const;

export const linkAspects = [
  ['comms', '通信', '通信情况', 'comm', 'communication', 'communications'],
  ['roads', '道路', '交通', 'road', 'traffic'],
  ['power', '供电', '电力', 'electricity'],
] as const;

export type AspectId = (typeof sevenAspects)[number][0] | (typeof linkAspects)[number][0];
export type AspectRec = Rec<Collections['aspects']>;

/** The newest statement of an aspect under any of its names; undefined: not reported. */
export function aspectOf(
  situation: Situation,
  incidentId: string,
  id: AspectId,
): AspectRec | undefined {
  const names: readonly string[] = [...sevenAspects, ...linkAspects].find((a) => a[0] === id) ?? [];
  let best: AspectRec | undefined;
  for (const name of names) {
    const rec = situation.tables.aspects.get(`${incidentId}|${name}`);
    if (rec && (!best || rec.last[0] > best.last[0])) best = rec;
  }
  return best;
}
