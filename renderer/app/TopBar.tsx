import {
  AppstoreOutlined,
  QuestionCircleOutlined,
  RedoOutlined,
  SearchOutlined,
  SettingOutlined,
  UndoOutlined,
} from '@ant-design/icons';
import { Dropdown } from 'antd';
import { formatSpan } from '../../shared/text/index.ts';
import { useActiveIncident, useReadOnly, useText, useWindowText } from '../bridge/hooks.ts';
import { useLiveTables, useRecords, useSession, useSimNow, useTopic } from '../live/hooks.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import {
  drawerSet,
  incidentChosen,
  panelWanted,
  settingsChanged,
  workspaceChosen,
  workspaces,
} from '../state/ui.ts';
import { useActions } from './actions.ts';
import { Jobs } from './Jobs.tsx';
import { LevelBadge } from './LevelBadge.tsx';
import { panelsFor } from './panelList.ts';
import { feedSummary, markingOf, openIncidents, tPlus } from './topBarModel.ts';

/** One look: which incident, what level, how long since the report, in which mode, and whether the senses are up. */
export function TopBar() {
  const t = useText();
  const session = useSession();
  return (
    <header className={`topbar mark-${markingOf(session)}`}>
      <h2 className="visually-hidden">{t('common.topbar.label')}</h2>
      <IncidentHead />
      <TClock />
      <WorkspaceSwitch />
      <div className="topbar-space" />
      <Jobs />
      <UndoButtons />
      <FeedHealth />
      <SeatChip />
      <Posture />
      <CornerButtons />
    </header>
  );
}

export function IncidentHead() {
  const t = useText();
  const dispatch = useAppDispatch();
  const incident = useActiveIncident();
  const incidents = useRecords('incidents');
  const readOnly = useReadOnly();
  if (!incident)
    return (
      <div className="incident-head">
        <span className="level level-none">{t('common.topbar.noIncident')}</span>
        {!readOnly && (
          <button
            type="button"
            className="bar-button primary"
            title={t('common.action.newReport')}
            onClick={() => dispatch(panelWanted('report'))}
          >
            {t('common.topbar.newIncident')}
          </button>
        )}
      </div>
    );
  const { body } = incident;
  const title = body.title ?? t('common.empty.unknown');
  const parts = [
    body.place,
    body.hazard && t(`common.hazard.${body.hazard}`),
    body.closed ? body.closeReason : undefined,
  ].filter((part) => part !== undefined && part !== '');
  const head = (
    <div className="incident-words">
      <h1 className="incident-title" title={title}>
        {title}
        {incidents.length > 1 && <span className="incident-more">▾ {incidents.length}</span>}
      </h1>
      <div className="incident-place">{parts.join(' · ')}</div>
    </div>
  );
  return (
    <div className="incident-head">
      <button type="button" className="bare" onClick={() => dispatch(panelWanted('incidents'))}>
        <LevelBadge level={body.level} state={body.levelState} />
      </button>
      {incidents.length > 1 ? (
        <Dropdown
          trigger={['click']}
          menu={{
            selectedKeys: [incident.id],
            items: incidents.map((i) => ({
              key: i.id,
              label: `${i.body.title ?? i.id} · ${i.body.place ?? ''}`,
              onClick: () => dispatch(incidentChosen(i.id)),
            })),
          }}
        >
          <button type="button" className="bare" aria-label={t('common.topbar.incidents')}>
            {head}
          </button>
        </Dropdown>
      ) : (
        head
      )}
    </div>
  );
}

export function TClock() {
  const t = useText();
  const session = useSession();
  const now = useSimNow(session?.clock.playing ? Math.min(10, Math.abs(session.clock.rate)) : 1);
  const incident = useActiveIncident();
  const reported = incident?.body.reportedAt;
  const text = tPlus(now, reported);
  const rate = session?.clock.rate ?? 1;
  if (!incident) return null;
  return (
    <div className="tclock">
      <span className="tclock-figure num" role="timer">
        {text ?? 'T+--:--:--'}
      </span>
      <span className="tclock-since">
        {t(text === undefined ? 'common.topbar.sinceUnknown' : 'common.topbar.sinceReport')}
        {session && !session.clock.playing && <b> · {t('common.topbar.paused')}</b>}
        {session?.clock.playing && rate !== 1 && (
          <b className="num"> · {t('common.topbar.sim', { rate })}</b>
        )}
      </span>
    </div>
  );
}

function WorkspaceSwitch() {
  const t = useText();
  const dispatch = useAppDispatch();
  const current = useAppSelector((s) => s.ui.settings.workspace);
  return (
    <nav className="workspaces" aria-label={t('common.workspace.switch')}>
      {workspaces.map((id, i) => (
        <button
          key={id}
          type="button"
          aria-pressed={id === current}
          title={`Ctrl+${i + 1}`}
          onClick={() => dispatch(workspaceChosen(id))}
        >
          {t(`common.workspace.${id}`)}
        </button>
      ))}
    </nav>
  );
}

function UndoButtons() {
  const t = useText();
  const actions = useActions();
  const { canUndo, canRedo } = useAppSelector((s) => s.undo);
  const busy = useAppSelector((s) => s.notices.busy > 0);
  const readOnly = useReadOnly();
  return (
    <div className="bar-icons">
      <span className={`busy${busy ? ' on' : ''}`} role="status">
        {busy && <span className="visually-hidden">{t('common.topbar.busy')}</span>}
      </span>
      <button
        type="button"
        className="icon"
        disabled={!canUndo || readOnly}
        title={`${t('common.topbar.undo')} (Ctrl+Z)`}
        aria-label={t('common.topbar.undo')}
        onClick={() => actions.run('undo')}
      >
        <UndoOutlined />
      </button>
      <button
        type="button"
        className="icon"
        disabled={!canRedo || readOnly}
        title={`${t('common.topbar.redo')} (Ctrl+Shift+Z)`}
        aria-label={t('common.topbar.redo')}
        onClick={() => actions.run('redo')}
      >
        <RedoOutlined />
      </button>
    </div>
  );
}

export function FeedHealth() {
  const t = useText();
  const tables = useLiveTables();
  const dispatch = useAppDispatch();
  useTopic('feeds', 2);
  const now = useSimNow(0.5);
  // Feeds count their age in the time of their line.
  const sum = feedSummary(tables.feeds, now ?? tables.hostNow());
  const state = sum.total === 0 ? 'none' : sum.up === 0 ? 'down' : sum.anyDown ? 'part' : 'up';
  const glyph = { none: '○', down: '✕', part: '◐', up: '●' }[state];
  return (
    <button
      type="button"
      className={`chip feeds-${state}`}
      title={t('common.topbar.feedsHint')}
      onClick={() => dispatch(panelWanted('feeds'))}
    >
      <span aria-hidden="true" className="feed-dot">
        {glyph}
      </span>
      {sum.total === 0
        ? t('common.topbar.feedsNone')
        : t('common.topbar.feeds', { up: sum.up, total: sum.total })}
      {sum.slowestMs !== undefined &&
        ` · ${t('common.topbar.feedsLag', { lag: formatSpan(t, sum.slowestMs) })}`}
    </button>
  );
}

function SeatChip() {
  const t = useText();
  const dispatch = useAppDispatch();
  const { seatName, seatRole } = useAppSelector((s) => s.ui.settings);
  const role = t(`common.role.${seatRole}`);
  return (
    <button type="button" className="chip seat" onClick={() => dispatch(drawerSet('settings'))}>
      {seatName === ''
        ? t('common.topbar.seatOnly', { role })
        : t('common.topbar.seat', { name: seatName, role })}
    </button>
  );
}

function Posture() {
  const t = useText();
  useTopic('incidents', 2);
  const count = openIncidents(useLiveTables().table('incidents').values());
  return count > 0 ? (
    <span className="chip posture emergency" title={t('common.posture.emergencyHint', { count })}>
      {t('common.posture.emergency')}
    </span>
  ) : (
    <span className="chip posture" title={t('common.posture.calmHint')}>
      {t('common.posture.calm')}
    </span>
  );
}

function CornerButtons() {
  const t = useText();
  const { locale } = useWindowText();
  const dispatch = useAppDispatch();
  const role = useAppSelector((s) => s.ui.settings.seatRole);
  const actions = useActions();
  return (
    <div className="bar-icons">
      <Dropdown
        trigger={['click']}
        menu={{
          style: { maxHeight: '70vh', overflow: 'auto' },
          items: [
            ...panelsFor(role).map((def) => ({
              key: def.id,
              label: t(def.titleKey),
              onClick: () => dispatch(panelWanted(def.id)),
            })),
            { type: 'divider' as const },
            {
              key: '=reset',
              label: t('common.panel.reset'),
              onClick: () => actions.run('resetLayout'),
            },
          ],
        }}
      >
        <button
          type="button"
          className="icon"
          title={t('common.panel.menu')}
          aria-label={t('common.panel.menu')}
        >
          <AppstoreOutlined />
        </button>
      </Dropdown>
      <button
        type="button"
        className="icon"
        title={t('common.topbar.palette')}
        aria-label={t('common.topbar.palette')}
        onClick={() => dispatch(drawerSet('palette'))}
      >
        <SearchOutlined />
      </button>
      <button
        type="button"
        className="icon"
        title={t('common.topbar.language')}
        aria-label={t('common.topbar.language')}
        onClick={() => dispatch(settingsChanged({ locale: locale === 'zh' ? 'en' : 'zh' }))}
      >
        {t('common.topbar.languageShort')}
      </button>
      <button
        type="button"
        className="icon"
        title={t('common.topbar.help')}
        aria-label={t('common.topbar.help')}
        onClick={() => dispatch(drawerSet('help'))}
      >
        <QuestionCircleOutlined />
      </button>
      <button
        type="button"
        className="icon"
        title={t('common.topbar.settings')}
        aria-label={t('common.topbar.settings')}
        onClick={() => dispatch(drawerSet('settings'))}
      >
        <SettingOutlined />
      </button>
    </div>
  );
}
