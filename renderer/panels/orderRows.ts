import type { Collections } from '../../shared/events/situation.ts';

type Stamp = readonly [at: number, rx: number, seq: number];
interface Rec<B> {
  readonly id: string;
  readonly body: B;
  readonly last: Stamp;
  readonly source: string;
}

export interface OrderRow {
  readonly id: string;
  readonly no: number | undefined;
  readonly to: string;
  readonly toLevel: Collections['orders']['toLevel'];
  readonly text: string;
  readonly issuedAt: number;
  readonly ackDueAt: number | undefined;
  /** Newest answer; all of them stand in `answers`, newest first. */
  readonly ack: Rec<Collections['acks']> | undefined;
  readonly answers: readonly Rec<Collections['acks']>[];
  readonly overdue: boolean;
}

/** Orders of an incident with their answers; overdue first, then unanswered, then the newest number. */
export function orderRows(
  orders: readonly Rec<Collections['orders']>[],
  acks: readonly Rec<Collections['acks']>[],
  incidentId: string,
  now: number | undefined,
): readonly OrderRow[] {
  return orders
    .filter((o) => o.body.incidentId === incidentId && !o.body.deleted && o.body.text !== undefined)
    .map(({ id, body, last }): OrderRow => {
      const answers = acks
        .filter((a) => a.body.orderId === id)
        .sort((a, b) => b.last[0] - a.last[0] || b.last[2] - a.last[2]);
      return {
        id,
        no: body.no,
        to: body.to ?? '',
        toLevel: body.toLevel,
        text: body.text ?? '',
        issuedAt: last[0],
        ackDueAt: body.ackDueAt,
        ack: answers[0],
        answers,
        overdue:
          answers.length === 0 &&
          now !== undefined &&
          body.ackDueAt !== undefined &&
          now > body.ackDueAt,
      };
    })
    .sort(
      (a, b) =>
        Number(b.overdue) - Number(a.overdue) ||
        Number(a.ack !== undefined) - Number(b.ack !== undefined) ||
        (b.no ?? 0) - (a.no ?? 0),
    );
}
