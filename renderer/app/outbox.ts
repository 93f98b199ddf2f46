import { z } from 'zod';
import { type CommandKind, commandKinds } from '../../shared/events/vocabulary.ts';

const waiting = z.object({
  kind: z.enum(commandKinds),
  body: z.record(z.string(), z.unknown()),
  /** When it was written: it was true then, not when the link came back. */
  at: z.number(),
});
export type Waiting = z.infer<typeof waiting>;

const KEY = 'sandtable.outbox.1';
const MAX = 200;

/** Reports that wait for the link. Kept in the browser's storage, so that a closed page loses none of them. */
export class Outbox {
  private readonly storage: Pick<Storage, 'getItem' | 'setItem'>;

  constructor(storage: Pick<Storage, 'getItem' | 'setItem'>) {
    this.storage = storage;
  }

  list(): readonly Waiting[] {
    try {
      const parsed = z.array(z.unknown()).parse(JSON.parse(this.storage.getItem(KEY) ?? '[]'));
      return parsed.flatMap((entry) => {
        const one = waiting.safeParse(entry);
        return one.success ? [one.data] : [];
      });
    } catch {
      return [];
    }
  }

  /** false when there is no room for it: the form then keeps its text. */
  add(kind: CommandKind, body: Record<string, unknown>, at: number): boolean {
    const list = this.list();
    if (list.length >= MAX) return false;
    return this.save([...list, { kind, body, at }]);
  }

  /**
   * Sends one after the other, oldest first. Stops at the first that did not arrive; one that the host refuses is
   * taken out and handed to `refused`, or it would block all that come after it.
   */
  async flush(
    send: (entry: Waiting) => Promise<unknown>,
    isRefusal: (error: unknown) => boolean,
    refused: (entry: Waiting, error: unknown) => void,
  ): Promise<number> {
    let sent = 0;
    for (let guard = 0; guard < MAX; guard++) {
      const [first, ...rest] = this.list();
      if (!first) break;
      try {
        await send(first);
        sent += 1;
      } catch (error) {
        if (!isRefusal(error)) break;
        refused(first, error);
      }
      // Others may have been added at the end meanwhile.
      const now = this.list();
      this.save(now.length > rest.length ? now.slice(1) : rest);
    }
    return sent;
  }

  private save(list: readonly Waiting[]): boolean {
    try {
      this.storage.setItem(KEY, JSON.stringify(list));
      return true;
    } catch {
      return false;
    }
  }
}
