import { describe, expect, it } from 'vitest';
import { Bench } from '../../tests/electron/fakeHost.ts';
import { shellArgs } from './args.ts';
import type { HostOptions } from './hostMessages.ts';
import { HostSupervisor } from './supervisor.ts';

const options: HostOptions = {
  dataDir: '/data',
  port: 0,
  anyPortIfTaken: false,
  locale: 'zh',
  scenario: 'wushan-2015',
  rate: 60,
};

function made() {
  const bench = new Bench();
  const supervisor = new HostSupervisor(options, bench);
  const gaveUp: number[] = [];
  supervisor.onGaveUp.on((g) => gaveUp.push(g.deaths));
  supervisor.start();
  return { bench, supervisor, gaveUp };
}

describe('supervisor', () => {
  it('starts a host again at the same address, on the line at work, without entering the scenario anew', () => {
    const { bench } = made();
    bench.host.ready(7455);
    bench.host.die();
    bench.pass(500);
    expect(bench.host.heard[0]).toEqual({
      type: 'start',
      options: { dataDir: '/data', locale: 'zh', port: 7455, anyPortIfTaken: true },
    });
  });

  it('waits longer each time, and forgets early deaths once a host was healthy', () => {
    const { bench, gaveUp } = made();
    bench.host.ready(7455);
    for (const wait of [500, 1000, 2000, 4000]) {
      bench.host.die();
      const before = bench.hosts.length;
      bench.pass(wait - 1);
      expect(bench.hosts).toHaveLength(before);
      bench.pass(1);
      expect(bench.hosts).toHaveLength(before + 1);
      bench.host.ready(7455);
    }
    bench.pass(60_000);
    bench.host.die();
    expect(gaveUp).toEqual([]);
    bench.pass(500);
    expect(bench.hosts).toHaveLength(6);
  });

  it('gives links only while a host is there, and lets none hang when it dies', async () => {
    const { bench, supervisor } = made();
    await expect(supervisor.link()).rejects.toThrow('hostAway');
    bench.host.ready(7455);
    await expect(supervisor.link()).resolves.toContain('token=l1');
    bench.host.postMessage = () => undefined;
    const waiting = supervisor.link();
    bench.host.die();
    await expect(waiting).rejects.toThrow('hostAway');
    expect(supervisor.origin).toBeUndefined();
  });

  it('refuses words that no host says', () => {
    const { bench, supervisor } = made();
    bench.host.emit('message', { type: 'ready', url: 'not an address', port: 1 });
    bench.host.emit('message', 'ready');
    expect(supervisor.origin).toBeUndefined();
    expect(bench.lines).toEqual(['host message refused', 'host message refused']);
  });

  it('starts nothing once it was stopped', async () => {
    const { bench, supervisor } = made();
    bench.host.die();
    await supervisor.stop();
    bench.pass(10_000);
    supervisor.start();
    expect(bench.hosts).toHaveLength(1);
  });
});

describe('command line', () => {
  it('is that of serve, beside the switches of Chromium', () => {
    const args = shellArgs(
      [
        '--inspect=0',
        '.',
        '--data',
        '/w',
        '--port',
        '0',
        '--scenario=a',
        '--rate',
        '60',
        '--lang',
        'en',
      ],
      {},
      'zh-CN',
    );
    expect(args).toEqual({
      ok: true,
      localeGiven: true,
      options: {
        dataDir: '/w',
        port: 0,
        anyPortIfTaken: false,
        locale: 'en',
        scenario: 'a',
        rate: 60,
      },
    });
  });

  it('takes its defaults from the environment, and names what makes no sense', () => {
    const plain = shellArgs([], { SANDTABLE_DATA: '/e' }, 'en-GB');
    expect(plain).toMatchObject({
      ok: true,
      localeGiven: false,
      options: { dataDir: '/e', port: 7420, anyPortIfTaken: true, locale: 'en' },
    });
    expect(shellArgs(['--port', '99999'], {}, undefined)).toMatchObject({
      ok: false,
      why: '--port 99999',
    });
    expect(shellArgs(['--rate', 'fast'], {}, undefined)).toMatchObject({ why: '--rate fast' });
  });
});
