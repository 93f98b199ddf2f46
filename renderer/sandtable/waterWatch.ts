import type { LiveTables } from '../live/tables.ts';

const usable: readonly (string | undefined)[] = ['wusong', 'huanghai85', 'egm96'];
/** As the host judges it: an older level no longer says where the water stands. */
const TOO_OLD_MS = 24 * 3_600_000;

/** The known levels in short: another text means that the water stands elsewhere. Empty: no level is known. */
export function levelsKnown(tables: LiveTables): string {
  const now = tables.simNow();
  const parts: string[] = [];
  for (const { id, body, last } of tables.table('readings').values()) {
    if (body.quantity !== 'stage' && body.quantity !== 'poolStage') continue;
    if (body.unit !== 'm' || !usable.includes(body.datum)) continue;
    if (now !== undefined && now - last[0] > TOO_OLD_MS) continue;
    if (body.quantity === 'stage' && !tables.tracks.has(body.thing)) continue;
    parts.push(`${id}=${body.value}`);
  }
  return parts.sort().join(';');
}
