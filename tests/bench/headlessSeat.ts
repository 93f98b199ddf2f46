import { decode } from '@msgpack/msgpack';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import { WebSocket } from 'ws';
import type { AppRouter } from '../../shared/contract/router.ts';
import type { LiveFrame } from '../../shared/contract/types.ts';

/** A seat without a window: the same calls and the same live channel over the same sockets. */
export async function headlessSeat(
  link: string,
  onFrame: (frame: LiveFrame, bytes: number) => void,
  key = 'headless-bench-0001',
) {
  const { origin } = new URL(link);
  const entry = await fetch(link, { redirect: 'manual' });
  const cookie = (entry.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const headers = { cookie, origin };
  class SeatSocket extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols, { headers });
    }
  }
  const ws = origin.replace(/^http/, 'ws');
  const client = createWSClient({
    url: `${ws}/rpc?seat=${key}`,
    WebSocket: SeatSocket as unknown as typeof globalThis.WebSocket,
  });
  const api = createTRPCClient<AppRouter>({ links: [wsLink({ client })] });
  const live = new SeatSocket(`${ws}/live?seat=${key}`);
  live.binaryType = 'nodebuffer';
  live.on('message', (data: Buffer) => onFrame(decode(data) as LiveFrame, data.length));
  await new Promise<void>((resolve, reject) => {
    live.once('open', () => resolve());
    live.once('error', reject);
  });
  return {
    api,
    async close() {
      live.close();
      await client.close();
    },
  };
}
