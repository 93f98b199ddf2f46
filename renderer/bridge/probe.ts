export type Probe = 'open' | 'authRequired' | 'down';

/** Why a connection does not come about: the host is away, or this browser has no seat. */
export async function probe(
  origin: string,
  fetcher: typeof fetch = fetch,
  timeoutMs = 4000,
): Promise<Probe> {
  try {
    const response = await fetcher(`${origin}/`, {
      cache: 'no-store',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return response.status === 401 || response.status === 403 ? 'authRequired' : 'open';
  } catch {
    return 'down';
  }
}

const KEY = 'sandtable.seat';

/** This tab's seat; the same after a reload, another one in another tab. */
export function seatKeyOf(storage: Pick<Storage, 'getItem' | 'setItem'>): string {
  try {
    const known = storage.getItem(KEY);
    if (known !== null && /^[\w-]{8,80}$/.test(known)) return known;
    const fresh = crypto.randomUUID();
    storage.setItem(KEY, fresh);
    return fresh;
  } catch {
    return crypto.randomUUID();
  }
}
