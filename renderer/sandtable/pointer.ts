import { type Disposable, DisposableStore, toDisposable } from '../../shared/kit/disposable.ts';
import type { LonLat } from '../../shared/model/common.ts';
import type { CursorInfo, GlobePick } from '../state/globePort.ts';

export interface Hit {
  readonly x: number;
  readonly z: number;
  readonly heightM: number;
  readonly position: LonLat;
}

/** What the hand can do on the table. */
export interface PointerDeps {
  under(x: number, y: number): GlobePick | undefined;
  groundAt(x: number, y: number): Hit | undefined;
  sample(position: LonLat): Promise<readonly { readonly datum: string; readonly source: string }[]>;
  cursor(info: CursorInfo | undefined): void;
  choose(pick: GlobePick | undefined): void;
  centre(hit: Hit): void;
  /** True when the key was meant for the table. */
  key(event: KeyboardEvent): boolean;
}

const DATUM_MS = 150;
/** A hand that trembles by less than this has not dragged, CSS pixels. */
const STILL_PX = 4;

/** Clicks, double clicks, hovering and keys; turning and moving are the camera's own (controls.ts). */
export function createPointer(
  container: HTMLElement,
  canvas: HTMLElement,
  deps: PointerDeps,
): Disposable {
  const store = new DisposableStore();
  const local = (event: MouseEvent): [number, number] => {
    const box = canvas.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const on = <K extends keyof HTMLElementEventMap>(
    target: HTMLElement,
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ) => {
    target.addEventListener(type, listener);
    store.add(toDisposable(() => target.removeEventListener(type, listener)));
  };

  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked: Hit | undefined;
  store.add(toDisposable(() => clearTimeout(timer)));
  on(canvas, 'pointermove', (event) => {
    const [x, y] = local(event);
    canvas.style.cursor = event.buttons === 0 && deps.under(x, y) ? 'pointer' : '';
    const hit = deps.groundAt(x, y);
    asked = hit;
    clearTimeout(timer);
    if (!hit) {
      deps.cursor(undefined);
      return;
    }
    const { position, heightM } = hit;
    deps.cursor({ position, heightM });
    timer = setTimeout(async () => {
      const [sample] = await deps.sample(position).catch(() => []);
      if (sample && asked === hit)
        deps.cursor({ position, heightM, datum: sample.datum, source: sample.source });
    }, DATUM_MS);
  });
  on(canvas, 'pointerleave', () => {
    asked = undefined;
    deps.cursor(undefined);
  });

  let pressed: readonly [number, number] | undefined;
  on(canvas, 'pointerdown', (event) => {
    container.focus({ preventScroll: true });
    pressed = event.button === 0 ? local(event) : undefined;
  });
  on(canvas, 'pointerup', (event) => {
    const [x, y] = local(event);
    // A drag turns the table, a click takes hold of something.
    if (pressed && Math.hypot(x - pressed[0], y - pressed[1]) < STILL_PX)
      deps.choose(deps.under(x, y));
    pressed = undefined;
  });
  on(canvas, 'dblclick', (event) => {
    const hit = deps.groundAt(...local(event));
    if (hit) deps.centre(hit);
  });
  on(container, 'keydown', (event) => {
    if (!deps.key(event)) return;
    event.preventDefault();
    event.stopPropagation();
  });
  return store;
}
