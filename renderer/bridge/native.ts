import {
  NATIVE_KEY,
  NATIVE_VERSION,
  type NativeAnswer,
  type NativeBridge,
  type NativeMethod,
  type NativeMethods,
} from '../../shared/contract/native.ts';
import { ProblemError } from '../../shared/kit/result.ts';

export type Native = {
  readonly [M in NativeMethod]: (
    ...args: Parameters<NativeMethods[M]>
  ) => Promise<ReturnType<NativeMethods[M]>>;
};

/** The desktop window's extras, or undefined in a browser. Refusals come as ProblemError. */
export function nativeOf(scope: object = globalThis): Native | undefined {
  const bridge = (scope as Record<string, unknown>)[NATIVE_KEY] as NativeBridge | undefined;
  if (bridge?.version !== NATIVE_VERSION) return undefined;
  const call =
    <M extends NativeMethod>(method: M) =>
    async (...args: Parameters<NativeMethods[M]>): Promise<ReturnType<NativeMethods[M]>> => {
      const send = bridge[method] as (
        ...args: Parameters<NativeMethods[M]>
      ) => Promise<NativeAnswer<ReturnType<NativeMethods[M]>>>;
      const answer = await send(...args);
      if (answer.ok) return answer.value;
      throw new ProblemError(answer.problem.code, answer.problem.params);
    };
  return {
    importElevation: call('importElevation'),
    displays: call('displays'),
    openWall: call('openWall'),
    closeWall: call('closeWall'),
    notify: call('notify'),
    secretSet: call('secretSet'),
    secretGet: call('secretGet'),
    secretRemove: call('secretRemove'),
    setLocale: call('setLocale'),
  };
}
