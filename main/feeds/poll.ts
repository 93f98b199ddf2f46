import { z } from 'zod';
import { ProblemError } from '../../shared/kit/result.ts';
import type { FeedContext } from './contract.ts';

export const TIMEOUT_MS = 10_000;
export const MAX_BYTES = 8 * 1024 * 1024;
const MAX_REDIRECTS = 3;

const parseUrl = (text: string): URL | undefined =>
  URL.canParse(text) ? new URL(text) : undefined;
const isHttp = (url: URL) => url.protocol === 'http:' || url.protocol === 'https:';

/** An http(s) address without a name and password in it (these would stand in logs). */
export const httpUrl = z
  .string()
  .max(2000)
  .refine((text) => {
    const url = parseUrl(text);
    return url !== undefined && isHttp(url) && url.username === '' && url.password === '';
  }, 'http(s)://…');

/** Seconds of host time between two looks. */
export const pollS = z.number().min(0.5).max(3600).default(30);
/** Nothing new for this long: the source is silent, s. */
export const silentAfterS = z.number().min(1).max(604_800);

export interface HttpAnswer {
  readonly body: Uint8Array;
  /** Where the answer came from in the end. */
  readonly url: string;
  readonly charset: string | undefined;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
}

export interface GetOptions {
  readonly signal: AbortSignal;
  readonly accept?: string | undefined;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Every hop has to stay on this origin. */
  readonly origin?: string;
  readonly etag?: string | undefined;
  readonly lastModified?: string | undefined;
}

/**
 * GET with limits of time, size and redirects; undefined where the server says that nothing changed (304).
 * Fails with feeds.http.* . A redirect never leaves http(s) and never goes from https down to http.
 */
export async function httpGet(
  address: string,
  options: GetOptions,
): Promise<HttpAnswer | undefined> {
  const { timeoutMs = TIMEOUT_MS, maxBytes = MAX_BYTES, origin } = options;
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([options.signal, timeout]);
  const headers: Record<string, string> = {
    accept: options.accept ?? '*/*',
    'user-agent': 'Sandtable',
    ...(options.etag === undefined ? {} : { 'if-none-match': options.etag }),
    ...(options.lastModified === undefined ? {} : { 'if-modified-since': options.lastModified }),
  };
  try {
    let url = parseUrl(address);
    for (let hops = 0; ; hops++) {
      if (url === undefined || !isHttp(url))
        throw new ProblemError('feeds.http.badUrl', { url: address });
      if (origin !== undefined && url.origin !== origin)
        throw new ProblemError('feeds.http.otherOrigin', { url: url.href.slice(0, 300) });
      const response = await fetch(url, { headers, signal, redirect: 'manual' });
      if (response.status === 304) {
        await response.body?.cancel();
        return undefined;
      }
      const location = response.headers.get('location');
      if (response.status >= 300 && response.status < 400 && location !== null) {
        await response.body?.cancel();
        if (hops === MAX_REDIRECTS)
          throw new ProblemError('feeds.http.redirects', { max: MAX_REDIRECTS });
        const next: URL | undefined = URL.canParse(location, url.href)
          ? new URL(location, url)
          : undefined;
        if (
          next === undefined ||
          !isHttp(next) ||
          (url.protocol === 'https:' && next.protocol === 'http:')
        )
          throw new ProblemError('feeds.http.badRedirect', { url: location.slice(0, 300) });
        url = next;
        continue;
      }
      if (!response.ok) {
        await response.body?.cancel();
        throw new ProblemError('feeds.http.status', { status: response.status });
      }
      const type = response.headers.get('content-type') ?? '';
      return {
        body: await readBody(response, maxBytes),
        url: url.href,
        charset: /;\s*charset\s*=\s*"?([^\s";]+)/i.exec(type)?.[1],
        etag: response.headers.get('etag') ?? undefined,
        lastModified: response.headers.get('last-modified') ?? undefined,
      };
    }
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    if (timeout.aborted && !options.signal.aborted)
      throw new ProblemError('feeds.http.timeout', { seconds: timeoutMs / 1000 }, error);
    throw new ProblemError('feeds.http.unreachable', { why: causeOf(error) }, error);
  }
}

async function readBody(response: Response, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new ProblemError('feeds.http.tooLarge', { maxBytes });
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  // Counted after decompression: a small answer may unpack to a huge one.
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** fetch says only "fetch failed"; the socket's word stands in the cause. */
function causeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = (cause as { code?: unknown } | undefined)?.code;
  return typeof code === 'string' ? code : cause instanceof Error ? cause.message : String(cause);
}

/** One address that is asked again and again; asks conditionally once it has answered. */
export class HttpSource {
  private readonly address: string;
  private readonly accept: string;
  private validators: Pick<HttpAnswer, 'etag' | 'lastModified'> | undefined;

  constructor(address: string, accept: string) {
    this.address = address;
    this.accept = accept;
  }

  /** undefined: nothing changed since the answer that was last kept. */
  get(signal: AbortSignal): Promise<HttpAnswer | undefined> {
    return httpGet(this.address, { signal, accept: this.accept, ...this.validators });
  }

  /** To be called when everything in the answer was dealt with; what was not has to be asked for again. */
  keep(answer: HttpAnswer): void {
    this.validators = { etag: answer.etag, lastModified: answer.lastModified };
  }
}

/**
 * Looks again every `pollS` until the signal aborts. `look` tells how many records were new; new ones make the
 * source up, none for `silentAfterS` make it silent. What `look` throws ends the loop.
 */
export async function pollLoop(
  ctx: FeedContext,
  signal: AbortSignal,
  rhythm: { readonly pollS: number; readonly silentAfterS?: number | undefined },
  look: () => Promise<number>,
): Promise<void> {
  const silentMs =
    rhythm.silentAfterS === undefined ? Number.POSITIVE_INFINITY : rhythm.silentAfterS * 1000;
  const leftMs = () => (ctx.memory.heardAt ?? 0) + silentMs - performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    while (!signal.aborted) {
      const fresh = await look();
      if (signal.aborted) return;
      if (fresh > 0 || ctx.memory.heardAt === undefined) ctx.memory.heardAt = performance.now();
      clearTimeout(timer);
      const left = leftMs();
      if (left <= 0) ctx.state('silent');
      else {
        ctx.state(fresh > 0 ? 'up' : 'empty');
        if (Number.isFinite(left)) timer = setTimeout(() => ctx.state('silent'), left);
      }
      await ctx.sleep(rhythm.pollS * 1000);
    }
  } finally {
    clearTimeout(timer);
  }
}

/** Refuses each record once, however often the source repeats it. */
export function rejectOnce(ctx: FeedContext, why: string, raw: string): void {
  if (ctx.memory.firstRefusal(why, raw)) ctx.reject(why, raw);
}
