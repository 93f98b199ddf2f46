import { Worker } from 'node:worker_threads';
import { ProblemError } from '../../shared/kit/result.ts';
import type { SheetModel } from './sheetModel.ts';
import type { CutOut } from './terrainPort.ts';

export type RenderJob =
  | {
      readonly kind: 'sheet';
      readonly model: SheetModel;
      readonly main: CutOut | undefined;
      readonly locator: CutOut | undefined;
      readonly area: CutOut | undefined;
    }
  /** Pages that are drawn already, as when a sheet is signed. */
  | { readonly kind: 'pages'; readonly model: SheetModel; readonly pages: readonly string[] };

export interface Rendered {
  readonly pages: readonly string[];
  readonly pdf: Uint8Array;
  readonly png: Uint8Array;
  readonly geojson: Uint8Array;
}

export type RenderReply =
  | { readonly id: number; readonly rendered: Rendered }
  | { readonly id: number; readonly error: string };

export interface Renderer {
  /** Pages, PDF, PNG (300 dpi) and GeoJSON. Rejects with panorama.problem.render. */
  render(job: RenderJob): Promise<Rendered>;
  close(): Promise<void>;
}

/** Drawing takes seconds of computing: it has a thread of its own, so that live feeds are never held up. */
export function createRenderer(): Renderer {
  let worker: Worker | undefined;
  let nextId = 1;
  const waiting = new Map<
    number,
    { resolve: (r: Rendered) => void; reject: (e: ProblemError) => void }
  >();

  const fail = (message: string) => {
    for (const w of waiting.values())
      w.reject(new ProblemError('panorama.problem.render', { message }));
    waiting.clear();
  };
  const start = (): Worker => {
    const made = new Worker(
      new URL(
        import.meta.url.endsWith('.ts') ? './render.worker.ts' : './render.worker.js',
        import.meta.url,
      ),
    );
    made.on('message', (reply: RenderReply) => {
      const w = waiting.get(reply.id);
      waiting.delete(reply.id);
      if (waiting.size === 0) made.unref();
      if ('rendered' in reply) w?.resolve(reply.rendered);
      else w?.reject(new ProblemError('panorama.problem.render', { message: reply.error }));
    });
    const lost = (message: string) => {
      if (worker !== made) return;
      worker = undefined;
      fail(message);
    };
    made.on('error', (error) => lost(String(error)));
    made.on('exit', (code) => lost(`exit ${code}`));
    worker = made;
    return made;
  };

  return {
    render: (job) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        const to = worker ?? start();
        to.ref();
        to.postMessage({ id, job });
      }),
    async close() {
      const old = worker;
      worker = undefined;
      fail('closed');
      await old?.terminate();
    },
  };
}
