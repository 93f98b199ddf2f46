import { Button, Input, InputNumber, Select } from 'antd';
import { useCallback, useState } from 'react';
import { type CommandLevel, commandLevel } from '../../../shared/model/common.ts';
import { useActiveIncident, useCommand, useReadOnly, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useRecords, useSimNow } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { OrderLine } from '../OrderLine.tsx';
import { orderRows } from '../orderRows.ts';

const MIN = 60_000;
const ACK_MIN = 10;

/** Orders with their answers; the form for a new one opens when it is wanted. */
export default function Orders() {
  const t = useText();
  const readOnly = useReadOnly();
  const incident = useActiveIncident();
  const now = useSimNow(1);
  const [writing, setWriting] = useState(false);
  const id = incident?.id;
  const ofIncident = useCallback(
    (b: { incidentId?: string | undefined }) => b.incidentId === id,
    [id],
  );
  const orders = useRecords('orders', ofIncident);
  const acks = useRecords('acks', ofIncident);
  if (!incident) return <Blank title={t('panels.orders.none')} />;
  const rows = orderRows(orders, acks, incident.id, now);
  const answered = rows.filter((r) => r.ack).length;
  return (
    <div className="stack tight">
      <div className="line-head">
        <span className="muted num">{t('desk.orders.count', { answered, all: rows.length })}</span>
        <Button size="small" disabled={readOnly} onClick={() => setWriting(!writing)}>
          {writing ? t('common.button.cancel') : `+ ${t('desk.orders.write')}`}
        </Button>
      </div>
      {writing && <Write incidentId={incident.id} onDone={() => setWriting(false)} />}
      {rows.length === 0 && !writing && <Blank title={t('common.field.noOrders')} />}
      <ul className="lines">
        {rows.map((row) => (
          <OrderLine key={row.id} row={row} incidentId={incident.id} now={now} />
        ))}
      </ul>
    </div>
  );
}

function Write(props: { readonly incidentId: string; readonly onDone: () => void }) {
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const tables = useLiveTables();
  const [toLevel, setToLevel] = useState<CommandLevel>('district');
  const [to, setTo] = useState('');
  const [text, setText] = useState('');
  const [minutes, setMinutes] = useState(ACK_MIN);
  const ready = to.trim() !== '' && text.trim() !== '';
  const issue = () => {
    const at = tables.simNow();
    if (at === undefined || !ready) return;
    // The host gives the running number. What was typed stays until it is safe.
    void command('order.issued', {
      orderId: crypto.randomUUID(),
      incidentId: props.incidentId,
      no: 1,
      toLevel,
      to: to.trim(),
      text: text.trim(),
      ackDueAt: Math.round(at) + minutes * MIN,
    })
      .then(props.onDone)
      .catch(() => {});
  };
  return (
    <form
      className="stack tight form"
      onSubmit={(e) => {
        e.preventDefault();
        if (!readOnly) issue();
      }}
    >
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
          className="grow"
          autoFocus
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
      <div className="row">
        <span className="muted">{t('desk.orders.answerIn')}</span>
        <InputNumber
          size="small"
          min={1}
          max={1440}
          precision={0}
          value={minutes}
          suffix="min"
          aria-label={t('desk.orders.answerIn')}
          onChange={(v) => setMinutes(v ?? ACK_MIN)}
        />
        <Button type="primary" htmlType="submit" size="small" disabled={readOnly || !ready}>
          {t('panels.orders.issue')}
        </Button>
      </div>
    </form>
  );
}
