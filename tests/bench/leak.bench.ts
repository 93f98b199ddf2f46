import { loadavg } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { startHost } from '../e2e/host.ts';
import { freePort, send, sleep, startBroker } from './gateway.ts';
import { headlessSeat } from './headlessSeat.ts';
import { type BenchOptions, type BenchResult, quantile, round, withFolder } from './load.ts';

const PACE = 5000;

/** What is alive in the host after a full collection, asked through the debugger's door; the program is as always. */
class HeapProbe {
  private readonly socket: WebSocket;
  private next = 1;
  private readonly open = new Map<number, (value: { usedSize: number }) => void>();

  static async at(port: number): Promise<HeapProbe> {
    const list = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
      webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(list[0]?.webSocketDebuggerUrl ?? '');
    await new Promise((done) => socket.once('open', done));
    return new HeapProbe(socket);
  }

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      const { id, result } = JSON.parse(data.toString()) as {
        id: number;
        result: { usedSize: number };
      };
      this.open.get(id)?.(result);
      this.open.delete(id);
    });
  }

  private call(method: string): Promise<{ usedSize: number }> {
    const id = this.next++;
    return new Promise((done) => {
      this.open.set(id, done);
      this.socket.send(JSON.stringify({ id, method }));
    });
  }

  async liveMB(): Promise<number> {
    for (let i = 0; i < 2; i++) await this.call('HeapProfiler.collectGarbage');
    return (await this.call('Runtime.getHeapUsage')).usedSize / 2 ** 20;
  }

  close(): void {
    this.socket.close();
  }
}

/** A seat that comes, looks back at a few times, goes live again, and leaves. */
async function visit(url: string): Promise<void> {
  const seat = await headlessSeat(url, () => {}, `visitor-${crypto.randomUUID()}`);
  await seat.api.hello.mutate({ name: 'visit', role: 'watch', protocol: 1 });
  const [line] = await seat.api.lines.query();
  if (line) {
    const end = Date.now();
    await seat.api.attach.mutate({ lineId: line.id, mode: 'replay', at: end - 2000 });
    for (let i = 0; i < 3; i++) await seat.api.control.mutate({ seekTo: end - i * 700 });
    await seat.api.attach.mutate({ lineId: line.id, mode: 'live' });
  }
  await seat.close();
}

/**
 * The heap of a host at work: 5 000 observations/s of 10 000 things, a seat that stays and seats that come, look back
 * and leave. After each tenth of the time the load pauses and everything dead is collected. Ours: the median of the
 * last five such heaps, peer: of the first five.
 */
export async function run(options: BenchOptions = {}): Promise<BenchResult> {
  const seconds = options.seconds ?? (options.full ? 600 : 120);
  return withFolder(async (dir) => {
    const broker = await startBroker(dir);
    const inspect = await freePort();
    const host = await startHost(join(dir, 'workspace'), [], [`--inspect=127.0.0.1:${inspect}`]);
    const probe = await HeapProbe.at(inspect);
    const seat = await headlessSeat(host.url, () => {});
    try {
      await seat.api.hello.mutate({ name: 'bench', role: 'plotter', protocol: 1 });
      await seat.api.feed.add.mutate({
        connector: 'mqtt',
        name: 'bench',
        config: { url: broker.url, topics: ['leak'] },
      });
      const live: number[] = [];
      const part = Math.max(2, seconds / 10);
      let visits = 0;
      // One part more, ahead of the measured ones, so that all things are known and all code is compiled.
      for (let i = 0; i <= 10; i++) {
        const sending = send(broker.url, 'leak', 50, PACE, part);
        let going = true;
        void sending.finally(() => {
          going = false;
        });
        while (going) {
          await visit(host.url);
          visits += 1;
          await sleep(500);
        }
        await sending;
        await sleep(500);
        const mb = await probe.liveMB();
        if (i > 0) live.push(mb);
      }
      const first = quantile(live.slice(0, 5), 0.5);
      const last = quantile(live.slice(-5), 0.5);
      return {
        name: 'leak',
        ours: round(last),
        peer: round(first),
        ratio: round(last / first, 3),
        unit: 'MB alive after a collection',
        details: {
          seconds,
          pace: PACE,
          visits,
          liveMB: live.map((n) => round(n)),
          load: loadavg().map((n) => round(n, 2)),
        },
      };
    } finally {
      probe.close();
      await seat.close();
      await host.stop();
      broker.child.kill();
    }
  });
}
