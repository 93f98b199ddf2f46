import { contextBridge, ipcRenderer } from 'electron';
import {
  NATIVE_KEY,
  NATIVE_VERSION,
  nativeChannel,
  nativeMethods,
} from '../../shared/contract/native.ts';

// A page gets functions only, one per method, and no way to name a channel of its own.
contextBridge.exposeInMainWorld(NATIVE_KEY, {
  version: NATIVE_VERSION,
  ...Object.fromEntries(
    nativeMethods.map((method) => [
      method,
      (...args: unknown[]) => ipcRenderer.invoke(nativeChannel(method), ...args),
    ]),
  ),
});
