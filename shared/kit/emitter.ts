import { type Disposable, toDisposable } from './disposable.ts';

export type Listener<T> = (event: T) => void;

/** Broadcasts state to its listeners. A throwing listener does not keep the others from hearing. */
export class Emitter<T> {
  private readonly listeners = new Set<Listener<T>>();
  private readonly onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void = () => {}) {
    this.onError = onError;
  }

  on(listener: Listener<T>): Disposable {
    this.listeners.add(listener);
    return toDisposable(() => this.listeners.delete(listener));
  }

  emit(event: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.onError(error);
      }
    }
  }

  get size(): number {
    return this.listeners.size;
  }
}
