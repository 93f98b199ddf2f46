import type { PanoramaBrief } from '../../shared/contract/types.ts';
import type { Situation } from '../../shared/events/situation.ts';
import { createText, type Locale } from '../../shared/text/index.ts';
import { aspectOf, gapsOf, linkAspects, sevenAspects, viewOf } from '../panorama/index.ts';

/** Gaps and 七情 of an incident as of a session's time; empty where the session does not know the incident. */
export function panoramaBrief(
  situation: Situation,
  incidentId: string,
  now: number,
  locale: Locale,
): PanoramaBrief {
  const view = viewOf(situation, incidentId, now);
  if (!view) return { gaps: [], aspects: [] };
  const text = createText(locale);
  return {
    gaps: gapsOf(view, text),
    aspects: [...sevenAspects, ...linkAspects].map(([id]) => {
      const rec = aspectOf(situation, incidentId, id);
      const name = text(`panorama.aspect.${id}`);
      return rec
        ? { id, name, text: rec.body.text, at: rec.last[0], source: rec.source }
        : { id, name };
    }),
  };
}
