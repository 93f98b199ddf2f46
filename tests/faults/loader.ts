import { createHash } from 'node:crypto';
import { openWorkspace } from '../../main/session/workspace.ts';
import type { Fact, NewFact } from '../../shared/events/fact.ts';
import { createRng } from '../../shared/kit/rng.ts';

/**
 * Appends facts of all sorts as fast as it can until it is killed. Every acknowledged append is one line on stdout:
 * first seq, last seq, and a digest of what was acknowledged. node loader.ts DIR SEED
 */
const [dir = '', seed = '1'] = process.argv.slice(2);
const rng = createRng(Number(seed));
const pick = (n: number) => Math.floor(rng() * n);

function fact(): NewFact {
  const at = Date.now() - pick(60_000);
  const incidentId = `i${pick(3)}`;
  const base = { at, source: `seat:${pick(4)}`, actor: `席位${pick(4)}` };
  switch (pick(8)) {
    case 0:
      return {
        ...base,
        kind: 'claim.made',
        body: {
          incidentId,
          field: 'missing',
          value: pick(50),
          unit: '人',
          claimant: `c${pick(3)}`,
        },
      };
    case 1:
      return {
        ...base,
        kind: 'plan.item',
        body: {
          itemId: `p${pick(40)}`,
          incidentId,
          shape: 'arrow',
          coordinates: [
            [106 + rng(), 29 + rng()],
            [106.5, 29.5],
          ],
          phase: 'planned',
          deleted: pick(4) === 0,
        },
      };
    case 2:
      return {
        ...base,
        kind: 'order.acked',
        body: { orderId: `o${pick(20)}`, incidentId, by: `b${pick(5)}`, state: 'received' },
      };
    default:
      return {
        at,
        kind: 'observation',
        source: 'feed:mqtt',
        body: {
          thing: `t${pick(200)}`,
          kind: 'vehicle',
          p: [106 + rng(), 29 + rng()],
          r: { level: [180 + rng(), 'm', 'wusong'] },
        },
      };
  }
}

const workspace = await openWorkspace(dir, {
  hostClock: { now: () => Date.now() },
  snapshotEvery: 500,
});
const line = await workspace.openLine('main');
const bySeq = new Map<number, Fact>();
line.onCommitted.on((facts) => {
  for (const f of facts) bySeq.set(f.seq, f);
});
process.stdout.write('ready\n');

async function feed(): Promise<void> {
  for (;;) {
    const facts = Array.from({ length: 1 + pick(60) }, fact);
    const { seqs } = await line.append(facts, { urgent: pick(3) === 0 });
    const hash = createHash('sha256');
    for (let seq = seqs[0]; seq <= seqs[1]; seq++) {
      hash.update(JSON.stringify(bySeq.get(seq)));
      bySeq.delete(seq);
    }
    process.stdout.write(`${seqs[0]} ${seqs[1]} ${hash.digest('hex')}\n`);
  }
}
await Promise.all([feed(), feed(), feed(), feed()]);
