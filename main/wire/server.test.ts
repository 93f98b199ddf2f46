import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { SeatApi } from '../../shared/contract/router.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { startWire, type WireDeps, type WireServer } from './server.ts';

const api = {
  info: () => ({ version: 'x' }),
  lines: () => {
    throw new ProblemError('session.noLine', { line: 'q' });
  },
} as unknown as SeatApi;

const deps = (over: Partial<WireDeps> = {}): WireDeps => ({
  seat: () => ({ api, attachLive: (socket) => socket.send(Buffer.from([1])) }),
  terrainVersion: () => 'ground',
  terrainTile: async (level) => (level === 0 ? new Uint8Array(8) : undefined),
  imageryTile: async () => undefined,
  cutout: async () => new Uint8Array(4),
  blob: async () => ({
    bytes: new Uint8Array([1, 2]),
    mime: 'application/pdf',
    name: '全景图.pdf',
  }),
  places: () => [],
  upload: async () => ({ jobId: 'j' }),
  rendererDir: mkdtempSync(join(tmpdir(), 'sandtable-wire-')),
  log: () => {},
  ...over,
});

let server: WireServer | undefined;
afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function cookieOf(link: string): Promise<string> {
  const response = await fetch(link, { redirect: 'manual' });
  expect(response.status).toBe(303);
  expect(response.headers.get('location')).not.toContain('token');
  return response.headers.get('set-cookie')?.split(';')[0] ?? '';
}

describe('the door', () => {
  it('opens one browser for a link, once', async () => {
    server = await startWire(deps(), { port: 0 });
    const link = server.link();
    const cookie = await cookieOf(link);
    expect((await fetch(`${server.origin}/places.json`, { headers: { cookie } })).status).toBe(200);
    // The cookie was used: the link is spent, for a second browser too.
    expect((await fetch(link, { redirect: 'manual' })).status).toBe(401);
    expect((await fetch(`${server.origin}/places.json`)).status).toBe(401);
    expect(
      (await fetch(`${server.origin}/places.json`, { headers: { cookie: 'sandtable=guess' } }))
        .status,
    ).toBe(401);
  });

  it('is not shut by a script that only probes the link', async () => {
    server = await startWire(deps(), { port: 0 });
    const link = server.link();
    await cookieOf(link);
    const cookie = await cookieOf(link);
    expect((await fetch(`${server.origin}/places.json`, { headers: { cookie } })).status).toBe(200);
  });

  it('gives out more links only to those inside', async () => {
    server = await startWire(deps(), { port: 0 });
    expect((await fetch(`${server.origin}/auth/link`, { method: 'POST' })).status).toBe(401);
    const cookie = await cookieOf(server.link());
    const { url } = (await (
      await fetch(`${server.origin}/auth/link`, { method: 'POST', headers: { cookie } })
    ).json()) as { url: string };
    expect(await cookieOf(url)).toMatch(/^sandtable=.{20}/);
  });

  it('sends a strict policy with every page', async () => {
    server = await startWire(deps(), { port: 0 });
    const policy = (await fetch(server.origin)).headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
    expect(policy).not.toContain("'unsafe-eval'");
  });

  it('refuses sockets without a cookie or from another site', async () => {
    server = await startWire(deps(), { port: 0, token: 'fixed-token' });
    const cookie = await cookieOf(server.link());
    const knock = (headers: Record<string, string>, path = '/live?seat=seat-12345678') =>
      new Promise<string>((resolve) => {
        const ws = new WebSocket(`${server?.origin.replace('http', 'ws')}${path}`, { headers });
        ws.on('message', () => {
          ws.close();
          resolve('open');
        });
        ws.on('error', () => resolve('refused'));
      });
    expect(await knock({ cookie })).toBe('open');
    expect(await knock({})).toBe('refused');
    expect(await knock({ cookie, origin: 'http://evil.example' })).toBe('refused');
    expect(await knock({ cookie }, '/live?seat=x')).toBe('refused');
  });
});

describe('routes', () => {
  it('answers tiles inside, 204 outside, 400 for nonsense', async () => {
    server = await startWire(deps(), { port: 0, token: 'fixed-token' });
    const cookie = await cookieOf(server.link());
    const get = async (path: string) =>
      (await fetch(`${server?.origin}${path}`, { headers: { cookie } })).status;
    expect(await get('/terrain/0/1/0.bin')).toBe(200);
    expect(await get('/terrain/9/1/0.bin')).toBe(204);
    expect(await get('/terrain/99/1/0.bin')).toBe(400);
    expect(await get('/terrain/a/1/0.bin')).toBe(400);
    expect(await get('/blob/zz')).toBe(400);
    expect(await get('/cutout?w=109&s=31&e=108&n=32&cols=8&rows=8')).toBe(400);
    expect(await get('/cutout?w=109&s=31&e=110&n=32&cols=8&rows=8')).toBe(200);
  });

  it('names a download in Chinese and keeps paths out of it', async () => {
    server = await startWire(deps(), { port: 0, token: 'fixed-token' });
    const cookie = await cookieOf(server.link());
    const response = await fetch(
      `${server.origin}/blob/${'a'.repeat(64)}?name=${encodeURIComponent('../../全景图 v1.pdf')}`,
      { headers: { cookie } },
    );
    const disposition = decodeURIComponent(response.headers.get('content-disposition') ?? '');
    expect(disposition).toContain('全景图_v1.pdf');
    expect(disposition).not.toContain('/..');
  });

  it('tells a problem by its code, and hides the inside of other errors', async () => {
    server = await startWire(
      deps({
        upload: async () => {
          throw new ProblemError('terrain.badName', { name: 'q' });
        },
        cutout: async () => {
          throw new Error('secret path');
        },
      }),
      { port: 0, token: 'fixed-token' },
    );
    const cookie = await cookieOf(server.link());
    const bad = await fetch(`${server.origin}/upload/terrain?name=a.hgt`, {
      method: 'POST',
      body: 'x',
      headers: { cookie, 'content-type': 'application/octet-stream' },
    });
    expect(bad.status).toBe(400);
    expect(await bad.json()).toEqual({
      problem: { code: 'terrain.badName', params: { name: 'q' } },
    });
    expect(
      (
        await fetch(`${server.origin}/cutout?w=1&s=1&e=2&n=2&cols=8&rows=8`, {
          headers: { cookie },
        })
      ).status,
    ).toBe(500);
  });

  it('cuts the land with the water that the address names, and refuses words that are none', async () => {
    const asked: unknown[] = [];
    server = await startWire(
      deps({
        cutout: async (_bbox, _cols, _rows, water) => {
          asked.push(water);
          return new Uint8Array(4);
        },
      }),
      { port: 0 },
    );
    const { origin } = server;
    const cookie = await cookieOf(server.link());
    const get = (more: string) =>
      fetch(`${origin}/cutout?w=109&s=31&e=110&n=32&cols=8&rows=8${more}`, {
        headers: { cookie },
      });
    expect((await get('')).headers.get('cache-control')).toBe('no-store');
    const named = await get('&v=ground&water=p_1456w');
    expect(named.headers.get('cache-control')).toContain('immutable');
    expect((await get('&water=high')).status).toBe(400);
    expect(asked).toEqual([undefined, { pool: { levelM: 145.6, datum: 'wusong' }, stages: [] }]);
  });

  it('lets nobody keep what was made while the ground changed', async () => {
    let ground = 'old';
    server = await startWire(
      deps({
        terrainVersion: () => ground,
        terrainTile: async () => {
          ground = 'new';
          return new Uint8Array(8);
        },
      }),
      { port: 0 },
    );
    const { origin } = server;
    const cookie = await cookieOf(server.link());
    const keep = async (v: string) =>
      (await fetch(`${origin}/terrain/0/1/0.bin?v=${v}`, { headers: { cookie } })).headers.get(
        'cache-control',
      );
    expect(await keep('old')).toBe('no-store');
    expect(await keep('old')).toBe('no-store');
    expect(await keep('new')).toContain('immutable');
  });

  it('survives an upgrade to no address at all', async () => {
    server = await startWire(deps(), { port: 0 });
    const { port, origin } = server;
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () =>
        socket.write(
          'GET // HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        ),
      );
      socket.once('data', (piece) => {
        socket.destroy();
        resolve(piece.toString());
      });
      socket.once('error', reject);
    });
    expect(answer).toContain('403');
    expect((await fetch(`${origin}/health`)).status).toBe(200);
  });

  it('says which port is taken', async () => {
    server = await startWire(deps(), { port: 0 });
    await expect(startWire(deps(), { port: server.port })).rejects.toMatchObject({
      problem: { code: 'wire.portTaken', params: { port: server.port } },
    });
  });
});
