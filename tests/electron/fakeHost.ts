import { EventEmitter } from 'node:events';
import type { ToHost } from '../../main/electron/hostMessages.ts';
import type { HostProcess } from '../../main/electron/supervisor.ts';
import { ManualClock } from '../../shared/time/clock.ts';

/** A host process of which only the messages are left. */
export class FakeHost extends EventEmitter implements HostProcess {
  readonly heard: ToHost[] = [];
  killed = false;
  /** Answers `stop` by ending, as a sound host does. */
  obedient = true;
  private port = 0;
  private links = 0;

  postMessage(message: ToHost): void {
    this.heard.push(message);
    if (message.type === 'link')
      this.emit('message', { type: 'link', id: message.id, url: this.url(`l${++this.links}`) });
    if (message.type === 'stop' && this.obedient) this.emit('exit', 0);
  }

  ready(port: number): void {
    this.port = port;
    this.emit('message', { type: 'ready', url: this.url('first'), port });
  }

  die(code = 1): void {
    this.emit('exit', code);
  }

  kill(): boolean {
    this.killed = true;
    this.emit('exit', 143);
    return true;
  }

  private url(token: string): string {
    return `http://127.0.0.1:${this.port}/?token=${token}`;
  }
}

/** Clock, timers and forks under the test's hand. */
export class Bench {
  readonly clock = new ManualClock(0);
  readonly hosts: FakeHost[] = [];
  readonly lines: string[] = [];
  private timers: { readonly at: number; readonly run: () => void }[] = [];
  readonly log = (line: string) => {
    this.lines.push(line);
  };
  readonly fork = () => {
    const host = new FakeHost();
    this.hosts.push(host);
    return host;
  };
  readonly later = (ms: number, run: () => void) => {
    const timer = { at: this.clock.now() + ms, run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((t) => t !== timer);
    };
  };

  get host(): FakeHost {
    return this.hosts.at(-1) as FakeHost;
  }

  pass(ms: number): void {
    this.clock.advance(ms);
    const due = this.timers.filter((t) => t.at <= this.clock.now());
    this.timers = this.timers.filter((t) => t.at > this.clock.now());
    for (const timer of due) timer.run();
  }
}
