import type { HazardType, Level } from '../model/common.ts';

interface Row {
  /** A figure that people claim: dead, missing, injured, toEvacuate … */
  readonly field: string;
  /** Lower bounds of Ⅰ, Ⅱ, Ⅲ, Ⅳ. */
  readonly atLeast: readonly [number, number, number, number];
  readonly hazards?: readonly HazardType[];
}

/**
 * Configurable grading table. The bounds follow the general grading of production-safety accidents (State Council
 * Order 493, art. 3) and of geological hazards; deaths and missing count together. A bureau sets its own table.
 */
export const defaultLevels: readonly Row[] = [
  { field: 'lost', atLeast: [30, 10, 3, 1] },
  { field: 'injured', atLeast: [100, 50, 10, 1] },
  {
    field: 'toEvacuate',
    atLeast: [1000, 500, 100, 1],
    hazards: ['landslide', 'flashFlood', 'damBreach'],
  },
  { field: 'trapped', atLeast: [30, 10, 3, 1] },
];

export interface ProposedLevel {
  readonly level: Level;
  readonly basisKey: string;
  readonly basisParams: Readonly<Record<string, string | number>>;
}

/**
 * The level that the known figures amount to. undefined while no figure says anything: unknown is not Ⅳ.
 * `figures` holds the worst claim per field.
 */
export function proposeLevel(
  hazard: HazardType,
  figures: Readonly<Record<string, number>>,
  table: readonly Row[] = defaultLevels,
): ProposedLevel | undefined {
  const known: Record<string, number> = { ...figures };
  if (figures.dead !== undefined || figures.missing !== undefined)
    known.lost = (figures.dead ?? 0) + (figures.missing ?? 0);
  let best: ProposedLevel | undefined;
  for (const row of table) {
    const value = known[row.field];
    if (value === undefined || (row.hazards && !row.hazards.includes(hazard))) continue;
    const index = row.atLeast.findIndex((bound) => value >= bound);
    if (index < 0) continue;
    const level = (index + 1) as Level;
    if (best && best.level <= level) continue;
    best = {
      level,
      basisKey: `plan.levelBasis.${row.field}`,
      basisParams: { value, bound: row.atLeast[index] as number },
    };
  }
  return best;
}
