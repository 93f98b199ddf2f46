import { Button, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import type { Level } from '../../../shared/model/common.ts';
import { romanLevel } from '../../../shared/text/index.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import {
  type IncidentRec,
  useActiveIncident,
  useCommand,
  useGlobe,
  useReadOnly,
  useText,
} from '../../bridge/hooks.ts';
import { useRecords } from '../../live/hooks.ts';
import { useAppDispatch } from '../../state/hooks.ts';
import { incidentChosen, panelWanted } from '../../state/ui.ts';
import { Blank } from '../../ui/index.ts';

const known = (b: { title?: string | undefined }) => b.title !== undefined;
const levels = [1, 2, 3, 4] as const;

/** All incidents of the line side by side; level and end are decided by a person, with the reason. */
export default function Incidents() {
  const t = useText();
  const globe = useGlobe();
  const readOnly = useReadOnly();
  const dispatch = useAppDispatch();
  const active = useActiveIncident();
  const incidents = useRecords('incidents', known);
  const [deciding, setDeciding] = useState<{ what: 'level' | 'close'; id: string }>();
  const incident = incidents.find((i) => i.id === deciding?.id);
  return (
    <div className="stack tight">
      {incidents.length === 0 && (
        <Blank title={t('panels.incidents.none')} hint={t('panels.incidents.hint')} />
      )}
      <ul className="lines">
        {incidents.map((rec) => {
          const { id, body } = rec;
          const level = body.level
            ? `${t('common.level.roman', { roman: romanLevel(body.level) })}${body.levelState === 'confirmed' ? '' : `·${t('common.level.proposed')}`}`
            : t('common.level.none');
          return (
            <li key={id} className="incident" aria-current={id === active?.id}>
              <button
                type="button"
                className="bare clip"
                title={`${body.place ?? ''} · ${body.levelBasis ?? ''}`}
                onClick={() => {
                  dispatch(incidentChosen(id));
                  if (body.formed?.aoi) globe?.flyTo({ bbox: body.formed.aoi });
                  else if (body.position) globe?.flyTo({ position: body.position });
                }}
              >
                {body.title}
              </button>
              <span className="line-head">
                <span className="muted num clip">
                  {level} ·{' '}
                  {body.reportedAt === undefined ? '—' : formatBeijing(body.reportedAt, 'minute')}
                  {body.closed ? ` · ${t('panels.incidents.closed')}` : ''}
                </span>
                {!body.closed && (
                  <>
                    <Button
                      size="small"
                      type={body.levelState === 'proposed' ? 'primary' : 'text'}
                      disabled={readOnly}
                      onClick={() => setDeciding({ what: 'level', id })}
                    >
                      {t(
                        body.levelState === 'proposed'
                          ? 'panels.incidents.confirm'
                          : 'desk.incidents.relevel',
                      )}
                    </Button>
                    <Button
                      size="small"
                      type="text"
                      disabled={readOnly}
                      onClick={() => setDeciding({ what: 'close', id })}
                    >
                      {t('desk.incidents.close')}
                    </Button>
                  </>
                )}
              </span>
            </li>
          );
        })}
      </ul>
      <Button
        size="small"
        className="fit"
        disabled={readOnly}
        onClick={() => dispatch(panelWanted('report'))}
      >
        + {t('common.topbar.newIncident')}
      </Button>
      {deciding && incident && (
        <Decide
          key={`${deciding.what}${deciding.id}`}
          what={deciding.what}
          incident={incident}
          onDone={() => setDeciding(undefined)}
        />
      )}
    </div>
  );
}

/** Level or end of an incident: nothing is decided without the words why. */
function Decide(props: {
  readonly what: 'level' | 'close';
  readonly incident: IncidentRec;
  readonly onDone: () => void;
}) {
  const { what, incident } = props;
  const t = useText();
  const command = useCommand();
  const [level, setLevel] = useState<Level>(incident.body.level ?? 4);
  const [why, setWhy] = useState(what === 'level' ? (incident.body.levelBasis ?? '') : '');
  const ready = why.trim() !== '';
  const decide = () => {
    const done =
      what === 'level'
        ? command('incident.level', {
            incidentId: incident.id,
            level,
            state: 'confirmed',
            basis: why.trim(),
          })
        : command('incident.closed', { incidentId: incident.id, reason: why.trim() });
    void done.then(props.onDone).catch(() => {});
  };
  return (
    <Modal
      open
      title={`${t(what === 'level' ? 'panels.incidents.confirm' : 'desk.incidents.close')} · ${incident.body.title ?? ''}`}
      okText={t('common.button.ok')}
      cancelText={t('common.button.cancel')}
      okButtonProps={{ disabled: !ready }}
      onOk={decide}
      onCancel={props.onDone}
    >
      <div className="stack">
        {what === 'level' && (
          <Select
            value={level}
            onChange={setLevel}
            aria-label={t('panorama.head.level')}
            options={levels.map((l) => ({
              value: l,
              label: `${t('common.level.roman', { roman: romanLevel(l) })} ${t(`common.level.${l}`)}`,
            }))}
          />
        )}
        <Input.TextArea
          rows={3}
          value={why}
          placeholder={t('desk.incidents.why')}
          aria-label={t('desk.incidents.why')}
          onChange={(e) => setWhy(e.target.value)}
        />
      </div>
    </Modal>
  );
}
