// A gateway: sends observations of many moving things to a broker. Runs as a process of its own.
import mqtt from 'mqtt';

const [url = '', topic = '', things = '1000', perMessage = '50', rate = '0', seconds = '10'] =
  process.argv.slice(2);
const count = Number(things);
const size = Number(perMessage);
const perSecond = Number(rate);
const IN_FLIGHT = 40;

const client = await mqtt.connectAsync(url, { reconnectPeriod: 0 });
const end = performance.now() + Number(seconds) * 1000;
const begun = performance.now();
let sent = 0;
let next = 0;

function message(): string {
  const at = Date.now();
  const observations: unknown[] = [];
  for (let i = 0; i < size; i++) {
    const n = next++ % count;
    const turn = next / count + n;
    observations.push({
      thing: `t${n}`,
      kind: 'vehicle',
      p: [106.5 + Math.sin(turn) * 0.5, 29.6 + Math.cos(turn) * 0.4],
      speedMs: 12.5,
      at,
    });
  }
  return JSON.stringify(size === 1 ? observations[0] : { observations });
}

async function lane(): Promise<void> {
  while (performance.now() < end) {
    if (perSecond > 0) {
      const ahead = (sent / perSecond) * 1000 - (performance.now() - begun);
      if (ahead > 1) {
        await new Promise((resolve) => setTimeout(resolve, ahead));
        continue;
      }
    }
    sent += size;
    await client.publishAsync(topic, message(), { qos: 1 });
  }
}
await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
await client.endAsync();
process.stdout.write(`${JSON.stringify({ sent, ms: performance.now() - begun })}\n`);
