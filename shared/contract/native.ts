import type { Problem } from '../kit/result.ts';

/** Goes up when a method changes its meaning; a page that knows another version does without the bridge. */
export const NATIVE_VERSION = 1;

/** Where the preload puts the bridge. */
export const NATIVE_KEY = 'sandtableNative';

export interface NativeDisplay {
  readonly id: number;
  readonly label: string;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly primary: boolean;
  /** A wall view is open there. */
  readonly wall: boolean;
}

/**
 * What the desktop window can do and a browser can't. Every page works without it. Paths of the machine do not
 * cross it: the shell hands chosen files to the host itself.
 */
export interface NativeMethods {
  /** The system's file dialog; the chosen elevation files go to the host as one import. Zero: cancelled. */
  importElevation(): { readonly files: number };
  displays(): readonly NativeDisplay[];
  openWall(displayId: number): undefined;
  closeWall(displayId: number): undefined;
  notify(message: { readonly title: string; readonly body: string }): undefined;
  /** Kept by the operating system's key store; refused where there is none. */
  secretSet(name: string, value: string): undefined;
  secretGet(name: string): string | undefined;
  secretRemove(name: string): undefined;
  /** Language of the menus. */
  setLocale(locale: 'zh' | 'en'): undefined;
}

export type NativeMethod = keyof NativeMethods;

export const nativeMethods = [
  'importElevation',
  'displays',
  'openWall',
  'closeWall',
  'notify',
  'secretSet',
  'secretGet',
  'secretRemove',
  'setLocale',
] as const satisfies readonly NativeMethod[];

export const nativeChannel = (method: NativeMethod) => `sandtable:${method}` as const;

/** An exception would lose its code on the way between processes. */
export type NativeAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: Problem };

/** As the preload exposes it. */
export type NativeBridge = { readonly version: number } & {
  readonly [M in NativeMethod]: (
    ...args: Parameters<NativeMethods[M]>
  ) => Promise<NativeAnswer<ReturnType<NativeMethods[M]>>>;
};
