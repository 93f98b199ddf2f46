import { Emitter } from '../../shared/kit/emitter.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import type { Clock } from '../../shared/time/clock.ts';
import { fromHost, type HostOptions, type ToHost } from './hostMessages.ts';

/** The part of Electron's UtilityProcess that is used. */
export interface HostProcess {
  postMessage(message: ToHost): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'exit', listener: (code: number) => void): unknown;
  kill(): boolean;
}

export interface SupervisorDeps {
  fork(): HostProcess;
  readonly clock: Clock;
  /** Runs once after `ms`; returns how to call it off. */
  later(ms: number, run: () => void): () => void;
  log(line: string): void;
}

/** A host that lived this long was healthy: its death is not counted with earlier ones. */
const HEALTHY_MS = 60_000;
const BACK_OFF_MS = [500, 1000, 2000, 4000] as const;
/** The journal's last batch and its checkpoint take well under a second; a slow disk gets twenty. */
const STOP_GRACE_MS = 20_000;
const LINK_WAIT_MS = 10_000;

export interface HostReady {
  readonly url: string;
  readonly origin: string;
}

export interface GaveUp {
  /** Deaths in a row; 0 when the host never came up. */
  readonly deaths: number;
  /** What the host said last, for people. */
  readonly words: string | undefined;
}

type LinkWait = { resolve(url: string): void; reject(error: unknown): void };

/** Keeps one host process running. Tells when it is ready (each time), down, and when it is given up. */
export class HostSupervisor {
  readonly onReady = new Emitter<HostReady>();
  readonly onDown = new Emitter<undefined>();
  readonly onGaveUp = new Emitter<GaveUp>();
  private readonly deps: SupervisorDeps;
  private options: HostOptions;
  private child: HostProcess | undefined;
  private ready: HostReady | undefined;
  private readySince = 0;
  private everReady = false;
  private deaths = 0;
  private words: string | undefined;
  private cancelRetry: (() => void) | undefined;
  private stopping: Promise<'clean' | 'killed'> | undefined;
  private readonly links = new Map<number, LinkWait>();
  private nextLink = 1;

  constructor(options: HostOptions, deps: SupervisorDeps) {
    this.options = options;
    this.deps = deps;
  }

  get origin(): string | undefined {
    return this.ready?.origin;
  }

  /** Starts it, or starts it anew after it was given up. */
  start(): void {
    if (this.child || this.stopping) return;
    this.cancelRetry?.();
    this.cancelRetry = undefined;
    const child = this.deps.fork();
    this.child = child;
    this.words = undefined;
    child.on('message', (raw) => {
      if (this.child === child) this.hear(raw);
    });
    child.on('exit', (code) => {
      if (this.child === child) this.ended(code);
    });
    child.postMessage({ type: 'start', options: this.options });
  }

  /** After it was given up: counts from nothing. */
  retry(): void {
    this.deaths = 0;
    this.start();
  }

  /** A fresh link that opens one more window. */
  link(): Promise<string> {
    const { child } = this;
    if (!child || !this.ready || this.stopping)
      return Promise.reject(new ProblemError('shell.error.hostAway'));
    const id = this.nextLink++;
    return new Promise((resolve, reject) => {
      const cancel = this.deps.later(LINK_WAIT_MS, () => {
        this.links.delete(id);
        reject(new ProblemError('shell.error.hostAway'));
      });
      this.links.set(id, {
        resolve: (url) => {
          cancel();
          resolve(url);
        },
        reject: (error) => {
          cancel();
          reject(error);
        },
      });
      child.postMessage({ type: 'link', id });
    });
  }

  importTerrain(paths: readonly string[]): void {
    if (!this.child || !this.ready) throw new ProblemError('shell.error.hostAway');
    this.child.postMessage({ type: 'importTerrain', paths: [...paths] });
  }

  /** Asks it to stop and waits; kills it when the grace is over. Every call gets the same answer. */
  stop(): Promise<'clean' | 'killed'> {
    this.stopping ??= this.stopNow();
    return this.stopping;
  }

  private stopNow(): Promise<'clean' | 'killed'> {
    this.cancelRetry?.();
    const { child } = this;
    if (!child) return Promise.resolve('clean');
    return new Promise((resolve) => {
      let killed = false;
      const cancel = this.deps.later(STOP_GRACE_MS, () => {
        killed = true;
        this.deps.log('host did not stop in time: killed');
        child.kill();
      });
      child.on('exit', () => {
        cancel();
        resolve(killed ? 'killed' : 'clean');
      });
      child.postMessage({ type: 'stop' });
    });
  }

  private hear(raw: unknown): void {
    const parsed = fromHost.safeParse(raw);
    if (!parsed.success) {
      this.deps.log('host message refused');
      return;
    }
    const message = parsed.data;
    if (message.type === 'failed') this.words = message.words;
    else if (message.type === 'link') {
      this.links.get(message.id)?.resolve(message.url);
      this.links.delete(message.id);
    } else {
      this.ready = { url: message.url, origin: new URL(message.url).origin };
      this.readySince = this.deps.clock.now();
      this.everReady = true;
      // After a restart: the same address, so that a window keeps its storage; and the line that was at work
      // goes on, rather than the scenario from the command line being entered once more.
      this.options = {
        dataDir: this.options.dataDir,
        locale: this.options.locale,
        port: message.port,
        anyPortIfTaken: true,
      };
      this.onReady.emit(this.ready);
    }
  }

  private ended(code: number): void {
    const lived = this.ready ? this.deps.clock.now() - this.readySince : 0;
    this.child = undefined;
    this.ready = undefined;
    for (const wait of this.links.values()) wait.reject(new ProblemError('shell.error.hostAway'));
    this.links.clear();
    if (this.stopping) return;
    this.deps.log(`host ended with ${code} after ${Math.round(lived / 1000)} s`);
    // It said itself why it cannot start (workspace in use, port taken): another try would say the same.
    if (!this.everReady && this.words !== undefined) {
      this.onGaveUp.emit({ deaths: 0, words: this.words });
      return;
    }
    this.deaths = lived >= HEALTHY_MS ? 1 : this.deaths + 1;
    this.onDown.emit(undefined);
    const wait = BACK_OFF_MS[this.deaths - 1];
    if (wait === undefined) this.onGaveUp.emit({ deaths: this.deaths, words: this.words });
    else
      this.cancelRetry = this.deps.later(wait, () => {
        this.cancelRetry = undefined;
        this.start();
      });
  }
}
