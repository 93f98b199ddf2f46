import { useState } from 'react';
import type { Collections } from '../../../shared/events/situation.ts';
import { formatBeijing, formatElapsed } from '../../../shared/time/time.ts';
import { useText } from '../../bridge/hooks.ts';
import type { LiveRec } from '../../live/tables.ts';

const glyph: Readonly<Record<string, string>> = {
  waiting: '○',
  running: '◌',
  done: '✓',
  degraded: '△',
  late: '!',
  failed: '✕',
};

/** "0:12", "12:18", "1:02:05" */
function short(ms: number): string {
  return formatElapsed(ms).replace(/^00:0?/, '');
}

interface Props {
  readonly stages: readonly LiveRec<Collections['stages']>[];
  readonly reportedAt: number | undefined;
  readonly now: number | undefined;
}

/** The stages of the half hour, one line each; a press shows what a stage lacks. */
export function Stages({ stages, reportedAt, now }: Props) {
  const t = useText();
  const [open, setOpen] = useState<string>();
  return (
    <ol className="stages">
      {stages.map(({ id, body }) => {
        const state = body.state ?? 'waiting';
        const left = body.dueAt === undefined || now === undefined ? undefined : body.dueAt - now;
        const took =
          body.doneAt === undefined || reportedAt === undefined
            ? undefined
            : body.doneAt - reportedAt;
        const missing = body.missing ?? [];
        const right =
          state === 'waiting' || state === 'running'
            ? left === undefined
              ? '—'
              : t(left >= 0 ? 'desk.panorama.left' : 'desk.panorama.over', {
                  time: short(Math.abs(left)),
                })
            : took === undefined
              ? '—'
              : short(took);
        const title = [
          t(`panorama.state.${state}`),
          body.completeness === undefined ? '' : `${Math.round(body.completeness * 100)}%`,
          body.doneAt === undefined ? '' : formatBeijing(body.doneAt),
          body.computeMs === undefined ? '' : `${(body.computeMs / 1000).toFixed(1)} s`,
        ]
          .filter(Boolean)
          .join(' · ');
        return (
          <li key={id} className={`stage stage-${state}`}>
            <button
              type="button"
              className="stage-line"
              title={title}
              aria-expanded={open === id}
              onClick={() => setOpen(open === id ? undefined : id)}
            >
              <span className="num muted">T+{String(body.deadlineMin ?? 0).padStart(2, '0')}</span>
              <span className="clip">{t(`panorama.stage.${body.stageId}`)}</span>
              <span className="muted num">
                {missing.length > 0 && t('desk.panorama.lacks', { n: missing.length })}
                {body.completeness === undefined ? '' : ` ${Math.round(body.completeness * 100)}%`}
              </span>
              <span className="num stage-state">
                <span aria-hidden="true">{glyph[state]}</span>
                <span className="visually-hidden">{t(`panorama.state.${state}`)}</span> {right}
              </span>
            </button>
            {open === id && (
              <ul className="missing">
                <li>{title}</li>
                {missing.map((m) => (
                  <li key={m.key}>{t(m.key, m.params)}</li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ol>
  );
}
