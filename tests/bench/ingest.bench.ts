import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';
import { startHost } from '../e2e/host.ts';
import { headlessSeat } from './headlessSeat.ts';
import { type BenchOptions, type BenchResult, quantile, round, withFolder } from './load.ts';

const THINGS = 10_000;
/** What the pace of the latency run is, observations/s. */
const PACE = 20_000;
const here = fileURLToPath(new URL('.', import.meta.url));
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** mosquitto where it is installed, else a JavaScript broker; either as a process of its own. */
async function startBroker(
  dir: string,
): Promise<{ url: string; name: string; child: ChildProcess }> {
  const port = await freePort();
  let name = 'mosquitto';
  let child: ChildProcess;
  try {
    execFileSync('mosquitto', ['-h'], { stdio: 'ignore' });
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') name = 'aedes';
  }
  if (name === 'mosquitto') {
    const config = join(dir, 'mosquitto.conf');
    writeFileSync(
      config,
      `listener ${port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\nmax_inflight_messages 200\n`,
    );
    child = spawn('mosquitto', ['-c', config], { stdio: 'ignore' });
  } else {
    child = spawn(process.execPath, [join(here, 'broker.ts'), String(port)], { stdio: 'ignore' });
  }
  const url = `mqtt://127.0.0.1:${port}`;
  for (let i = 0; ; i++) {
    try {
      const probe = await mqtt.connectAsync(url, { reconnectPeriod: 0 }, false);
      await probe.endAsync(true);
      return { url, name, child };
    } catch (error) {
      if (i > 50) throw error;
      await sleep(100);
    }
  }
}

function send(url: string, topic: string, perMessage: number, rate: number, seconds: number) {
  return new Promise<{ sent: number; ms: number }>((resolve, reject) => {
    const words = [url, topic, THINGS, perMessage, rate, seconds].map(String);
    const child = spawn(process.execPath, [join(here, 'sender.ts'), ...words], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString();
    });
    child.on('exit', (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(`sender ended with ${code}`)),
    );
  });
}

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
      const { feedId } = await seat.api.feed.add.mutate({
        connector: 'mqtt',
        name: 'bench',
        config: { url: broker.url, topics: ['ours/#'] },
      });
      const info = async () =>
        (await seat.api.feed.list.query()).find(
          (f) => (f as { feedId: string }).feedId === feedId,
        ) as { state: string; accepted: number; rejected: number };
      for (let i = 0; (await info()).state !== 'empty' && i < 100; i++) await sleep(100);

      /** Durable observations/s of a run, counted until the last one is acknowledged. */
      const through = async (perMessage: number, rate: number) => {
        const before = (await info()).accepted;
        const begun = performance.now();
        const { sent } = await send(broker.url, 'ours/a', perMessage, rate, seconds);
        // The broker holds what we have not taken yet: wait as long as it still gets less.
        let got = 0;
        for (let idle = 0; got < sent && idle < 100; ) {
          await sleep(50);
          const now = (await info()).accepted - before;
          idle = now > got ? 0 : idle + 1;
          got = now;
        }
        return { rate: (got / (performance.now() - begun)) * 1000, lost: sent - got };
      };
      // The pace of duty first: memory is that of a host at work, not of one just flooded.
      measuring = true;
      const paced = await through(50, PACE);
      measuring = false;
      const rss =
        process.platform === 'linux'
          ? Number(
              /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${host.child.pid}/status`, 'utf8'))?.[1],
            ) / 1024
          : Number.NaN;
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
          lost: flat.lost + single.lost + paced.lost,
          onePerMessage: {
            ours: round(single.rate),
            peer: round(singlePeer),
            ratio: round(single.rate / singlePeer),
          },
          paced: { wanted: PACE, got: round(paced.rate) },
          brokerToSeatMs: {
            p50: round(quantile(latencies, 0.5)),
            p95: round(quantile(latencies, 0.95)),
            samples: latencies.length,
          },
          hostRssMB: round(rss),
        },
      };
    } finally {
      await seat.close();
      await host.stop();
      broker.child.kill();
    }
  });
}
