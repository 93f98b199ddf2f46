import type { Fact } from '../../shared/events/fact.ts';
import { canonicalJson } from '../../shared/kit/canonical.ts';
import { formatIso } from '../../shared/time/time.ts';

/**
 * One cell (RFC 4180). A text that a spreadsheet would take for a formula (=, +, -, @, tab, CR in front) gets an
 * apostrophe before it, so that opening a file of facts never runs anything; plain numbers stay numbers.
 */
export function csvCell(value: string | number | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const guarded = /^[=+\-@\t\r\n|]/.test(
    value.trimStart() === '' ? value : value.replace(/^ +/, ''),
  )
    ? `'${value}`
    : value;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

const columns = ['seq', 'at', 'rx', 'kind', 'source', 'actor', 'cause', 'body'] as const;

/** Facts as CSV with a byte-order mark (spreadsheets then read UTF-8), one row each, body as JSON. */
export function writeFactsCsv(facts: Iterable<Fact>): Buffer {
  const lines = [columns.join(',')];
  for (const fact of facts)
    lines.push(
      [
        fact.seq,
        formatIso(fact.at),
        formatIso(fact.rx),
        fact.kind,
        fact.source,
        fact.actor,
        fact.cause,
        canonicalJson(fact.body),
      ]
        .map(csvCell)
        .join(','),
    );
  return Buffer.from(`\ufeff${lines.join('\r\n')}\r\n`);
}
