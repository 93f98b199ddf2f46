import { Button, Input } from 'antd';
import { useState } from 'react';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useActiveIncident, useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useRecords, useSimNow } from '../../live/hooks.ts';
import { useAppSelector } from '../../state/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { ageText, useBrief } from '../useBrief.ts';

const STALE_MS = 30 * 60_000;

/** 七情 and the three links, one cell each: what was said last, its age and by whom; opened and said anew below. */
export default function Aspects() {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const brief = useBrief(incident?.id);
  const stated = useRecords('aspects');
  const now = useSimNow(0.2);
  const seat = useAppSelector((s) => s.ui.settings.seatName);
  const [openId, setOpenId] = useState<string>();
  const [words, setWords] = useState<string>();
  if (!incident) return <Blank title={t('desk.noIncident')} />;
  const open = brief?.aspects.find((a) => a.id === openId);
  const save = (aspect: string, text: string) =>
    void command('aspect.stated', {
      incidentId: incident.id,
      aspect,
      text,
      by: seat || t('desk.aspects.desk'),
    })
      .then(() => setWords(undefined))
      .catch(() => {});
  return (
    <div className="stack tight">
      <div className="aspects">
        {brief?.aspects.map((a) => {
          const age = a.at === undefined || now === undefined ? undefined : now - a.at;
          const figure = stated.find(
            (s) => s.body.incidentId === incident.id && s.body.aspect === a.id,
          )?.body;
          return (
            <button
              key={a.id}
              type="button"
              className={`aspect${age !== undefined && age > STALE_MS ? ' is-stale' : ''}`}
              aria-expanded={a.id === openId}
              title={a.text}
              onClick={() => {
                setOpenId(a.id === openId ? undefined : a.id);
                setWords(undefined);
              }}
            >
              <span className="aspect-name">
                {a.name}
                <span className="num">{age === undefined ? '' : ageText(age)}</span>
              </span>
              {a.text === undefined ? (
                <span className="aspect-none">{t('panorama.sheet.unknown')}</span>
              ) : figure?.value !== undefined ? (
                <span className="aspect-figure num">
                  {figure.value} <small>{figure.unit}</small>
                </span>
              ) : (
                <span className="aspect-text">{a.text}</span>
              )}
            </button>
          );
        })}
      </div>
      {open && (
        <section className="aspect-open" aria-label={open.name}>
          {words === undefined ? (
            <>
              <p>
                <b>{open.name}</b> {open.text ?? t('panorama.sheet.unknown')}
              </p>
              <div className="line-head">
                <span className="muted num">
                  {open.at === undefined
                    ? ''
                    : `${formatBeijing(open.at, 'minute')} · ${open.source ?? ''}`}
                </span>
                <Button size="small" disabled={readOnly} onClick={() => setWords(open.text ?? '')}>
                  {t('desk.aspects.edit', { name: open.name })}
                </Button>
              </div>
            </>
          ) : (
            <form
              className="row"
              onSubmit={(e) => {
                e.preventDefault();
                if (words.trim() !== '') save(open.id, words.trim());
              }}
            >
              <Input
                size="small"
                className="grow"
                autoFocus
                value={words}
                aria-label={open.name}
                onChange={(e) => setWords(e.target.value)}
                onKeyDown={(e) => e.key === 'Escape' && setWords(undefined)}
              />
              <Button size="small" htmlType="submit" disabled={words.trim() === ''}>
                {t('common.button.save')}
              </Button>
            </form>
          )}
        </section>
      )}
    </div>
  );
}
