import mqtt, { type IPublishPacket, type MqttClient } from 'mqtt';
import { z } from 'zod';
import type { Connector } from './contract.ts';
import { parseObservations } from './observation.ts';
import { why } from './why.ts';

const configSchema = z.object({
  url: z.string().regex(/^(mqtt|mqtts|tcp|ssl):\/\/[^\s]+$/),
  topics: z.array(z.string().min(1).max(500)).min(1).max(100).default(['sandtable/obs/#']),
  username: z.string().max(200).optional(),
  /**
   * Name of this receiver at the broker, used by no other. With it the broker keeps what comes in while we are away
   * (QoS 1) and gives it out when we are back; without it a cut connection leaves a gap.
   */
  clientId: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .optional(),
  /** The connection counts as lost when nothing was heard for one and a half times this, s. */
  keepaliveS: z.number().int().min(1).max(3600).default(60),
  /** Nothing for this long: the source is silent, s. */
  silentAfterS: z.number().min(1).max(86_400).default(600),
});
export type MqttConfig = z.infer<typeof configSchema>;

/** Largest message that is parsed, bytes. */
const MAX_MESSAGE = 4 * 1024 * 1024;

/** Facts that may be on their way to the journal before the next message is read. */
const MAX_PENDING = 20_000;

/**
 * Holds acknowledgements back until the journal has the facts, while further messages are already being read: the
 * library itself would read one message per commit. It has no public call for that, so its sender is wrapped; the
 * test that counts acknowledgements fails should a later version send them another way.
 */
function heldAcks(client: MqttClient) {
  interface Ack {
    readonly cmd: string;
    readonly messageId?: number;
    readonly reasonCode?: number;
  }
  type Send = (packet: Ack, done?: () => void, ...rest: unknown[]) => void;
  const inner = client as unknown as { _sendPacket: Send };
  const send = inner._sendPacket.bind(client);
  const held = new Set<number>();
  inner._sendPacket = (packet, done, ...rest) => {
    if (packet.cmd === 'puback' && held.has(packet.messageId ?? -1)) done?.();
    else send(packet, done, ...rest);
  };
  return {
    hold: ({ qos, messageId }: IPublishPacket) => {
      if (qos === 1 && messageId !== undefined) held.add(messageId);
    },
    release: ({ messageId }: IPublishPacket) => {
      if (messageId !== undefined && held.delete(messageId) && client.connected)
        send({ cmd: 'puback', messageId, reasonCode: 0 });
    },
  };
}

/** Observations as JSON over MQTT 3.1.1/5. A QoS 1 message is acknowledged only after its facts are durable. */
export const mqttConnector: Connector<MqttConfig> = {
  id: 'mqtt',
  configSchema,
  async run(config, ctx, signal) {
    const client = mqtt.connect(config.url, {
      keepalive: config.keepaliveS,
      reconnectPeriod: 0,
      connectTimeout: 5000,
      clean: config.clientId === undefined,
      ...(config.clientId === undefined ? {} : { clientId: config.clientId }),
      ...(config.username === undefined ? {} : { username: config.username }),
    });
    const acks = heldAcks(client);
    let pending = 0;
    let silence: ReturnType<typeof setTimeout> | undefined;
    let aliveAt = 0;
    const heard = () => {
      if (silence) silence.refresh();
      else silence = setTimeout(() => ctx.state('silent'), config.silentAfterS * 1000);
      // The answer to a ping stands behind all messages that wait to be read, so these count as signs of life too:
      // else a flood of some length would cut the connection, and the broker would drop what waits. The broker in its
      // turn must hear from us, and the library's own pings start anew each time.
      const now = performance.now();
      if (now - aliveAt < config.keepaliveS * 250) return;
      aliveAt = now;
      client.reschedulePing(true);
      client.sendPing();
    };
    client.handleMessage = (packet, done) => {
      heard();
      const payload = Buffer.from(packet.payload);
      if (payload.length > MAX_MESSAGE) {
        ctx.reject(
          why('feeds.observation.tooLarge', { maxBytes: MAX_MESSAGE }),
          payload.subarray(0, 200).toString(),
        );
        done();
        return;
      }
      const parsed = parseObservations(payload.toString(), ctx.clock.now(), `feed:${ctx.feedId}`);
      if (!parsed.ok) {
        ctx.reject(parsed.problem.code, payload.subarray(0, 500).toString());
        done();
        return;
      }
      for (const { why, raw } of parsed.value.refused) ctx.reject(why, raw);
      ctx.state('up');
      const { facts } = parsed.value;
      if (facts.length === 0) {
        done();
        return;
      }
      acks.hold(packet);
      pending += facts.length;
      const delivered = ctx.emit(facts).then(
        () => {
          pending -= facts.length;
          acks.release(packet);
        },
        (error: unknown) => {
          client.emit('error', error instanceof Error ? error : new Error(String(error)));
        },
      );
      if (pending < MAX_PENDING) done();
      else void delivered.then(() => done());
    };
    try {
      await new Promise<void>((resolve, reject) => {
        signal.addEventListener('abort', () => resolve(), { once: true });
        if (signal.aborted) resolve();
        client.on('connect', () => {
          ctx.state('empty');
          heard();
          client.subscribe(config.topics, { qos: 1 }, (error) => error && reject(error));
        });
        client.on('error', reject);
        client.on('close', () => reject(new Error('connection closed')));
      });
    } finally {
      clearTimeout(silence);
      client.removeAllListeners();
      // A late error of a dying socket has no listener left to hear it.
      client.on('error', () => {});
      client.end(true);
    }
  },
};
