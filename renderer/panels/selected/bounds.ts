import type { Collections } from '../../../shared/events/situation.ts';
import type { Bound } from '../../charts/index.ts';

/** Bounds of a gauge come as readings of their own; they are lines on the chart, not figures of the river. */
export const boundQuantity = new Set(['warningStage', 'guaranteeStage']);

/**
 * The lines over a level's chart. Only of the level's own datum, and only where that is known: two unknown datums are
 * not the same one, and a warning line some metres off is worse than none.
 */
export function boundsOf(
  readings: readonly { readonly body: Collections['readings'] }[],
  datum: string | undefined,
  word: (quantity: string) => string,
): readonly Bound[] {
  if (datum === undefined || datum === 'unknown') return [];
  return readings
    .filter((r) => boundQuantity.has(r.body.quantity) && r.body.datum === datum)
    .map((r) => ({
      label: word(r.body.quantity),
      value: r.body.value,
      tone: r.body.quantity === 'warningStage' ? 'warning' : 'guarantee',
    }));
}
