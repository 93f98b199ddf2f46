import type { Cutout } from './cutout.ts';
import type { Bbox } from './projection.ts';

/** What land was asked for, as it was known when it was asked. */
export interface LandAsk {
  readonly box: Bbox;
  /** Words of the known water levels; '' where none was known. */
  readonly levels: string;
  readonly terrain: string;
  /** The land stands already; only its water is new. */
  readonly waterOnly: boolean;
  /** Another box than the one that stands. */
  readonly turn: boolean;
}

export interface LandDeps {
  /** What is known now. */
  readonly known: () => { readonly levels: string; readonly terrain: string };
  readonly fetch: (ask: LandAsk, signal: AbortSignal) => Promise<Cutout>;
  readonly asked: (ask: LandAsk) => void;
  readonly came: (cutout: Cutout, ask: LandAsk) => void;
  readonly failed: (error: unknown, ask: LandAsk) => void;
}

/** Fetching of the land: one request at a time, the newest wins, and nothing that changed on the way is lost. */
export interface Land {
  /** What stands, with what it was asked for. */
  readonly last: { readonly cutout: Cutout; readonly ask: LandAsk } | undefined;
  setBox(box: Bbox): void;
  load(waterOnly: boolean): void;
  /** The terrain may have changed. */
  review(): void;
  dispose(): void;
}

export function createLand(deps: LandDeps): Land {
  let box: Bbox | undefined;
  let wanted: AbortController | undefined;
  let asked: LandAsk | undefined;
  let coming = false;
  let last: Land['last'];

  function load(waterOnly: boolean): void {
    // Land on its way brings its water along.
    if (!box || (waterOnly && coming)) return;
    wanted?.abort();
    const control = new AbortController();
    wanted = control;
    coming = !waterOnly;
    const turn = last?.ask.box.join() !== box.join();
    const ask: LandAsk = { box, ...deps.known(), waterOnly, turn };
    asked = ask;
    deps.asked(ask);
    deps.fetch(ask, control.signal).then(
      (cutout) => {
        if (control.signal.aborted) return;
        coming = false;
        last = { cutout, ask };
        deps.came(cutout, ask);
        review();
      },
      (error: unknown) => {
        if (control.signal.aborted) return;
        coming = false;
        deps.failed(error, ask);
        review();
      },
    );
  }

  /** Land on its way is looked at when it comes; also land that failed may be had of another terrain. */
  function review(): void {
    if (asked && !coming && deps.known().terrain !== asked.terrain) load(false);
  }

  return {
    get last() {
      return last;
    },
    setBox(next) {
      box = next;
      load(false);
    },
    load,
    review,
    dispose: () => wanted?.abort(),
  };
}
