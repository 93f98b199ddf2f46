import type { Collections } from '../../shared/events/situation.ts';

type Field = NonNullable<Collections['claims']['field']>;

export interface ClaimLike {
  readonly id: string;
  readonly body: Collections['claims'];
  readonly last: readonly [at: number, rx: number, seq: number];
  readonly source: string;
}

/** What the sources say of one figure, side by side; never averaged. */
export interface ClaimGroup {
  readonly field: Field;
  readonly claims: readonly ClaimLike[];
  /** At least two sources whose ranges do not meet. */
  readonly conflict: boolean;
}

/** Lives first, then property, then measures. */
const order: readonly Field[] = [
  'missing',
  'dead',
  'trapped',
  'injured',
  'toEvacuate',
  'evacuated',
  'resettled',
  'affected',
  'households',
  'vesselsSunk',
  'vesselsAdrift',
  'waveHeightM',
  'volumeM3',
  'other',
];

/** Groups of an incident: contradictions first, then by what they are about; within a group the newest first. */
export function claimGroups(
  claims: readonly ClaimLike[],
  incidentId: string,
): readonly ClaimGroup[] {
  const by = new Map<Field, ClaimLike[]>();
  for (const claim of claims) {
    const { field, value } = claim.body;
    if (claim.body.incidentId !== incidentId || field === undefined || value === undefined)
      continue;
    by.set(field, [...(by.get(field) ?? []), claim]);
  }
  return [...by]
    .map(([field, list]): ClaimGroup => {
      const low = Math.max(...list.map((c) => c.body.value as number));
      const high = Math.min(...list.map((c) => c.body.valueMax ?? (c.body.value as number)));
      return {
        field,
        claims: list.sort((a, b) => b.last[0] - a.last[0] || b.last[2] - a.last[2]),
        conflict: low > high,
      };
    })
    .sort(
      (a, b) =>
        Number(b.conflict) - Number(a.conflict) || order.indexOf(a.field) - order.indexOf(b.field),
    );
}

/** "13 / 10" or "5–6": each figure that is claimed, once, in the order of the claims. */
export function figures(group: ClaimGroup): string {
  const texts = group.claims.map((c) => figure(c.body));
  return [...new Set(texts)].join(' / ');
}

export function figure(body: Collections['claims']): string {
  const max = body.valueMax;
  return max === undefined || max === body.value ? `${body.value}` : `${body.value}–${max}`;
}

const PEOPLE = '人';

/** A figure of people for the journal. Its unit is the same whatever the seat's language: figures of two seats compare. */
export const peopleClaim = (incidentId: string, field: Field, value: number, claimant: string) => ({
  incidentId,
  field,
  value,
  unit: PEOPLE,
  claimant,
});

export const unitWord = (t: (key: string) => string, unit: string | undefined): string =>
  unit === PEOPLE ? t('panels.report.people') : (unit ?? '');
