import type { TimelineEntry } from '../../shared/contract/types.ts';

type Words = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** Tooltip of an entry in the seat's language; names come from the situation, states from the catalogue. */
export function entryWords(
  e: TimelineEntry,
  t: Words,
  nameOf: (collection: string, id: string) => string | undefined,
): string {
  const name = e.subject ? nameOf(e.subject.collection, e.subject.id) : undefined;
  const with_ = (...parts: (string | undefined)[]) =>
    parts.filter((p) => p !== undefined && p !== '').join(' · ');
  switch (e.kind) {
    case 'force.status':
      return with_(name ?? e.subject?.id, e.state && t(`panorama.force.${e.state}`), e.label);
    case 'order.acked':
      return with_(name, e.state && t(`common.ack.${e.state}`), e.label);
    case 'panorama.stage':
      return with_(
        e.subject && t(`panorama.stage.${e.subject.id.split('|').at(-1)}`),
        e.state && t(`panorama.state.${e.state}`),
      );
    case 'claim.made':
      return with_(e.state && t(`panorama.field.${e.state}`), e.label);
    case 'forecast.made':
      return with_(e.state && t(`panorama.predictor.${e.state}`), e.label);
    case 'incident.level':
      return with_(
        e.level === undefined ? undefined : t(`common.level.${e.level}`),
        e.state && t(`panorama.sheet.${e.state}`),
        e.label,
      );
    case 'plan.item':
      return e.label || (e.state ? t(`common.shape.${e.state}`) : '');
    case 'task.set':
      return with_(e.label, e.state && t(`panorama.task.${e.state}`));
    default:
      return e.label;
  }
}
