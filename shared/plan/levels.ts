import { z } from 'zod';
import { type HazardType, hazardType, type Level } from '../model/common.ts';

export interface LevelRow {
  /** A figure that people claim: dead, missing, injured, toEvacuate … */
  readonly field: string;
  /** Lower bounds of Ⅰ, Ⅱ, Ⅲ, Ⅳ. */
  readonly atLeast: readonly [number, number, number, number];
  readonly hazards?: readonly HazardType[] | undefined;
}

/** Figures that a table may grade by; `lost` is dead and missing together. */
const gradable = z.enum([
  'lost',
  'dead',
  'missing',
  'injured',
  'trapped',
  'affected',
  'toEvacuate',
  'households',
  'vesselsSunk',
]);
/** A bureau's own table: rows as in `defaultLevels`, bounds falling from Ⅰ to Ⅳ. */
export const levelTable = z
  .array(
    z.object({
      field: gradable,
      atLeast: z
        .tuple([z.number(), z.number(), z.number(), z.number()])
        .refine(
          ([one, two, three, four]) => one >= two && two >= three && three >= four && four > 0,
          'Ⅰ ≥ Ⅱ ≥ Ⅲ ≥ Ⅳ > 0',
        ),
      hazards: z.array(hazardType).min(1).optional(),
    }),
  )
  .min(1)
  .max(200);

/**
 * Configurable grading table. The bounds follow the general grading of production-safety accidents (State Council
 * Order 493, art. 3) and of geological hazards; deaths and missing count together. A bureau sets its own table.
 */
export const defaultLevels: readonly LevelRow[] = [
  { field: 'lost', atLeast: [30, 10, 3, 1] },
  { field: 'injured', atLeast: [100, 50, 10, 1] },
  {
    field: 'toEvacuate',
    atLeast: [1000, 500, 100, 1],
    hazards: ['landslide', 'flashFlood', 'damBreach'],
  },
  { field: 'trapped', atLeast: [30, 10, 3, 1] },
];

/** Figures whose basis has a sentence of its own; others are named. */
const told: ReadonlySet<string> = new Set(['lost', 'injured', 'toEvacuate', 'trapped']);

export interface ProposedLevel {
  readonly level: Level;
  readonly field: string;
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
  table: readonly LevelRow[] = defaultLevels,
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
      field: row.field,
      basisKey: `plan.levelBasis.${told.has(row.field) ? row.field : 'figure'}`,
      basisParams: { value, bound: row.atLeast[index] as number },
    };
  }
  return best;
}
