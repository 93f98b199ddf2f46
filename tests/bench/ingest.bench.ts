import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import mqtt from 'mqtt';
import { startHost } from '../e2e/host.ts';
import { send, sleep, startBroker, THINGS } from './gateway.ts';
import { headlessSeat } from './headlessSeat.ts';
import { type BenchOptions, type BenchResult, quantile, round, withFolder } from './load.ts';

/** What the pace of the latency run is, observations/s. */
const PACE = 20_000;
/** A client that takes the same messages, parses their JSON, and does nothing else. Observations/s. */
async function bare(url: string, perMessage: number, seconds: number): Promise<number> {
  const client = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
  let got = 0;
  client.handleMessage = (packet, done) => {
    const parsed = JSON.parse(packet.payload.toString()) as { observations?: unknown[] };
    got += parsed.observations?.length ?? 1;
    done();
  };
  await client.subscribeAsync('bench/#', { qos: 1 });
  const begun = performance.now();
  const { sent } = await send(url, 'bench/bare', perMessage, 0, seconds);
  for (let i = 0; got < sent && i < 200; i++) await sleep(50);
  const ms = performance.now() - begun;
  await client.endAsync(true);
  return (got / ms) * 1000;
}

/**
 * From a broker into the journal with projection and to a seat, against a client that only parses. The host, the
 * broker and the gateway are processes of their own; on a machine of few cores they share them.
 */
export async function run(options: BenchOptions = {}): Promise<BenchResult> {
  const seconds = options.seconds ?? (options.full ? 60 : 8);
  return withFolder(async (dir) => {
    const broker = await startBroker(dir);
    const host = await startHost(join(dir, 'workspace'));
    const latencies: number[] = [];
    let measuring = false;
    const seat = await headlessSeat(host.url, (frame) => {
      if (!measuring || frame.t !== 'delta' || !frame.tracks) return;
      const bytes = frame.tracks.at as unknown as Uint8Array;
      const at = new Float64Array(new Uint8Array(bytes).buffer);
      const now = Date.now();
      for (let i = 0; i < at.length; i += 7) latencies.push(now - (at[i] as number));
    });
    try {
      await seat.api.hello.mutate({ name: 'bench', role: 'plotter', protocol: 1 });
      const rss = () =>
        process.platform === 'linux'
          ? Number(
              /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host.child.pid}/status`, 'utf8'))?.[1],
            ) / 1024
          : Number.NaN;
      /**
       * Durable observations/s while the gateway sends. `rest`: what the broker still held when it stopped; where the
       * pace is not above ours it is waited for, and `lost` is what never came.
       */
      const through = async (perMessage: number, rate: number) => {
        const topic = `ours/${perMessage}/${rate}`;
        const { feedId } = await seat.api.feed.add.mutate({
          connector: 'mqtt',
          name: 'bench',
          config: { url: broker.url, topics: [topic] },
        });
        const info = async () =>
          (await seat.api.feed.list.query()).find(
            (f) => (f as { feedId: string }).feedId === feedId,
          ) as { state: string; accepted: number; rejected: number };
        for (let i = 0; (await info()).state !== 'empty' && i < 100; i++) await sleep(100);
        let peakMB = 0;
        const watch = setInterval(() => {
          peakMB = Math.max(peakMB, rss());
        }, 500);
        const begun = performance.now();
        const { sent } = await send(broker.url, topic, perMessage, rate, seconds);
        let { accepted } = await info();
        const speed = (accepted / (performance.now() - begun)) * 1000;
        const rest = sent - accepted;
        for (let idle = 0; rate > 0 && accepted < sent && idle < 100; idle++) {
          await sleep(50);
          const now = (await info()).accepted;
          if (now > accepted) idle = 0;
          accepted = now;
        }
        clearInterval(watch);
        const { state, rejected } = await info();
        if (state !== 'up' || rejected > 0) throw new Error(`feed ${state}, ${rejected} refused`);
        await seat.api.feed.remove.mutate({ feedId });
        return { rate: speed, rest, lost: rate > 0 ? sent - accepted : 0, peakMB };
      };
      // The pace of duty first: memory is that of a host at work, not of one just flooded.
      measuring = true;
      const paced = await through(50, PACE);
      measuring = false;
      const flat = await through(50, 0);
      const peer = await bare(broker.url, 50, seconds);
      const single = await through(1, 0);
      const singlePeer = await bare(broker.url, 1, seconds);
      return {
        name: 'ingest',
        ours: round(flat.rate),
        peer: round(peer),
        ratio: round(flat.rate / peer),
        unit: 'obs/s',
        details: {
          broker: broker.name,
          seconds,
          things: THINGS,
          load: loadavg().map((n) => round(n, 2)),
          onePerMessage: {
            ours: round(single.rate),
            peer: round(singlePeer),
            ratio: round(single.rate / singlePeer),
          },
          paced: { wanted: PACE, got: round(paced.rate), lost: paced.lost },
          brokerHeldAfterFlood: flat.rest,
          brokerToSeatMs: {
            p50: round(quantile(latencies, 0.5)),
            p95: round(quantile(latencies, 0.95)),
            samples: latencies.length,
          },
          hostPeakRssMB: {
            paced: round(paced.peakMB),
            flood: round(flat.peakMB),
            single: round(single.peakMB),
          },
        },
      };
    } finally {
      await seat.close();
      await host.stop();
      broker.child.kill();
    }
  });
}
