import { Button, Input } from 'antd';
import { useState } from 'react';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useActiveIncident, useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useSimNow } from '../../live/hooks.ts';
import { useAppSelector } from '../../state/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { ageText, useBrief } from '../useBrief.ts';

const STALE_MS = 30 * 60_000;

/** 七情 and the three links: what was said last, when and by whom; said anew in place. */
export default function Aspects() {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const brief = useBrief(incident?.id);
  const now = useSimNow(0.2);
  const seat = useAppSelector((s) => s.ui.settings.seatName);
  const [editing, setEditing] = useState<string>();
  const [words, setWords] = useState('');
  if (!incident) return <Blank title={t('desk.noIncident')} />;
  const save = (aspect: string) =>
    void command('aspect.stated', {
      incidentId: incident.id,
      aspect,
      text: words.trim(),
      by: seat || t('desk.aspects.desk'),
    })
      .then(() => setEditing(undefined))
      .catch(() => {});
  return (
    <table className="plain-table">
      <tbody>
        {brief?.aspects.map((a) => {
          const age = a.at === undefined || now === undefined ? undefined : now - a.at;
          return (
            <tr key={a.id} className={age !== undefined && age > STALE_MS ? 'stale' : ''}>
              <th scope="row">{a.name}</th>
              <td>
                {editing === a.id ? (
                  <form
                    className="row"
                    onSubmit={(e) => {
                      e.preventDefault();
                      if (words.trim() !== '') save(a.id);
                    }}
                  >
                    <Input
                      size="small"
                      autoFocus
                      value={words}
                      aria-label={a.name}
                      onChange={(e) => setWords(e.target.value)}
                      onKeyDown={(e) => e.key === 'Escape' && setEditing(undefined)}
                    />
                    <Button size="small" htmlType="submit" disabled={words.trim() === ''}>
                      {t('common.button.save')}
                    </Button>
                  </form>
                ) : (
                  <>
                    {a.text === undefined ? (
                      <span className="muted">{t('panorama.sheet.unknown')}</span>
                    ) : (
                      a.text
                    )}{' '}
                    {a.at !== undefined && (
                      <span className="muted num" title={a.source}>
                        {formatBeijing(a.at, 'clock').slice(0, 5)}
                        {age === undefined ? '' : ` · ${ageText(age)}`}
                      </span>
                    )}
                  </>
                )}
              </td>
              <td>
                {editing !== a.id && (
                  <Button
                    size="small"
                    type="text"
                    disabled={readOnly}
                    aria-label={t('desk.aspects.edit', { name: a.name })}
                    onClick={() => {
                      setEditing(a.id);
                      setWords(a.text ?? '');
                    }}
                  >
                    ✎
                  </Button>
                )}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
