import { Button } from 'antd';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useCommand, useGlobe, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useRecords } from '../../live/hooks.ts';
import { useAppDispatch, useAppSelector } from '../../state/hooks.ts';
import { incidentChosen } from '../../state/ui.ts';
import { Blank } from '../../ui/index.ts';

const known = (b: { title?: string | undefined }) => b.title !== undefined;

export default function Incidents() {
  const t = useText();
  const command = useCommand();
  const globe = useGlobe();
  const readOnly = useReadOnly();
  const dispatch = useAppDispatch();
  const chosen = useAppSelector((s) => s.ui.incidentId);
  const incidents = useRecords('incidents', known);
  if (incidents.length === 0)
    return <Blank title={t('panels.incidents.none')} hint={t('panels.incidents.hint')} />;
  return (
    <ul className="plain-list">
      {incidents.map(({ id, body }) => (
        <li key={id} aria-current={id === chosen}>
          <Button
            type="text"
            size="small"
            onClick={() => {
              dispatch(incidentChosen(id));
              if (body.formed?.aoi) globe?.flyTo({ bbox: body.formed.aoi });
              else if (body.position) globe?.flyTo({ position: body.position });
            }}
          >
            {body.title}
          </Button>
          <span className="muted num">
            {body.reportedAt === undefined ? '' : formatBeijing(body.reportedAt, 'minute')}{' '}
            {body.place}
            {body.closed ? ` · ${t('panels.incidents.closed')}` : ''}
          </span>
          {!body.closed && body.level !== undefined && body.levelState === 'proposed' && (
            <Button
              size="small"
              disabled={readOnly}
              onClick={() => {
                if (body.level)
                  void command('incident.level', {
                    incidentId: id,
                    level: body.level,
                    state: 'confirmed',
                    basis: body.levelBasis ?? '',
                  }).catch(() => {});
              }}
            >
              {t('panels.incidents.confirm')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
