import type { IpcMain, IpcMainInvokeEvent } from 'electron';
import { z } from 'zod';
import {
  type NativeAnswer,
  type NativeMethod,
  type NativeMethods,
  nativeChannel,
  nativeMethods,
} from '../../shared/contract/native.ts';
import { fail, problemOf } from '../../shared/kit/result.ts';
import { isOwnPage } from './guards.ts';

const displayId = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const secretName = z.string().regex(/^[a-z][\w.-]{0,99}$/i);

const inputs = {
  importElevation: z.tuple([]),
  displays: z.tuple([]),
  openWall: z.tuple([displayId]),
  closeWall: z.tuple([displayId]),
  notify: z.tuple([
    z.strictObject({ title: z.string().min(1).max(120), body: z.string().max(1000) }),
  ]),
  secretSet: z.tuple([secretName, z.string().min(1).max(8192)]),
  secretGet: z.tuple([secretName]),
  secretRemove: z.tuple([secretName]),
  setLocale: z.tuple([z.enum(['zh', 'en'])]),
} satisfies { [M in NativeMethod]: z.ZodType<Parameters<NativeMethods[M]>> };

export type NativeHandlers = {
  readonly [M in NativeMethod]: (
    ...args: Parameters<NativeMethods[M]>
  ) => ReturnType<NativeMethods[M]> | Promise<ReturnType<NativeMethods[M]>>;
};

/** Only the top frame of a page of the host at work; a frame that is gone or has moved on has no say. */
function fromOwnPage(event: IpcMainInvokeEvent, origin: string | undefined): boolean {
  const frame = event.senderFrame;
  return frame !== null && frame.parent === null && isOwnPage(frame.url, origin);
}

/** Opens the bridge's channels. Every call: whose page, then what input, then the work. */
export function registerIpc(
  ipcMain: Pick<IpcMain, 'handle'>,
  origin: () => string | undefined,
  handlers: NativeHandlers,
): void {
  for (const method of nativeMethods) {
    const schema: z.ZodType<unknown[]> = inputs[method];
    const handler = handlers[method] as (...args: unknown[]) => unknown;
    ipcMain.handle(
      nativeChannel(method),
      async (event, ...args: unknown[]): Promise<NativeAnswer<unknown>> => {
        if (!fromOwnPage(event, origin())) return fail('shell.error.foreign');
        const parsed = schema.safeParse(args);
        if (!parsed.success)
          return fail('shell.error.badInput', { why: parsed.error.issues[0]?.message ?? '' });
        try {
          return { ok: true, value: await handler(...parsed.data) };
        } catch (error) {
          return { ok: false, problem: problemOf(error) };
        }
      },
    );
  }
}
