import { Checkbox } from 'antd';
import { useCallback } from 'react';
import { formatElapsed } from '../../../shared/time/time.ts';
import { useActiveIncident, useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useRecords, useSimNow } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';

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
  const start = incident.body.reportedAt ?? 0;
  return (
    <div className="stack">
      {[...items]
        .sort((a, b) => (a.body.dueAt ?? 0) - (b.body.dueAt ?? 0))
        .map(({ id: key, body }) => {
          const late =
            !body.done && now !== undefined && body.dueAt !== undefined && now > body.dueAt;
          return (
            <Checkbox
              key={key}
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
              {body.text}{' '}
              <span className="muted num">
                {body.dueAt === undefined
                  ? ''
                  : `T+${formatElapsed(body.dueAt - start).slice(0, 5)}`}{' '}
                {late ? t('panels.todo.late') : ''}
              </span>
            </Checkbox>
          );
        })}
    </div>
  );
}
