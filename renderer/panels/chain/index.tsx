import { Button, Dropdown } from 'antd';
import { useCallback } from 'react';
import { commandLevel } from '../../../shared/model/common.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useActiveIncident, useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useRecords, useSimNow } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { ageText } from '../useBrief.ts';

const answers = ['received', 'executing', 'done', 'refused'] as const;

/** Orders by the five levels of command, with who has answered; what is overdue stands first and says so. */
export default function Chain() {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const now = useSimNow(1);
  const id = incident?.id;
  const ofIncident = useCallback(
    (b: { incidentId?: string | undefined }) => b.incidentId === id,
    [id],
  );
  const orders = useRecords('orders', ofIncident);
  const acks = useRecords('acks', ofIncident);
  if (!incident) return <Blank title={t('desk.noIncident')} />;
  const live = orders.filter((o) => !o.body.deleted && o.body.text !== undefined);
  return (
    <div className="stack">
      {commandLevel.options.map((level) => {
        const mine = live
          .filter((o) => o.body.toLevel === level)
          .map((order) => {
            const given = acks
              .filter((a) => a.body.orderId === order.id)
              .sort((a, b) => b.last[0] - a.last[0]);
            const overdue =
              given.length === 0 &&
              now !== undefined &&
              order.body.ackDueAt !== undefined &&
              now > order.body.ackDueAt;
            return { order, ack: given[0], overdue };
          })
          .sort(
            (a, b) =>
              Number(b.overdue) - Number(a.overdue) ||
              Number(!!a.ack) - Number(!!b.ack) ||
              (b.order.body.no ?? 0) - (a.order.body.no ?? 0),
          );
        const open = mine.filter((m) => !m.ack).length;
        return (
          <section key={level} className="chain-level">
            <h3>
              {t(`panels.orders.to.${level}`)}{' '}
              <span className="muted num">
                {mine.length === 0
                  ? t('desk.chain.none')
                  : t('desk.chain.count', { all: mine.length, open })}
              </span>
            </h3>
            <ul className="plain-list">
              {mine.map(({ order, ack, overdue }) => (
                <li key={order.id} className={overdue ? 'grave' : ''}>
                  <b className="num">#{order.body.no}</b> {order.body.to} · {order.body.text}{' '}
                  {ack ? (
                    <span className={`status-chip ack-${ack.body.state}`}>
                      {t(`panorama.order.${ack.body.state ?? 'received'}`, {
                        at: formatBeijing(ack.last[0], 'clock').slice(0, 5),
                      })}
                    </span>
                  ) : (
                    <span className={overdue ? 'status-chip late' : 'muted num'}>
                      {t(overdue ? 'panorama.order.overdue' : 'panorama.order.open', {
                        elapsed: now === undefined ? '' : ageText(now - order.last[0]),
                      })}
                    </span>
                  )}
                  <Dropdown
                    disabled={readOnly}
                    trigger={['click']}
                    menu={{
                      items: answers.map((a) => ({ key: a, label: t(`panels.orders.ack.${a}`) })),
                      onClick: ({ key }) =>
                        void command('order.acked', {
                          orderId: order.id,
                          incidentId: incident.id,
                          by: ack?.body.by ?? order.body.to ?? '',
                          state: key as (typeof answers)[number],
                        }).catch(() => {}),
                    }}
                  >
                    <Button size="small" type="text" disabled={readOnly}>
                      {t('desk.chain.answer')}
                    </Button>
                  </Dropdown>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}
