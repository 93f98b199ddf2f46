import { createText } from '../../shared/text/index.ts';
import type { Api } from '../bridge/client.ts';
import type { LiveTables } from '../live/tables.ts';
import type { GlobePort } from '../state/globePort.ts';
import type { AppStore } from '../state/store.ts';

interface GlobeModule {
  createGlobe?(
    container: HTMLElement,
    deps: {
      readonly tables: LiveTables;
      readonly api: { sample(points: readonly (readonly [number, number])[]): Promise<unknown> };
      readonly text: (key: string, params?: Readonly<Record<string, string | number>>) => string;
      readonly origin: string;
      readonly light?: boolean;
    },
  ): GlobePort & { dispose(): void };
}

/** Loads the globe's code (large) and stands it up; rejects where the machine cannot draw it. */
export async function startGlobe(
  container: HTMLElement,
  deps: {
    readonly store: AppStore;
    readonly tables: LiveTables;
    readonly api: Api;
    readonly origin: string;
  },
): Promise<GlobePort> {
  const module = (await import('../globe/index.ts')) as GlobeModule;
  if (!module.createGlobe) throw new Error('renderer/globe has no createGlobe');
  const { profile } = deps.store.getState().ui.settings;
  return module.createGlobe(container, {
    tables: deps.tables,
    api: {
      sample: (points) =>
        deps.api.terrain.sample.query({
          points: points.map(([lon, lat]) => [lon, lat] as [number, number]),
        }),
    },
    // Asked for at each use, so that a change of language reaches the globe's words too.
    text: (key, params) => createText(deps.store.getState().ui.settings.locale)(key, params),
    origin: deps.origin,
    ...(profile === 'auto' ? {} : { light: profile === 'light' }),
  });
}
