import { Checkbox } from 'antd';
import { useCallback } from 'react';
import { formatElapsed } from '../../../shared/time/time.ts';
import { useActiveIncident, useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useRecords, useSimNow } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';

/** What the plan for this hazard wants done, one line each; what is late stands out, what is done sinks. */
export default function Todo() {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const now = useSimNow(1);
  const id = incident?.id;
  const items = useRecords(
    'checklist',
    useCallback((b: { incidentId?: string | undefined }) => b.incidentId === id, [id]),
  );
  if (!incident || items.length === 0) return <Blank title={t('panels.todo.none')} />;
  const start = incident.body.reportedAt;
  return (
    <ul className="lines pad">
      {[...items]
        .sort(
          (a, b) =>
            Number(a.body.done ?? false) - Number(b.body.done ?? false) ||
            (a.body.dueAt ?? 0) - (b.body.dueAt ?? 0),
        )
        .map(({ id: key, body }) => {
          const late =
            !body.done && now !== undefined && body.dueAt !== undefined && now > body.dueAt;
          const due =
            body.dueAt === undefined || start === undefined
              ? ''
              : `T+${formatElapsed(body.dueAt - start).slice(0, 5)}`;
          return (
            <li key={key} className={`line todo${body.done ? ' is-done' : ''}`}>
              <Checkbox
                checked={body.done === true}
                disabled={readOnly}
                onChange={(e) => {
                  if (body.itemId)
                    void command('checklist.set', {
                      incidentId: incident.id,
                      itemId: body.itemId,
                      done: e.target.checked,
                    }).catch(() => {});
                }}
              >
                <span className="clip" title={body.text}>
                  {body.text}
                </span>
              </Checkbox>
              <span className={late ? 'num is-late' : 'muted num'}>
                {late && now !== undefined && body.dueAt !== undefined
                  ? t('desk.todo.late', { time: formatElapsed(now - body.dueAt).slice(0, 5) })
                  : due}
              </span>
            </li>
          );
        })}
    </ul>
  );
}
