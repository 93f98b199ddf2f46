import type { Fact } from '../../../shared/events/fact.ts';
import { commandKinds, type FactKind } from '../../../shared/events/vocabulary.ts';

/** undefined: every kind, observations too. */
export const kindGroups: Readonly<
  Record<
    'people' | 'orders' | 'reports' | 'panorama' | 'senses' | 'all',
    readonly FactKind[] | undefined
  >
> = {
  people: commandKinds,
  orders: ['order.issued', 'order.acked', 'task.set', 'force.status', 'force.listed'],
  reports: [
    'incident.reported',
    'incident.updated',
    'incident.level',
    'incident.closed',
    'report.received',
    'claim.made',
    'aspect.stated',
    'mark.set',
  ],
  panorama: ['panorama.stage', 'panorama.product', 'panorama.signed', 'forecast.made'],
  senses: ['observation', 'alert.received', 'feed.state', 'thing.removed'],
  all: undefined,
};

/** All words of the query stand somewhere in the fact; "#12" asks for one number. */
export function matches(
  fact: Pick<Fact, 'seq' | 'kind' | 'source' | 'body' | 'actor'>,
  query: string,
): boolean {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const text =
    `${fact.kind} ${fact.source} ${fact.actor ?? ''} ${JSON.stringify(fact.body)}`.toLowerCase();
  return words.every((w) => (/^#\d+$/.test(w) ? `#${fact.seq}` === w : text.includes(w)));
}

const telling = [
  'text',
  'title',
  'headline',
  'label',
  'name',
  'note',
  'status',
  'state',
  'to',
] as const;

/** The words of a fact that say most, for one line; `nameOf` knows the names of forces and things. */
export function gist(body: unknown, nameOf: (id: string) => string = (id) => id): string {
  const fields = body as Readonly<Record<string, unknown>>;
  const parts: string[] = [];
  if (typeof fields.no === 'number') parts.push(`#${fields.no}`);
  for (const who of ['claimant', 'by', 'from', 'forceId', 'thing'])
    if (typeof fields[who] === 'string' && parts.length < 2)
      parts.push(who === 'forceId' || who === 'thing' ? nameOf(fields[who]) : fields[who]);
  if (typeof fields.value === 'number') parts.push(`${fields.value} ${fields.unit ?? ''}`);
  const words = telling.find((name) => typeof fields[name] === 'string' && fields[name] !== '');
  if (words) parts.push(fields[words] as string);
  return parts.join(' · ');
}
