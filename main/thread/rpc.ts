import { parentPort, type Transferable, Worker, workerData } from 'node:worker_threads';
import { Emitter } from '../../shared/kit/emitter.ts';
import { type Problem, ProblemError, problemOf } from '../../shared/kit/result.ts';

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}
interface Reply {
  readonly id: number;
  readonly value?: unknown;
  readonly problem?: Problem;
}
/** What a worker says without being asked. */
interface Notice {
  readonly id: 0;
  readonly notice: unknown;
}

/** A worker thread that answers calls. When it dies every open call fails; nothing waits for ever. */
export class WorkerClient {
  private readonly worker: Worker;
  private readonly open = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  private next = 1;
  private ended: Problem | undefined;
  readonly onNotice = new Emitter<unknown>();
  /** The thread ended without having been asked to. */
  readonly onDeath = new Emitter<Problem>();

  constructor(url: URL, name: string, data: unknown) {
    this.worker = new Worker(url, {
      name,
      workerData: data,
      // Options of the parent's command line are none of the worker's.
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: 16 },
    });
    this.worker.on('message', (m: Reply | Notice) => {
      if (m.id === 0) {
        this.onNotice.emit((m as Notice).notice);
        return;
      }
      const call = this.open.get(m.id);
      this.open.delete(m.id);
      const { problem, value } = m as Reply;
      if (problem) call?.reject(new ProblemError(problem.code, problem.params));
      else call?.resolve(value as never);
      if (this.open.size === 0) this.worker.unref();
    });
    let why = '';
    this.worker.on('error', (error) => {
      why = error.message;
    });
    this.worker.on('exit', (code) => {
      const asked = this.ended !== undefined;
      this.ended ??= {
        code: 'store.workerDied',
        params: { worker: name, why: why || `exit ${code}` },
      };
      for (const call of this.open.values())
        call.reject(new ProblemError(this.ended.code, this.ended.params));
      this.open.clear();
      if (!asked) this.onDeath.emit(this.ended);
    });
    this.worker.unref();
  }

  call<T>(method: string, params: unknown, transfer: readonly Transferable[] = []): Promise<T> {
    if (this.ended) return Promise.reject(new ProblemError(this.ended.code, this.ended.params));
    return new Promise<T>((resolve, reject) => {
      const id = this.next++;
      this.open.set(id, { resolve, reject });
      // An idle worker keeps no process alive; one that owes an answer does.
      this.worker.ref();
      this.worker.postMessage({ id, method, params } satisfies Request, transfer);
    });
  }

  /** Lets the worker finish what it was asked for, then ends it. */
  async close(): Promise<void> {
    if (this.ended) return;
    const done = this.call('close', undefined).catch(() => {});
    this.ended = { code: 'store.closed' };
    await done;
    await this.worker.terminate();
  }
}

export interface Handed {
  readonly handed: unknown;
  readonly transfer: readonly Transferable[];
}
/** Gives buffers away with an answer instead of copying them. */
export function hand(value: unknown, transfer: readonly Transferable[]): Handed {
  return { handed: value, transfer };
}

type Handler = (params: never) => unknown;

/** The worker's side. Calls that return a promise do not hold up those that come after them. */
export function serve(handlers: Readonly<Record<string, Handler>>): void {
  parentPort?.on('message', async (request: Request) => {
    try {
      const handler = handlers[request.method];
      if (!handler) throw new Error(`no method ${request.method}`);
      const result = handler(request.params as never);
      const value = (result instanceof Promise ? await result : result) as Handed | undefined;
      if (typeof value === 'object' && value !== null && 'handed' in value)
        parentPort?.postMessage({ id: request.id, value: value.handed }, value.transfer);
      else parentPort?.postMessage({ id: request.id, value });
    } catch (error) {
      parentPort?.postMessage({ id: request.id, problem: problemOf(error) } satisfies Reply);
    }
  });
}

export function tell(notice: unknown): void {
  parentPort?.postMessage({ id: 0, notice } satisfies Notice);
}

export function given<T>(): T {
  return workerData as T;
}
