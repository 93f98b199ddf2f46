import { createHash } from 'node:crypto';

/** A set that forgets its oldest members. */
export class RecentKeys {
  private readonly keys = new Set<string>();
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  has(key: string): boolean {
    return this.keys.has(key);
  }

  /** False where the key was there already. */
  add(key: string): boolean {
    if (this.keys.has(key)) return false;
    this.keys.add(key);
    if (this.keys.size > this.limit) this.keys.delete(this.keys.values().next().value as string);
    return true;
  }

  get size(): number {
    return this.keys.size;
  }
}

/** What one source has brought: a polled source says the same thing again and again. */
export class FeedMemory {
  readonly seen = new RecentKeys(100_000);
  /** Host time (monotonic, ms) of the newest new record. */
  heardAt: number | undefined;
  private readonly refused = new RecentKeys(20_000);

  /** True the first time that this record is refused for this reason. */
  firstRefusal(why: string, raw: string): boolean {
    return this.refused.add(createHash('sha256').update(`${why}\n${raw}`).digest('base64'));
  }
}
