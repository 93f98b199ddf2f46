import { EventEmitter } from 'node:events';
import { decode } from '@msgpack/msgpack';
import { describe, expect, it, vi } from 'vitest';
import type { WebSocket } from 'ws';
import type { LiveFrame } from '../../shared/contract/types.ts';
import type { Fact } from '../../shared/events/fact.ts';
import { foldInto } from '../../shared/events/reduce.ts';
import { Situation } from '../../shared/events/situation.ts';
import { LiveHub } from './liveHub.ts';

class FakeSocket extends EventEmitter {
  readonly OPEN = 1;
  readyState = 1;
  bufferedAmount = 0;
  readonly frames: LiveFrame[] = [];
  send(bytes: Uint8Array): void {
    this.frames.push(decode(bytes) as LiveFrame);
  }
  deltas() {
    return this.frames.filter((f) => f.t === 'delta');
  }
}
const info = () => ({ id: 's', line: { id: 'main' }, clock: {}, view: 'known' }) as never;
function lonsOf(frame: LiveFrame | undefined): Float64Array {
  if (frame?.t !== 'delta' || !frame.tracks) throw new Error('no tracks in the frame');
  return new Float64Array((frame.tracks.lon as unknown as Uint8Array).slice().buffer);
}
let seq = 0;
function see(situation: Situation, thing: string, lon: number): void {
  seq += 1;
  foldInto(situation, {
    seq,
    at: seq,
    rx: seq,
    kind: 'observation',
    v: 1,
    source: 'feed:a',
    body: { thing, p: [lon, 30], name: thing },
  } as Fact);
}

describe('LiveHub', () => {
  it('sends the whole situation first, then only what changed', async () => {
    vi.useFakeTimers();
    const situation = new Situation();
    see(situation, 'a', 106);
    see(situation, 'b', 107);
    const hub = new LiveHub({ situation, info, simNow: () => 5 }, () => 0);
    const socket = new FakeSocket();
    hub.open(socket as unknown as WebSocket);
    await vi.advanceTimersByTimeAsync(50);
    expect(socket.frames.map((f) => f.t)).toEqual(['ping', 'reset', 'delta']);
    const first = socket.deltas()[0];
    expect(first?.tracks?.id).toEqual(['a', 'b']);
    see(situation, 'b', 108);
    await vi.advanceTimersByTimeAsync(150);
    const second = socket.deltas()[1];
    expect(second?.tracks?.id).toEqual(['b']);
    const lon = lonsOf(second);
    expect([...lon]).toEqual([108]);
    vi.useRealTimers();
  });

  it('merges changes for a slow seat and never holds up another', async () => {
    vi.useFakeTimers();
    const situation = new Situation();
    const hub = new LiveHub({ situation, info, simNow: () => 5 }, () => 0);
    const slow = new FakeSocket();
    const quick = new FakeSocket();
    hub.open(slow as unknown as WebSocket);
    hub.open(quick as unknown as WebSocket);
    await vi.advanceTimersByTimeAsync(50);
    slow.bufferedAmount = 10_000_000;
    slow.frames.length = 0;
    for (let i = 0; i < 20; i++) {
      see(situation, 'a', 100 + i);
      await vi.advanceTimersByTimeAsync(120);
    }
    expect(quick.deltas().length).toBeGreaterThanOrEqual(15);
    expect(slow.deltas().length).toBe(0);
    slow.bufferedAmount = 0;
    await vi.advanceTimersByTimeAsync(200);
    expect(slow.deltas().length).toBe(1);
    const lon = lonsOf(slow.deltas()[0]);
    expect([...lon]).toEqual([119]);
    vi.useRealTimers();
  });

  it('starts all seats over when the session jumps to another situation', async () => {
    vi.useFakeTimers();
    const hub = new LiveHub({ situation: new Situation(), info, simNow: () => 5 }, () => 0);
    const socket = new FakeSocket();
    hub.open(socket as unknown as WebSocket);
    await vi.advanceTimersByTimeAsync(50);
    const other = new Situation();
    see(other, 'z', 110);
    hub.replace({ situation: other, info, simNow: () => 9 });
    await vi.advanceTimersByTimeAsync(50);
    expect(socket.frames.filter((f) => f.t === 'reset').length).toBe(2);
    expect(socket.deltas().at(-1)?.tracks?.id).toEqual(['z']);
    see(other, 'y', 111);
    await vi.advanceTimersByTimeAsync(150);
    expect(socket.deltas().at(-1)?.tracks?.id).toEqual(['y']);
    vi.useRealTimers();
  });
});
