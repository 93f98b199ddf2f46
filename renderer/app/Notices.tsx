import { CloseOutlined } from '@ant-design/icons';
import { useEffect } from 'react';
import { useWindowText } from '../bridge/hooks.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { dismissed, type Notice } from '../state/notices.ts';

const glyphs = { error: '✕', warning: '⚠', success: '✓', info: 'ⓘ' } as const;
const STAY_MS = { error: 0, warning: 8000, success: 3000, info: 5000 } as const;

/** What a person must be told. Errors stay until they are closed. */
export function Notices() {
  const list = useAppSelector((s) => s.notices.list);
  return (
    <div className="notices" aria-live="polite">
      {list.map((notice) => (
        <NoticeCard key={notice.id} notice={notice} />
      ))}
    </div>
  );
}

function NoticeCard({ notice }: { readonly notice: Notice }) {
  const { t, problem } = useWindowText();
  const dispatch = useAppDispatch();
  const stay = STAY_MS[notice.tone];
  // biome-ignore lint/correctness/useExhaustiveDependencies: said again, it stays for its full time again
  useEffect(() => {
    if (stay === 0) return;
    const timer = setTimeout(() => dispatch(dismissed(notice.id)), stay);
    return () => clearTimeout(timer);
  }, [dispatch, notice.id, notice.times, stay]);
  return (
    <div
      className={`notice notice-${notice.tone}`}
      role={notice.tone === 'error' ? 'alert' : 'status'}
    >
      <span className="notice-glyph" aria-hidden="true">
        {glyphs[notice.tone]}
      </span>
      <div>
        {notice.titleKey && <b>{t(notice.titleKey)}</b>}
        {notice.key && <div>{t(notice.key, notice.params)}</div>}
        {notice.problem && <div>{problem(notice.problem)}</div>}
      </div>
      {notice.times > 1 && <span className="muted num">×{notice.times}</span>}
      <button
        type="button"
        className="icon"
        aria-label={t('common.toast.dismiss')}
        onClick={() => dispatch(dismissed(notice.id))}
      >
        <CloseOutlined />
      </button>
    </div>
  );
}
