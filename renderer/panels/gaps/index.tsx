import { useActiveIncident, useText } from '../../bridge/hooks.ts';
import { useRecords } from '../../live/hooks.ts';
import { useAppDispatch } from '../../state/hooks.ts';
import { panelWanted } from '../../state/ui.ts';
import { Blank } from '../../ui/index.ts';
import { claimGroups, figures } from '../claimGroups.ts';
import { useBrief } from '../useBrief.ts';

/** From this weight on a gap may cost lives. */
const GRAVE = 90;

/** What is not known, contradicts itself or is not answered; the costliest first, as on the sheet. */
export default function Gaps() {
  const t = useText();
  const dispatch = useAppDispatch();
  const incident = useActiveIncident();
  const brief = useBrief(incident?.id);
  const claims = useRecords('claims');
  if (!incident) return <Blank title={t('desk.noIncident')} />;
  if (brief?.gaps.length === 0) return <Blank title={t('desk.gaps.none')} />;
  const found = claimGroups(claims, incident.id).filter((group) => group.conflict);
  return (
    <ul className="lines pad gaps">
      {brief?.gaps.map((g) => {
        const conflict = found.find((c) =>
          g.text.startsWith(
            t('panorama.gap.conflict', { field: t(`panorama.field.${c.field}`), values: '' }),
          ),
        );
        const text = conflict
          ? t('desk.gaps.conflict', {
              field: t(`panorama.field.${conflict.field}`),
              n: conflict.claims.length,
              values: figures(conflict),
            })
          : g.text;
        return (
          <li key={g.text} className={g.weight >= GRAVE ? 'line grave' : 'line'}>
            <i aria-hidden="true">{g.weight >= GRAVE || conflict ? '⚠' : '○'}</i>
            <span className="wrap" title={g.text}>
              {text}
            </span>
            {conflict && (
              <button
                type="button"
                className="link"
                onClick={() => dispatch(panelWanted('claims'))}
              >
                {t('desk.gaps.compare')}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}
