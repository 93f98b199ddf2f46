import { useEffect, useState } from 'react';
import type { PanoramaBrief } from '../../shared/contract/types.ts';
import { useApi } from '../bridge/hooks.ts';
import { useLiveTables, useTopic } from '../live/hooks.ts';
import { useAppSelector } from '../state/hooks.ts';

const EVERY_MS = 3000;

/** Gaps and 七情 as the host sees them, asked for again while the situation moves. undefined: not heard yet. */
export function useBrief(incidentId: string | undefined): PanoramaBrief | undefined {
  const api = useApi();
  const tables = useLiveTables();
  const locale = useAppSelector((s) => s.ui.settings.locale);
  useTopic('session', 1);
  const session = tables.session?.id;
  const [brief, setBrief] = useState<PanoramaBrief>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another session means other gaps
  useEffect(() => {
    if (incidentId === undefined) return;
    let gone = false;
    let busy = false;
    const ask = async () => {
      if (busy) return;
      busy = true;
      try {
        const answer = await api.panorama.brief.query({ incidentId, locale });
        if (!gone) setBrief(answer);
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
  }, [api, incidentId, locale, session]);
  return incidentId === undefined ? undefined : brief;
}

/** Age in words: "8 s", "12 min", "3 h". */
export function ageText(ms: number): string {
  const s = Math.max(0, Math.round(ms / 1000));
  if (s < 60) return `${s} s`;
  if (s < 5400) return `${Math.round(s / 60)} min`;
  return s < 172_800 ? `${Math.round(s / 3600)} h` : `${Math.round(s / 86_400)} d`;
}
