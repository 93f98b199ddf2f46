import type { NewFact } from '../../shared/events/fact.ts';
import { checkNewFact } from '../../shared/events/parse.ts';
import type { Situation } from '../../shared/events/situation.ts';
import type { CommandKind } from '../../shared/events/vocabulary.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { straightLineEta } from '../../shared/plan/eta.ts';

export interface CommandInput {
  readonly kind: CommandKind;
  readonly body: Record<string, unknown>;
  readonly at?: number | undefined;
  readonly cause?: number | undefined;
}

const DAY_MS = 86_400_000;

/**
 * A seat's command as a fact: what only the host can know is filled in (order number, straight-line arrival time),
 * what contradicts the situation is refused.
 */
export function factOfCommand(
  situation: Situation,
  input: CommandInput,
  by: { seat: string; actor: string; now: number },
): NewFact {
  const body = { ...input.body };
  if (input.at !== undefined && input.at > by.now + DAY_MS)
    throw new ProblemError('command.future');

  const incidentId = typeof body.incidentId === 'string' ? body.incidentId : undefined;
  if (incidentId !== undefined && input.kind !== 'incident.reported') {
    const incident = situation.get('incidents', incidentId);
    if (!incident?.title) throw new ProblemError('command.noIncident', { incidentId });
    if (incident.closed && input.kind !== 'mark.set')
      throw new ProblemError('command.closed', { title: incident.title });
  }
  if (input.kind === 'order.issued' && situation.get('orders', String(body.orderId)) === undefined)
    body.no =
      1 +
      Math.max(
        0,
        ...situation.list('orders', (o) => o.incidentId === incidentId).map((o) => o.body.no ?? 0),
      );
  if (
    input.kind === 'order.acked' &&
    situation.get('orders', String(body.orderId))?.text === undefined
  )
    throw new ProblemError('command.noOrder', { orderId: String(body.orderId) });
  if (input.kind === 'panorama.signed') {
    const sheet = situation.get('products', `${incidentId}|v${body.version}|t30|pdf`);
    if (!sheet)
      throw new ProblemError('panorama.problem.noVersion', { version: String(body.version) });
    // What is signed is this very print.
    body.productSha256 = sheet.sha256;
  }
  if (input.kind === 'force.status' && body.status === 'enroute' && body.etaAt === undefined) {
    const force = situation.get('forces', String(body.forceId));
    const incident = incidentId === undefined ? undefined : situation.get('incidents', incidentId);
    const from = situation.get('tracks', String(body.forceId))?.p ?? force?.position;
    if (force && from && incident?.position) {
      const eta = straightLineEta({
        from: [from[0], from[1]],
        to: incident.position,
        kind: force.kind ?? '',
        speedMs: force.speedMs,
      });
      body.etaAt = Math.round((input.at ?? by.now) + eta.seconds * 1000);
      body.etaBasis = 'straightLine';
    }
  }

  const fact: NewFact = {
    at: input.at ?? by.now,
    kind: input.kind,
    source: `seat:${by.seat}`,
    actor: by.actor,
    ...(input.cause === undefined ? {} : { cause: input.cause }),
    body: body as NewFact['body'],
  };
  const checked = checkNewFact(fact);
  if (!checked.ok) throw new ProblemError(checked.problem.code, checked.problem.params);
  return checked.value;
}
