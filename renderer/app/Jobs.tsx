import { CloseOutlined } from '@ant-design/icons';
import { useEffect, useRef } from 'react';
import type { JobInfo } from '../../shared/contract/types.ts';
import { formatSpan } from '../../shared/text/index.ts';
import { useApi, useCall, useText } from '../bridge/hooks.ts';
import { useLiveTables, useTopic } from '../live/hooks.ts';
import { useAppDispatch } from '../state/hooks.ts';
import { type Notice, notified } from '../state/notices.ts';

/** Jobs that ended between two reports of the host, and what to say of each. */
export function endings(
  before: readonly JobInfo[],
  after: readonly JobInfo[],
): readonly Omit<Notice, 'id' | 'times'>[] {
  const running = new Set(before.filter((j) => j.state === 'running').map((j) => j.id));
  const out: Omit<Notice, 'id' | 'times'>[] = [];
  for (const job of after) {
    if (!running.has(job.id)) continue;
    if (job.state === 'failed')
      out.push({
        tone: 'error',
        titleKey: `common.job.${job.kind}`,
        ...(job.problem
          ? { problem: { code: job.problem.code, params: { ...job.problem.params } } }
          : { key: 'common.job.failed', params: { title: job.title } }),
      });
    else if (job.state === 'done')
      out.push({ tone: 'success', key: 'common.job.done', params: { title: job.title } });
    else if (job.state === 'cancelled')
      out.push({ tone: 'info', key: 'common.job.cancelled', params: { title: job.title } });
  }
  return out;
}

/** Long work under way: how far, how long still, and a way to stop it. Its end is told as a notice. */
export function Jobs() {
  const t = useText();
  const api = useApi();
  const call = useCall();
  const tables = useLiveTables();
  const dispatch = useAppDispatch();
  useTopic('jobs', 4);
  const { jobs } = tables;
  const seen = useRef<readonly JobInfo[]>([]);
  useEffect(() => {
    for (const notice of endings(seen.current, jobs)) dispatch(notified(notice));
    seen.current = jobs;
  }, [jobs, dispatch]);
  const running = jobs.filter((j) => j.state === 'running');
  if (running.length === 0) return null;
  return (
    <div className="jobs">
      {running.slice(0, 3).map((job) => (
        <div key={job.id} className="job" title={job.title}>
          <div>
            <span className="job-title">
              {t(`common.job.${job.kind}`)} · {job.title}
            </span>{' '}
            <span className="num">{Math.floor(job.progress * 100)}%</span>{' '}
            <span className="muted">
              {job.etaMs === undefined
                ? t('common.job.leftUnknown')
                : t('common.job.left', { span: formatSpan(t, job.etaMs) })}
            </span>
            <progress value={job.progress} max={1} aria-label={job.title} />
          </div>
          <button
            type="button"
            className="icon"
            title={t('common.job.cancel')}
            aria-label={`${t('common.job.cancel')} ${job.title}`}
            onClick={() => {
              call(() => api.job.cancel.mutate({ id: job.id })).catch(() => {});
            }}
          >
            <CloseOutlined />
          </button>
        </div>
      ))}
    </div>
  );
}
