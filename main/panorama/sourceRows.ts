import { type CollectionName, collectionNames, type Rec } from '../../shared/events/situation.ts';
import type { Confidence } from '../../shared/model/common.ts';
import type { TextFn } from '../../shared/text/index.ts';
import { agePhrase } from './gaps.ts';
import type { Cell } from './sheetModel.ts';
import type { IncidentView } from './view.ts';
import { cell, sourceName } from './words.ts';

export interface SourceRow {
  readonly name: string;
  readonly newest: number;
  readonly count: number;
  readonly confidence: Confidence | undefined;
}

const own: ReadonlySet<CollectionName> = new Set([
  'stages',
  'products',
  'signatures',
  'feeds',
  'things',
]);
const ranks: readonly Confidence[] = ['unverified', 'low', 'medium', 'high'];

/**
 * Who the sheet leans on: people by the name they reported under, machines by their feed; the newest word of each and
 * the lowest confidence that it was given with.
 */
export function sourceRows(text: TextFn, view: IncidentView): SourceRow[] {
  const rows = new Map<
    string,
    { newest: number; count: number; confidence: Confidence | undefined }
  >();
  for (const name of collectionNames) {
    if (own.has(name)) continue;
    for (const rec of view.situation.tables[name].values() as Iterable<
      Rec<Record<string, unknown>>
    >) {
      const { body } = rec;
      if (body.incidentId !== undefined && body.incidentId !== view.incidentId) continue;
      if (name === 'tracks' && !view.inside((body.p ?? [999, 999]) as number[])) continue;
      const person = (
        name === 'claims'
          ? body.claimant
          : name === 'reports'
            ? body.from
            : name === 'aspects'
              ? body.by
              : undefined
      ) as string | undefined;
      if (person === undefined && /^host(:|$)/.test(rec.source)) continue;
      const label = person || sourceName(text, view.situation, rec.source);
      const confidence = (body.confidence ?? body.quality) as Confidence | undefined;
      const row = rows.get(label);
      if (!row) rows.set(label, { newest: rec.last[0], count: 1, confidence });
      else {
        row.newest = Math.max(row.newest, rec.last[0]);
        row.count++;
        if (
          confidence &&
          (!row.confidence || ranks.indexOf(confidence) < ranks.indexOf(row.confidence))
        )
          row.confidence = confidence;
      }
    }
  }
  return [...rows]
    .map(([name, r]) => ({ name, ...r }))
    .sort((a, b) => b.newest - a.newest || (a.name < b.name ? -1 : 1));
}

export function sourceCells(text: TextFn, rows: readonly SourceRow[], now: number): Cell[][] {
  return rows.map((r) => {
    const age = now - r.newest;
    return [
      cell(r.name),
      cell(agePhrase(age), age > 30 * 60_000 ? 'muted' : 'plain'),
      cell(
        text(`panorama.confidence.${r.confidence ?? 'unknown'}`),
        r.confidence === 'unverified' || r.confidence === 'low'
          ? 'warn'
          : r.confidence
            ? 'plain'
            : 'muted',
      ),
    ];
  });
}
