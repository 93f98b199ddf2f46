import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import fastifyStatic from '@fastify/static';
import { applyWSSHandler } from '@trpc/server/adapters/ws';
import Fastify, { type FastifyReply } from 'fastify';
import { type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { router, type SeatApi } from '../../shared/contract/router.ts';
import { parseWater, type WaterQuery } from '../../shared/contract/waterQuery.ts';
import { ProblemError, problemOf } from '../../shared/kit/result.ts';
import { Auth, isOwnHost } from './auth.ts';

/** What a relief tile shows. All of it stands in the tile's address: the same address is always the same picture. */
export interface ImageryLook {
  /** Levels to fill the ground to; undefined: natural rivers. */
  readonly water: WaterQuery | undefined;
  readonly without: readonly ('relief' | 'water' | 'contours')[];
}

const lookQuery = z.object({
  w: z.string().max(1000).optional(),
  no: z
    .string()
    .regex(/^(?:contours|relief|water)(?:\.(?:contours|relief|water)){0,2}$/)
    .optional(),
});

function imageryLook(query: unknown): ImageryLook | undefined {
  const parsed = lookQuery.safeParse(query);
  if (!parsed.success) return undefined;
  const { w, no } = parsed.data;
  const water = w ? parseWater(w) : undefined;
  if (w && !water) return undefined;
  return { water, without: (no ? no.split('.') : []) as ImageryLook['without'] };
}

/** What the wire asks of the house behind it. */
export interface WireDeps {
  /** The seat of this key; made on first use. */
  seat(key: string): { readonly api: SeatApi; attachLive(socket: WebSocket): void };
  /** What the ground is now: an address that names it may be kept for ever. */
  terrainVersion(): string;
  /** little-endian Float32 65×65, row 0 north; undefined outside coverage */
  terrainTile(level: number, x: number, y: number): Promise<Uint8Array | undefined>;
  imageryTile(z: number, x: number, y: number, look: ImageryLook): Promise<Uint8Array | undefined>;
  cutout(
    bbox: readonly [number, number, number, number],
    cols: number,
    rows: number,
    water: WaterQuery | undefined,
  ): Promise<Uint8Array>;
  blob(sha256: string): Promise<{ bytes: Uint8Array; mime: string; name: string } | undefined>;
  places(): unknown;
  /** Takes an uploaded elevation file that was written to `path`. */
  upload(name: string, body: NodeJS.ReadableStream): Promise<{ jobId: string }>;
  readonly rendererDir: string;
  readonly log: (line: string) => void;
}

export interface WireServer {
  readonly port: number;
  readonly origin: string;
  /** A fresh link that opens one more browser. */
  link(): string;
  stop(): Promise<void>;
}

const text = (reply: FastifyReply, code: number, body: string) =>
  reply.code(code).type('text/plain; charset=utf-8').send(body);

function contentPolicy(port: number): string {
  const ws = `ws://127.0.0.1:${port} ws://localhost:${port}`;
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ${ws}`,
    "font-src 'self' data:",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}

/** Opens the loopback server. Fails with wire.portTaken when the port is in use. */
export async function startWire(
  deps: WireDeps,
  options: { port: number; token?: string | undefined },
): Promise<WireServer> {
  const auth = new Auth(options.token);
  const app = Fastify({ logger: false, bodyLimit: 1024 * 1024, forceCloseConnections: true });
  let port = 0;

  app.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', contentPolicy(port));
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'no-referrer');
    reply.header('cross-origin-opener-policy', 'same-origin');
    if (!isOwnHost(request.raw, port)) return text(reply, 403, 'wrong host');
    const url = addressOf(request.url);
    if (!url) return text(reply, 400, 'bad address');
    if (url.pathname === '/health') return;
    const token = url.searchParams.get('token');
    if (token !== null && request.method === 'GET' && url.pathname === '/') {
      const cookie = auth.exchange(token);
      if (cookie !== undefined) {
        url.searchParams.delete('token');
        return reply.header('set-cookie', cookie).redirect(`/${url.search}`, 303);
      }
    }
    if (!auth.allows(request.raw))
      return reply
        .code(401)
        .type('text/html; charset=utf-8')
        .send(
          '<!doctype html><meta charset="utf-8"><title>Sandtable</title><p lang="zh-CN">请使用程序启动时打印的带口令链接打开本页;每个链接只能打开一个浏览器。</p><p lang="en">Open this page with the link that the program printed; each link opens one browser.</p>',
        );
  });
  app.setErrorHandler((error, _request, reply) => {
    const problem = problemOf(error);
    if (!(error instanceof ProblemError))
      deps.log(`http: ${error instanceof Error ? error.stack : error}`);
    return reply.code(error instanceof ProblemError ? 400 : 500).send({ problem });
  });
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) =>
    done(null, payload),
  );

  app.get('/health', async () => ({ ok: true }));
  app.post('/auth/link', async () => ({ url: link() }));

  /** Kept for ever only when the address names the very ground that the answer was made from. */
  const kept = async <T>(v: unknown, make: () => Promise<T>): Promise<[T, string]> => {
    const before = deps.terrainVersion();
    const made = await make();
    const same = v === before && deps.terrainVersion() === before;
    return [made, same ? 'private, max-age=31536000, immutable' : 'no-store'];
  };
  const whole = (value: string) => (/^\d{1,9}$/.test(value) ? Number(value) : Number.NaN);
  app.get<{
    Params: { level: string; x: string; y: string };
    Querystring: Record<string, unknown>;
  }>('/terrain/:level/:x/:y', async (request, reply) => {
    const { level, x, y } = request.params;
    const numbers = [whole(level), whole(x), whole(y.replace(/\.bin$/, ''))] as const;
    if (numbers.some(Number.isNaN) || numbers[0] > 22) return text(reply, 400, 'bad tile');
    const [tile, keep] = await kept(request.query.v, () => deps.terrainTile(...numbers));
    if (!tile) return reply.code(204).send();
    return reply.header('cache-control', keep).type('application/octet-stream').send(tile);
  });
  app.get<{ Params: { z: string; x: string; y: string }; Querystring: Record<string, unknown> }>(
    '/imagery/relief/:z/:x/:y',
    async (request, reply) => {
      const { z, x, y } = request.params;
      const numbers = [whole(z), whole(x), whole(y.replace(/\.png$/, ''))] as const;
      const look = imageryLook(request.query);
      if (numbers.some(Number.isNaN) || numbers[0] > 22 || !look)
        return text(reply, 400, 'bad tile');
      const [tile, keep] = await kept(request.query.v, () => deps.imageryTile(...numbers, look));
      if (!tile) return text(reply, 404, 'outside');
      return reply.header('cache-control', keep).type('image/png').send(tile);
    },
  );
  app.get<{ Querystring: Record<string, string> }>('/cutout', async (request, reply) => {
    const q = request.query;
    const [w, s, e, n, cols, rows] = ['w', 's', 'e', 'n', 'cols', 'rows'].map((k) =>
      Number(q[k]),
    ) as [number, number, number, number, number, number];
    if (
      ![w, s, e, n, cols, rows].every(Number.isFinite) ||
      e <= w ||
      n <= s ||
      cols < 2 ||
      rows < 2 ||
      cols > 1024 ||
      rows > 1024
    )
      return text(reply, 400, 'bad cutout');
    const water = q.water ? parseWater(q.water) : undefined;
    if (q.water && !water) return text(reply, 400, 'bad cutout');
    const [land, keep] = await kept(q.v, () => deps.cutout([w, s, e, n], cols, rows, water));
    return reply.header('cache-control', keep).type('application/octet-stream').send(land);
  });
  app.get<{ Params: { sha: string }; Querystring: { name?: string } }>(
    '/blob/:sha',
    async (request, reply) => {
      if (!/^[0-9a-f]{64}$/.test(request.params.sha)) return text(reply, 400, 'bad blob');
      const found = await deps.blob(request.params.sha);
      if (!found) return text(reply, 404, 'not found');
      const name = (request.query.name ?? found.name)
        .replace(/[^\p{L}\p{N}._-]+/gu, '_')
        .slice(0, 120);
      return reply
        .header('cache-control', 'private, max-age=31536000, immutable')
        .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(name)}`)
        .type(found.mime)
        .send(found.bytes);
    },
  );
  app.get('/places.json', async () => deps.places());
  app.post<{ Querystring: { name?: string } }>(
    '/upload/terrain',
    { bodyLimit: 64 * 1024 ** 3 },
    async (request) => {
      const name = (request.query.name ?? '').split(/[\\/]/).pop() ?? '';
      if (!/^[\p{L}\p{N} ._()-]{1,200}$/u.test(name))
        throw new ProblemError('terrain.badName', { name: name.slice(0, 80) });
      return deps.upload(name, request.body as NodeJS.ReadableStream);
    },
  );

  if (existsSync(deps.rendererDir))
    await app.register(fastifyStatic, {
      root: deps.rendererDir,
      setHeaders: (reply, path) => {
        const fixed = /[\\/]assets[\\/]/.test(path) || /[\\/]cesium[\\/]/.test(path);
        reply.header('cache-control', fixed ? 'private, max-age=31536000, immutable' : 'no-cache');
      },
    });

  const rpc = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 });
  const live = new WebSocketServer({ noServer: true, maxPayload: 64 * 1024 });
  const handler = applyWSSHandler({
    wss: rpc,
    router,
    createContext: ({ req }) => ({ api: deps.seat(seatKey(req.url)).api }),
    onError: ({ error, path }) => {
      if (!(error.cause instanceof ProblemError) && error.code === 'INTERNAL_SERVER_ERROR')
        deps.log(`rpc ${path}: ${error.stack}`);
    },
  });
  app.server.on('upgrade', (request, socket, head) => {
    // Whoever knocks may hang up, or name a path that is none: neither may end the host.
    socket.on('error', () => socket.destroy());
    const path = addressOf(request.url)?.pathname;
    const target = path === '/rpc' ? rpc : path === '/live' ? live : undefined;
    if (
      !target ||
      !isOwnHost(request, port) ||
      !auth.allows(request) ||
      seatKey(request.url) === ''
    ) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n');
      return;
    }
    target.handleUpgrade(request, socket, head, (ws) => {
      if (target === rpc) rpc.emit('connection', ws, request);
      else deps.seat(seatKey(request.url)).attachLive(ws);
    });
  });

  try {
    await app.listen({ host: '127.0.0.1', port: options.port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw new ProblemError('wire.portTaken', { port: options.port }, error);
    if ((error as NodeJS.ErrnoException).code === 'EACCES')
      throw new ProblemError('wire.portDenied', { port: options.port }, error);
    throw error;
  }
  port = (app.server.address() as AddressInfo).port;
  const origin = `http://127.0.0.1:${port}`;
  const link = () => `${origin}/?token=${options.token ?? auth.issueToken()}`;

  return {
    port,
    origin,
    link,
    async stop() {
      handler.broadcastReconnectNotification();
      for (const wss of [rpc, live]) {
        for (const client of wss.clients) client.terminate();
        wss.close();
      }
      await app.close();
    },
  };
}

/** undefined where the request line holds no address: "//" is one that URL refuses. */
function addressOf(url: string | undefined): URL | undefined {
  const text = url ?? '/';
  return URL.canParse(text, 'http://localhost') ? new URL(text, 'http://localhost') : undefined;
}

function seatKey(url: string | undefined): string {
  const key = addressOf(url)?.searchParams.get('seat') ?? '';
  return /^[\w-]{8,80}$/.test(key) ? key : '';
}
