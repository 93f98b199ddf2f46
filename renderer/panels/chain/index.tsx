import { useCallback } from 'react';
import { commandLevel } from '../../../shared/model/common.ts';
import { useActiveIncident, useText } from '../../bridge/hooks.ts';
import { useRecords, useSimNow } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { OrderLine } from '../OrderLine.tsx';
import { orderRows } from '../orderRows.ts';

/** The five levels of command, each with how many of its orders are answered; what is overdue stands first. */
export default function Chain() {
  const t = useText();
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
  const rows = orderRows(orders, acks, incident.id, now);
  return (
    <div className="chain">
      {commandLevel.options.map((level, depth) => {
        const mine = rows.filter((r) => r.toLevel === level);
        const answered = mine.filter((r) => r.ack).length;
        const late = mine.some((r) => r.overdue);
        return (
          <section key={level} style={{ paddingLeft: depth * 10 }}>
            <h3 className="line-head">
              <span>{t(`panels.orders.to.${level}`)}</span>
              <span className={late ? 'num is-late' : 'num muted'}>
                {mine.length === 0
                  ? t('desk.chain.none')
                  : t('desk.chain.answered', { answered, all: mine.length })}
              </span>
            </h3>
            {mine.length > 0 && (
              <ul className="lines">
                {mine.map((row) => (
                  <OrderLine key={row.id} row={row} incidentId={incident.id} now={now} />
                ))}
              </ul>
            )}
          </section>
        );
      })}
    </div>
  );
}
