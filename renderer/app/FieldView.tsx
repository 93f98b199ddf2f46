import { Button, ConfigProvider, Input } from 'antd';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { formatPosition, formatSpan } from '../../shared/text/index.ts';
import { formatBeijing } from '../../shared/time/time.ts';
import { problemFrom } from '../bridge/client.ts';
import {
  useActiveIncident,
  useApi,
  useCommand,
  useReadOnly,
  useText,
  withTimeout,
} from '../bridge/hooks.ts';
import { useLiveTables, useRecords, useSession, useSimNow, useTopic } from '../live/hooks.ts';
import { useAppDispatch, useSettings } from '../state/hooks.ts';
import { notified } from '../state/notices.ts';
import { Banners } from './Banners.tsx';
import { Outbox } from './outbox.ts';
import { PanelHost } from './PanelHost.tsx';
import { IncidentHead, TClock } from './TopBar.tsx';
import { markingOf } from './topBarModel.ts';

/** Larger than on the desk: wet thumbs, and no zoom when a field gets the focus. */
const thumbs = { token: { fontSize: 16, fontSizeLG: 16, controlHeightLG: 48 } } as const;

/** A phone in the rain: what is it, how long, what am I told to do, and one line back. */
export function FieldView() {
  const t = useText();
  const session = useSession();
  return (
    <div className="field">
      <header className={`topbar field-bar mark-${markingOf(session)}`}>
        <IncidentHead />
        <TClock />
      </header>
      <Banners />
      <ConfigProvider componentSize="large" theme={thumbs}>
        <main>
          <Orders />
          <ReportForm />
          <h2>{t('common.field.gaps')}</h2>
          <PanelHost id="gaps" />
        </main>
      </ConfigProvider>
    </div>
  );
}

function Orders() {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const { seatName } = useSettings();
  const now = useSimNow(1);
  const acks = useRecords('acks');
  const all = useRecords('orders').filter(
    (o) => o.body.incidentId === incident?.id && !o.body.deleted,
  );
  const mine = all.filter((o) => seatName !== '' && o.body.to?.includes(seatName));
  const shown = (mine.length > 0 ? mine : all).toSorted(
    (a, b) => (b.body.no ?? 0) - (a.body.no ?? 0),
  );
  const me = seatName || t('common.role.field');
  return (
    <section>
      <h2>{t(mine.length > 0 ? 'common.field.myOrders' : 'common.field.allOrders')}</h2>
      {shown.length === 0 && <p className="muted">{t('common.field.noOrders')}</p>}
      {shown.map((order) => {
        const given = acks.filter((a) => a.body.orderId === order.id);
        const due = order.body.ackDueAt;
        const late = due !== undefined && now !== undefined && given.length === 0 && now > due;
        const send = (state: 'received' | 'executing' | 'done' | 'refused') => {
          if (!incident) return;
          command('order.acked', {
            orderId: order.id,
            incidentId: incident.id,
            by: me,
            state,
          }).catch(() => {});
        };
        return (
          <article key={order.id} className="field-order">
            <div>
              <b className="num">#{order.body.no}</b> {order.body.to} · {order.body.text}
            </div>
            {given.map((a) => (
              <div key={a.id} className="acked">
                ✓{' '}
                {t('common.field.acked', {
                  by: a.body.by ?? '',
                  state: t(`common.ack.${a.body.state ?? 'none'}`),
                  at: formatBeijing(a.last[0], 'clock'),
                })}
              </div>
            ))}
            {given.length === 0 && due !== undefined && (
              <div className={late ? 'late' : 'muted'}>
                {late
                  ? `⚠ ${t('common.field.overdue', { late: formatSpan(t, now - due) })}`
                  : t('common.field.due', { at: formatBeijing(due, 'clock') })}
              </div>
            )}
            {!readOnly && (
              <div className="field-buttons">
                <Button type="primary" onClick={() => send('received')}>
                  {t('common.field.ack')}
                </Button>
                <Button onClick={() => send('executing')}>{t('common.field.executing')}</Button>
                <Button onClick={() => send('done')}>{t('common.field.done')}</Button>
                <Button onClick={() => send('refused')}>{t('common.field.refuse')}</Button>
              </div>
            )}
          </article>
        );
      })}
    </section>
  );
}

/** "109.9" within bounds; undefined for empty, NaN for nonsense. */
export function readDegrees(text: string, bound: number): number | undefined {
  if (text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && Math.abs(value) <= bound ? value : Number.NaN;
}

function ReportForm() {
  const t = useText();
  const api = useApi();
  const tables = useLiveTables();
  const dispatch = useAppDispatch();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const { seatName, coordinates } = useSettings();
  const outbox = useMemo(() => new Outbox(localStorage), []);
  const [text, setText] = useState('');
  const [lon, setLon] = useState('');
  const [lat, setLat] = useState('');
  const [queued, setQueued] = useState(() => outbox.list().length);
  const flushing = useRef(false);
  useTopic('connection', 20);

  const flush = useCallback(async () => {
    if (flushing.current) return;
    flushing.current = true;
    try {
      const sent = await outbox.flush(
        (entry) => withTimeout(api.command.mutate(entry), 15_000),
        (error) => (error as { data?: { problem?: unknown } }).data?.problem !== undefined,
        (_entry, error) =>
          dispatch(
            notified({
              tone: 'error',
              titleKey: 'common.toast.failed',
              problem: problemFrom(error),
            }),
          ),
      );
      if (sent > 0) dispatch(notified({ tone: 'success', key: 'common.field.sent' }));
    } finally {
      flushing.current = false;
      setQueued(outbox.list().length);
    }
  }, [api, dispatch, outbox]);

  const { connected } = tables;
  useEffect(() => {
    if (connected) void flush();
  }, [connected, flush]);

  const x = readDegrees(lon, 180);
  const y = readDegrees(lat, 90);
  const badPosition = Number.isNaN(x) || Number.isNaN(y) || (x === undefined) !== (y === undefined);

  const submit = (words: string) => {
    const at = Math.round(tables.simNow() ?? tables.hostNow());
    const kept = outbox.add(
      'report.received',
      {
        reportId: crypto.randomUUID(),
        ...(incident ? { incidentId: incident.id } : {}),
        channel: 'field',
        from: seatName || t('common.role.field'),
        text: words,
        ...(x !== undefined && y !== undefined && !badPosition ? { position: [x, y] } : {}),
      },
      at,
    );
    if (!kept) {
      dispatch(notified({ tone: 'error', key: 'common.toast.kept' }));
      return;
    }
    setText('');
    setQueued(outbox.list().length);
    void flush();
  };

  const locate = () =>
    navigator.geolocation?.getCurrentPosition(
      ({ coords }) => {
        setLon(coords.longitude.toFixed(6));
        setLat(coords.latitude.toFixed(6));
      },
      () => dispatch(notified({ tone: 'warning', key: 'common.field.locateFailed' })),
      { enableHighAccuracy: true, timeout: 15_000 },
    );

  return (
    <section>
      <h2>{t('common.field.report')}</h2>
      <Input.TextArea
        aria-label={t('common.field.reportText')}
        placeholder={t('common.field.reportText')}
        value={text}
        maxLength={2000}
        autoSize={{ minRows: 2, maxRows: 6 }}
        onChange={(e) => setText(e.target.value)}
      />
      <div className="field-position">
        <Input
          aria-label={t('common.field.lon')}
          placeholder={t('common.field.lon')}
          inputMode="decimal"
          value={lon}
          onChange={(e) => setLon(e.target.value)}
        />
        <Input
          aria-label={t('common.field.lat')}
          placeholder={t('common.field.lat')}
          inputMode="decimal"
          value={lat}
          onChange={(e) => setLat(e.target.value)}
        />
        <Button onClick={locate}>{t('common.field.locate')}</Button>
      </div>
      {badPosition && <div className="late">{t('common.field.badPosition')}</div>}
      {!badPosition && x !== undefined && y !== undefined && (
        <div className="muted num">{formatPosition([x, y], coordinates)}</div>
      )}
      <div className="field-buttons">
        <Button
          type="primary"
          disabled={readOnly || text.trim() === '' || badPosition}
          onClick={() => submit(text.trim())}
        >
          {t('common.field.send')}
        </Button>
        <Button
          disabled={readOnly}
          onClick={() => {
            if (window.confirm(t('common.field.helpConfirm'))) submit(t('common.field.helpText'));
          }}
        >
          ⚑ {t('common.field.help')}
        </Button>
      </div>
      {queued > 0 && <div className="late">⚠ {t('common.field.queued', { count: queued })}</div>}
    </section>
  );
}
