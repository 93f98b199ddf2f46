import { Button, Input, Select } from 'antd';
import { useCallback, useState } from 'react';
import { type CommandLevel, commandLevel } from '../../../shared/model/common.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useActiveIncident, useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useRecords, useSimNow } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';

const ACK_MS = 10 * 60_000;

export default function Orders() {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const tables = useLiveTables();
  const incident = useActiveIncident();
  const now = useSimNow(1);
  const [toLevel, setToLevel] = useState<CommandLevel>('district');
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const id = incident?.id;
  const ofIncident = useCallback(
    (b: { incidentId?: string | undefined }) => b.incidentId === id,
    [id],
  );
  const orders = useRecords('orders', ofIncident);
  const acks = useRecords('acks', ofIncident);
  if (!incident) return <Blank title={t('panels.orders.none')} />;
  async function issue() {
    const at = tables.simNow();
    if (!incident || at === undefined) return;
    try {
      // The host gives the running number.
      await command('order.issued', {
        orderId: crypto.randomUUID(),
        incidentId: incident.id,
        no: 1,
        toLevel,
        to,
        text,
        ackDueAt: Math.round(at) + ACK_MS,
      });
      setText('');
    } catch {
      // Told; the words stay.
    }
  }
  return (
    <div className="stack">
      <div className="row">
        <Select
          size="small"
          value={toLevel}
          onChange={setToLevel}
          aria-label={t('panels.orders.level')}
          options={commandLevel.options.map((l) => ({
            value: l,
            label: t(`panels.orders.to.${l}`),
          }))}
        />
        <Input
          size="small"
          value={to}
          onChange={(e) => setTo(e.target.value)}
          placeholder={t('panels.orders.unit')}
          aria-label={t('panels.orders.unit')}
        />
      </div>
      <Input.TextArea
        rows={2}
        value={text}
        onChange={(e) => setText(e.target.value)}
        placeholder={t('panels.orders.words')}
        aria-label={t('panels.orders.words')}
      />
      <Button
        type="primary"
        size="small"
        disabled={readOnly || to === '' || text === ''}
        onClick={() => void issue()}
      >
        {t('panels.orders.issue')}
      </Button>
      <ul className="plain-list">
        {[...orders]
          .sort((a, b) => (b.body.no ?? 0) - (a.body.no ?? 0))
          .filter(({ body }) => !body.deleted)
          .map(({ id: orderId, body }) => {
            const answers = acks.filter((a) => a.body.orderId === orderId);
            const late =
              answers.length === 0 &&
              body.ackDueAt !== undefined &&
              now !== undefined &&
              now > body.ackDueAt;
            return (
              <li key={orderId}>
                <b className="num">#{body.no}</b> {body.to}: {body.text}{' '}
                <span className="muted">
                  {answers
                    .map(
                      (a) =>
                        `${a.body.by} ${t(`panels.orders.ack.${a.body.state ?? 'received'}`)} ${formatBeijing(a.last[0], 'clock')}`,
                    )
                    .join(' · ') || t(late ? 'panels.orders.late' : 'panels.orders.open')}
                </span>
                {answers.length === 0 && (
                  <Button
                    size="small"
                    type="text"
                    disabled={readOnly}
                    onClick={() =>
                      void command('order.acked', {
                        orderId,
                        incidentId: incident.id,
                        by: body.to ?? '',
                        state: 'received',
                      }).catch(() => {})
                    }
                  >
                    {t('panels.orders.receive')}
                  </Button>
                )}
              </li>
            );
          })}
      </ul>
    </div>
  );
}
