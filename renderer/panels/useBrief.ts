import { useEffect, useState } from 'react';
import type { PanoramaBrief } from '../../shared/contract/types.ts';
import { useApi } from '../bridge/hooks.ts';
import { useLiveTables, useTopic } from '../live/hooks.ts';
import { useAppSelector } from '../state/hooks.ts';

const EVERY_MS = 3000;

export interface Heard {
  readonly key: string;
  readonly answer: PanoramaBrief;
}
/** What an answer is about: of another incident or session it says nothing. */
export const briefKey = (...of: readonly (string | undefined)[]): string => JSON.stringify(of);
export const briefOf = (heard: Heard | undefined, key: string): PanoramaBrief | undefined =>
  heard?.key === key ? heard.answer : undefined;

/** Gaps and 七情 as the host sees them, asked for again while the situation moves. undefined: not heard yet. */
export function useBrief(incidentId: string | undefined): PanoramaBrief | undefined {
  const api = useApi();
  const tables = useLiveTables();
  const locale = useAppSelector((s) => s.ui.settings.locale);
  useTopic('session', 1);
  const session = tables.session?.id;
  const [heard, setHeard] = useState<Heard>();
  const key = briefKey(session, incidentId, locale);
  useEffect(() => {
    if (incidentId === undefined) return;
    let gone = false;
    let busy = false;
    const ask = async () => {
      if (busy) return;
      busy = true;
      try {
        const answer = await api.panorama.brief.query({ incidentId, locale });
        if (!gone) setHeard({ key, answer });
      } catch {
        // The connection is shown elsewhere; what was heard last stays.
      } finally {
        busy = false;
      }
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [api, incidentId, locale, key]);
  return incidentId === undefined ? undefined : briefOf(heard, key);
}

/** Age in words: "8 s", "12 min", "3 h". */
export function ageText(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  return s < 172_800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86_400)} d`;
}
