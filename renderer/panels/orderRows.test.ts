import { describe, expect, it } from 'vitest';
import { orderRows } from './orderRows.ts';

const order = (id: string, no: number, ackDueAt?: number, incidentId = 'i') => ({
  id,
  body: { incidentId, no, to: '队', toLevel: 'site' as const, text: '去', ackDueAt },
  last: [no, no, no] as const,
  source: 's',
});
const ack = (orderId: string, at: number, state: 'received' | 'done') => ({
  id: `${orderId}|${at}`,
  body: { orderId, incidentId: 'i', by: '队', state },
  last: [at, at, at] as const,
  source: 's',
});

describe('orders', () => {
  it('put what is overdue first, then what is open, then the newest', () => {
    const rows = orderRows(
      [order('a', 1, 100), order('b', 2, 900), order('c', 3, 100), order('d', 4, 100)],
      [ack('c', 50, 'received'), ack('d', 60, 'received')],
      'i',
      500,
    );
    expect(rows.map((r) => r.id)).toEqual(['a', 'b', 'd', 'c']);
    expect(rows.map((r) => r.overdue)).toEqual([true, false, false, false]);
  });
  it('show the newest answer and keep the earlier ones', () => {
    const [row] = orderRows(
      [order('a', 1)],
      [ack('a', 50, 'received'), ack('a', 80, 'done')],
      'i',
      500,
    );
    expect(row?.ack?.body.state).toBe('done');
    expect(row?.answers).toHaveLength(2);
  });
  it('are never overdue without a due time, nor while the time is unknown', () => {
    expect(orderRows([order('a', 1)], [], 'i', 1e9)[0]?.overdue).toBe(false);
    expect(orderRows([order('a', 1, 5)], [], 'i', undefined)[0]?.overdue).toBe(false);
  });
  it('leave out other incidents', () => {
    expect(orderRows([order('a', 1, 5, 'j')], [], 'i', 9)).toEqual([]);
  });
});
