import { decode } from '@msgpack/msgpack';
import { createTRPCClient, createWSClient, wsLink } from '@trpc/client';
import type { AppRouter } from '../../shared/contract/router.ts';
import type { LiveFrame } from '../../shared/contract/types.ts';
import { type Problem, ProblemError } from '../../shared/kit/result.ts';
import type { LiveTables } from '../live/tables.ts';

export type Api = ReturnType<typeof createTRPCClient<AppRouter>>;

export interface Connection {
  readonly api: Api;
  dispose(): void;
}

/**
 * Opens the typed calls (/rpc) and the live channel (/live). Both carry the seat's session cookie; both come back
 * by themselves after a cut, and the host then sends the whole situation again.
 */
export function connect(origin: string, seatKey: string, tables: LiveTables): Connection {
  const ws = origin.replace(/^http/, 'ws');
  const query = `?seat=${encodeURIComponent(seatKey)}`;
  const socket = createWSClient({
    url: `${ws}/rpc${query}`,
    retryDelayMs: (attempt) => Math.min(500 * 2 ** attempt, 5000),
    keepAlive: { enabled: true, intervalMs: 10_000, pongTimeoutMs: 5_000 },
  });
  const api = createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });

  let closed = false;
  let live: WebSocket | undefined;
  let attempt = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = () => {
    live = new WebSocket(`${ws}/live${query}`);
    live.binaryType = 'arraybuffer';
    live.onopen = () => {
      attempt = 0;
      tables.setConnected(true);
    };
    live.onmessage = (event) => {
      if (!(event.data instanceof ArrayBuffer)) return;
      tables.apply(revive(decode(new Uint8Array(event.data))));
    };
    live.onclose = () => {
      tables.setConnected(false);
      if (closed) return;
      attempt += 1;
      timer = setTimeout(open, Math.min(300 * 2 ** attempt, 5000));
    };
  };
  open();

  return {
    api,
    dispose() {
      closed = true;
      clearTimeout(timer);
      live?.close();
      socket.close();
    },
  };
}

const columnTypes = {
  lon: Float64Array,
  lat: Float64Array,
  height: Float32Array,
  headingDeg: Float32Array,
  speedMs: Float32Array,
  at: Float64Array,
  rx: Float64Array,
  seq: Float64Array,
  source: Uint16Array,
} as const;

/** MessagePack carries typed arrays as bytes; give the track columns their types back (copied: alignment). */
function revive(raw: unknown): LiveFrame {
  const frame = raw as { t: string; tracks?: Record<string, unknown> };
  if (frame.t === 'delta' && frame.tracks)
    for (const [name, type] of Object.entries(columnTypes)) {
      const bytes = frame.tracks[name] as Uint8Array;
      frame.tracks[name] = new type(bytes.slice().buffer as ArrayBuffer);
    }
  return raw as LiveFrame;
}

/** The problem behind a failed call, for showing in the user's language. */
export function problemFrom(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  const data = (error as { data?: { problem?: Problem } } | undefined)?.data;
  if (data?.problem) return data.problem;
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'error.unexpected', params: { message } };
}
