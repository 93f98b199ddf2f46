import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
export type Rectangle = z.infer<typeof rectangle>;

const place = z.object({ bounds: rectangle, maximized: z.boolean() });
/** A wall stays wanted while its display is unplugged. Some systems number displays anew: hence the bounds. */
const wall = z.object({ displayId: z.number(), bounds: rectangle });
const stateSchema = z.object({
  main: place.optional(),
  walls: z.array(wall).max(16).default([]),
  locale: z.enum(['zh', 'en']).optional(),
});
export type WindowState = z.infer<typeof stateSchema>;
export type WantedWall = z.infer<typeof wall>;

/** A small file of the user's own; a spoilt one is like none. */
export class StateFile {
  private state: WindowState;
  private readonly path: string;

  constructor(path: string) {
    this.path = path;
    this.state = { walls: [] };
    try {
      this.state = stateSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      // First start, or a file that another program spoilt: windows open where they do by default.
    }
  }

  get(): WindowState {
    return this.state;
  }

  set(change: Partial<WindowState>): void {
    this.state = { ...this.state, ...change };
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(`${this.path}.new`, JSON.stringify(this.state));
      renameSync(`${this.path}.new`, this.path);
    } catch {
      // A full disk must not keep a window from closing; places are then remembered until the end.
    }
  }
}

interface Area {
  readonly workArea: Rectangle;
}

/** Enough of the title bar on some display to take hold of the window; else it opens where it does by default. */
export function reachable(bounds: Rectangle, displays: readonly Area[]): boolean {
  return displays.some(({ workArea: a }) => {
    const width = Math.min(bounds.x + bounds.width, a.x + a.width) - Math.max(bounds.x, a.x);
    return width >= 120 && bounds.y >= a.y - 8 && bounds.y <= a.y + a.height - 48;
  });
}

const same = (a: Rectangle, b: Rectangle) =>
  a.x === b.x && a.y === b.y && a.width === b.width && a.height === b.height;

/** The display that a remembered wall belongs to, as the displays are numbered now. */
export function displayOf<D extends { readonly id: number; readonly bounds: Rectangle }>(
  wanted: WantedWall,
  displays: readonly D[],
): D | undefined {
  return (
    displays.find((d) => d.id === wanted.displayId) ??
    displays.find((d) => same(d.bounds, wanted.bounds))
  );
}
