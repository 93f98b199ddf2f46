import { useActiveIncident, useText } from '../../bridge/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { useBrief } from '../useBrief.ts';

/** From this weight on a gap may cost lives. */
const GRAVE = 90;

/** What is not known, contradicts itself or is not answered; the costliest first, as on the sheet. */
export default function Gaps() {
  const t = useText();
  const incident = useActiveIncident();
  const brief = useBrief(incident?.id);
  if (!incident) return <Blank title={t('desk.noIncident')} />;
  if (brief?.gaps.length === 0) return <Blank title={t('desk.gaps.none')} />;
  return (
    <ol className="gap-list">
      {brief?.gaps.map((g) => (
        <li key={g.text} className={g.weight >= GRAVE ? 'grave' : ''}>
          {g.text}
        </li>
      ))}
    </ol>
  );
}
