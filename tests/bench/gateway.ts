import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mqtt from 'mqtt';

/** Things that a gateway tells of. */
export const THINGS = 10_000;
const here = fileURLToPath(new URL('.', import.meta.url));
export const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** mosquitto where it is installed, else a JavaScript broker; either as a process of its own. */
export async function startBroker(
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

/** A gateway as a process of its own; resolves when it has sent for so long. */
export function send(
  url: string,
  topic: string,
  perMessage: number,
  rate: number,
  seconds: number,
) {
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
