export type PaletteGroup =
  | 'action'
  | 'workspace'
  | 'panel'
  | 'incident'
  | 'place'
  | 'force'
  | 'alert'
  | 'layer'
  | 'scenario';

export interface PaletteItem {
  readonly key: string;
  readonly group: PaletteGroup;
  readonly title: string;
  readonly detail?: string | undefined;
  /** More words to be found by: the other language, an id. */
  readonly also?: string | undefined;
  /** Found elsewhere already (pinyin at the host): shown whatever the words. */
  readonly always?: boolean | undefined;
  run(): void;
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase();

/**
 * How well a text answers the query: whole beats start beats inside beats letters in order; undefined = not at all.
 * Several words must all be found.
 */
export function score(query: string, text: string): number | undefined {
  const words = fold(query).split(/\s+/).filter(Boolean);
  const hay = fold(text);
  let sum = 0;
  for (const word of words) {
    const one = scoreWord(word, hay);
    if (one === undefined) return undefined;
    sum += one;
  }
  return sum;
}

function scoreWord(word: string, hay: string): number | undefined {
  if (hay === word) return 100;
  const at = hay.indexOf(word);
  if (at === 0) return 80;
  if (at > 0) return 60 - Math.min(20, at);
  let from = 0;
  for (const letter of word) {
    from = hay.indexOf(letter, from) + 1;
    if (from === 0) return undefined;
  }
  // Letters strewn over a long text answer nothing.
  return word.length > 1 && hay.length < word.length * 6 ? 10 : undefined;
}

const order: readonly PaletteGroup[] = [
  'action',
  'workspace',
  'incident',
  'panel',
  'place',
  'force',
  'alert',
  'layer',
  'scenario',
];
const MAX = 60;

/** Items that answer the query, best first within each group; all actions first while nothing is typed. */
export function rank(items: readonly PaletteItem[], query: string): readonly PaletteItem[] {
  const scored: { item: PaletteItem; points: number }[] = [];
  for (const item of items) {
    const points = Math.max(
      score(query, item.title) ?? -1,
      (score(query, item.also ?? '') ?? -1) - 5,
      item.always ? 50 : -1,
    );
    if (points >= 0) scored.push({ item, points });
  }
  const best = new Map<PaletteGroup, number>();
  for (const { item, points } of scored)
    best.set(item.group, Math.max(best.get(item.group) ?? 0, points));
  return scored
    .sort(
      (a, b) =>
        (query.trim() === '' ? 0 : (best.get(b.item.group) ?? 0) - (best.get(a.item.group) ?? 0)) ||
        order.indexOf(a.item.group) - order.indexOf(b.item.group) ||
        b.points - a.points,
    )
    .slice(0, MAX)
    .map(({ item }) => item);
}
