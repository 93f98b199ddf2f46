import { createContext, useContext } from 'react';
import type { GlobePort } from '../state/globePort.ts';

export type GlobeState =
  | { readonly is: 'waiting' }
  | { readonly is: 'standing'; readonly globe: GlobePort }
  | { readonly is: 'failed'; readonly why: string };

/**
 * The one map of the window. Its element moves between workspaces and layouts without being built again: a globe
 * takes seconds to stand up.
 */
export interface MapHost {
  readonly element: HTMLElement;
  readonly state: GlobeState;
  /** Stands the globe up when its element first has a place. Safe to call again. */
  ensure(): void;
}

export const MapHostContext = createContext<MapHost | undefined>(undefined);

export function useMapHost(): MapHost {
  const host = useContext(MapHostContext);
  if (!host) throw new Error('MapHostContext is missing');
  return host;
}
