import { createContext } from 'react';
import type { GlobePort } from '../state/globePort.ts';
import type { Api } from './client.ts';

export type TextFn = (key: string, params?: Readonly<Record<string, string | number>>) => string;

/** The words as the window's root gives them: this room does not know the catalogues. */
export interface WindowText {
  readonly t: TextFn;
  readonly problem: (problem: {
    readonly code: string;
    readonly params?: Readonly<Record<string, string | number>>;
  }) => string;
  readonly locale: 'zh' | 'en';
}

export const ApiContext = createContext<Api | undefined>(undefined);
export const GlobeContext = createContext<GlobePort | undefined>(undefined);
export const TextContext = createContext<WindowText | undefined>(undefined);
