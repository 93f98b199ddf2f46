import { Dropdown } from 'antd';
import { formatBeijing } from '../../shared/time/time.ts';
import { useCommand, useReadOnly, useText } from '../bridge/hooks.ts';
import { useAppDispatch, useSelection } from '../state/hooks.ts';
import { selected } from '../state/ui.ts';
import type { OrderRow } from './orderRows.ts';
import { ageText } from './useBrief.ts';

const answers = ['received', 'executing', 'done', 'refused'] as const;

/** One order: number, to whom, what; at the right who answered, or how long nobody has. The state takes an answer. */
export function OrderLine(props: {
  readonly row: OrderRow;
  readonly incidentId: string;
  readonly now: number | undefined;
}) {
  const { row, now } = props;
  const t = useText();
  const command = useCommand();
  const readOnly = useReadOnly();
  const dispatch = useAppDispatch();
  const selection = useSelection();
  const { ack } = row;
  const state = ack
    ? `${t(`panels.orders.ack.${ack.body.state ?? 'received'}`)} ${formatBeijing(ack.last[0], 'clock').slice(0, 5)}`
    : t(row.overdue ? 'desk.orders.late' : 'desk.orders.open', {
        elapsed: now === undefined ? '' : ageText(now - row.issuedAt),
      });
  const title = [
    `#${row.no} ${row.to} · ${row.text}`,
    ...row.answers.map(
      (a) =>
        `${a.body.by} ${t(`panels.orders.ack.${a.body.state ?? 'received'}`)} ${formatBeijing(a.last[0], 'clock')}${a.body.progress ? ` · ${a.body.progress}` : ''}`,
    ),
    row.ackDueAt === undefined
      ? ''
      : t('common.field.due', { at: formatBeijing(row.ackDueAt, 'clock') }),
  ]
    .filter(Boolean)
    .join('\n');
  return (
    <li
      className={row.overdue ? 'line grave' : 'line'}
      aria-current={selection?.collection === 'orders' && selection.id === row.id}
    >
      <button
        type="button"
        className="bare clip"
        title={title}
        onClick={() => dispatch(selected({ collection: 'orders', id: row.id }))}
      >
        <b className="num">#{row.no}</b> {row.to} <span className="muted">{row.text}</span>
      </button>
      <Dropdown
        disabled={readOnly}
        trigger={['click']}
        menu={{
          items: answers.map((a) => ({ key: a, label: t(`panels.orders.ack.${a}`) })),
          onClick: ({ key }) =>
            void command('order.acked', {
              orderId: row.id,
              incidentId: props.incidentId,
              by: ack?.body.by ?? row.to,
              state: key as (typeof answers)[number],
            }).catch(() => {}),
        }}
      >
        <button
          type="button"
          className={`word num ${ack ? `ack-${ack.body.state}` : row.overdue ? 'is-late' : ''}`}
          disabled={readOnly}
          title={t('desk.chain.answer')}
          aria-label={`#${row.no} ${row.to}: ${state} (${t('desk.chain.answer')})`}
        >
          {state}
        </button>
      </Dropdown>
    </li>
  );
}
