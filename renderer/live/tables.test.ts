import { describe, expect, it } from 'vitest';
import type { SessionInfo } from '../../shared/contract/types.ts';
import { LiveTables } from './tables.ts';

function session(mode: 'live' | 'replay', anchorSim = 1000, rate = 1): SessionInfo {
  return {
    id: 's',
    line: { id: 'main', kind: 'main', mode: 'actual', name: 'main', createdAt: 0, facts: 0 },
    clock: { mode, playing: true, rate, anchorSim, anchorHost: 500 },
    view: 'known',
  };
}

function started(now = { t: 0 }) {
  const tables = new LiveTables(() => now.t);
  tables.apply({ t: 'ping', hostNow: 500 });
  tables.apply({ t: 'reset', session: session('live'), seq: 1 });
  return { tables, now };
}

describe('LiveTables', () => {
  it('applies records, replaces them by id and raises only the versions that changed', () => {
    const { tables } = started();
    const orders = tables.version('orders');
    tables.apply({
      t: 'delta',
      seq: 3,
      facts: 2,
      simNow: 0,
      up: { incidents: [['i1', { title: 'a' }, [1, 1, 1], 'seat']] },
    });
    tables.apply({
      t: 'delta',
      seq: 4,
      facts: 3,
      simNow: 0,
      up: { incidents: [['i1', { title: 'b' }, [2, 2, 2], 'seat']] },
    });
    expect([...tables.table('incidents').values()].map((r) => r.body.title)).toEqual(['b']);
    expect(tables.table('incidents').get('i1')?.last).toEqual([2, 2, 2]);
    expect(tables.seq).toBe(4);
    expect(tables.version('orders')).toBe(orders);
  });

  it('drops everything at a reset: nothing of another time may stay on the map', () => {
    const { tables } = started();
    tables.apply({
      t: 'delta',
      seq: 2,
      facts: 1,
      simNow: 0,
      up: { orders: [['o', { no: 1 }, [1, 1, 1], 'x']] },
      tracks: {
        id: ['boat'],
        lon: Float64Array.of(109.9),
        lat: Float64Array.of(31.1),
        height: Float32Array.of(Number.NaN),
        headingDeg: Float32Array.of(90),
        speedMs: Float32Array.of(3),
        at: Float64Array.of(1),
        rx: Float64Array.of(2),
        seq: Float64Array.of(2),
        source: Uint16Array.of(0),
        sources: ['feed:ais'],
      },
    });
    expect(tables.tracks.get('boat')).toMatchObject({ lon: 109.9, source: 'feed:ais' });
    expect([...tables.dirtyTracks]).toEqual(['boat']);
    let resets = 0;
    tables.on('reset', () => resets++);
    tables.apply({ t: 'reset', session: session('replay'), seq: 9 });
    expect(resets).toBe(1);
    expect(tables.tracks.size).toBe(0);
    expect(tables.dirtyTracks.size).toBe(0);
    expect(tables.table('orders').size).toBe(0);
    expect(tables.session?.clock.mode).toBe('replay');
    expect(tables.seq).toBe(9);
  });

  it('tells listeners once per frame, after all of the frame is in, and not after dispose', () => {
    const { tables } = started();
    const seen: number[] = [];
    const sub = tables.on('orders', () => seen.push(tables.table('tasks').size));
    const frame = {
      t: 'delta',
      seq: 2,
      facts: 1,
      simNow: 0,
      up: {
        orders: [
          ['o1', { no: 1 }, [1, 1, 1], 'x'],
          ['o2', { no: 2 }, [1, 1, 1], 'x'],
        ],
        tasks: [['t1', { title: 't' }, [1, 1, 1], 'x']],
      },
    } as const;
    tables.apply(frame);
    expect(seen).toEqual([1]);
    sub.dispose();
    tables.apply(frame);
    expect(seen).toEqual([1]);
  });

  it('runs session time from the host clock, at the session rate', () => {
    const { tables, now } = started();
    expect(tables.simNow()).toBe(1000);
    now.t = 2000;
    expect(tables.simNow()).toBe(3000);
    tables.apply({ t: 'session', session: session('replay', 1000, -2) });
    expect(tables.simNow()).toBe(1000 - 2 * 2000);
  });

  it('remembers the session time at which the link was lost, until it is back', () => {
    const { tables, now } = started();
    tables.setConnected(true);
    expect(tables.lostSim).toBeUndefined();
    now.t = 100;
    tables.setConnected(false);
    now.t = 9000;
    expect(tables.lostSim).toBe(1100);
    tables.setConnected(true);
    expect(tables.lostSim).toBeUndefined();
  });
});
