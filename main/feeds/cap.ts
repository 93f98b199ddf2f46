import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { type NewFact, newFact } from '../../shared/events/fact.ts';
import { ProblemError } from '../../shared/kit/result.ts';
import { createText } from '../../shared/text/index.ts';
import type { AlertBody } from './capAlert.ts';
import { type AlertLink, parseCap } from './capXml.ts';
import type { Connector, FeedContext } from './contract.ts';
import { DropFolder, type DroppedFile } from './dropFolder.ts';
import { FUTURE_LIMIT_MS } from './observation.ts';
import { HttpSource, httpGet, httpUrl, pollLoop, pollS, rejectOnce, silentAfterS } from './poll.ts';
import { type Refused, readWhy, why, whyOf } from './why.ts';
import { MAX_XML_BYTES } from './xmlTree.ts';

const configSchema = z
  .object({
    /** A CAP file, or an Atom or RSS feed of such. */
    url: httpUrl.optional(),
    /** Absolute path of a folder into which *.xml and *.cap files are put. */
    dir: z
      .string()
      .max(1000)
      .refine((path) => isAbsolute(path), '/… C:\\…')
      .optional(),
    pollS,
    /** Without it quiet is not suspicious: warnings are rare. */
    silentAfterS: silentAfterS.optional(),
  })
  .refine((c) => c.url !== undefined || c.dir !== undefined, 'url | dir');
export type CapConfig = z.infer<typeof configSchema>;

const ACCEPT =
  'application/cap+xml, application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.1';
/** Linked messages fetched in one look, and side by side. */
const MAX_LINKS = 200;
const AT_ONCE = 4;

/** Official warnings by CAP over HTTP and from a drop folder. */
export const capConnector: Connector<CapConfig> = {
  id: 'cap',
  configSchema,
  async run(config, ctx, signal) {
    const source = config.url === undefined ? undefined : new HttpSource(config.url, ACCEPT);
    const folder =
      config.dir === undefined
        ? undefined
        : new DropFolder(config.dir, /\.(?:xml|cap)$/i, MAX_XML_BYTES);
    const suspects = new Map<string, string>();
    await pollLoop(ctx, signal, config, async () => {
      let fresh = 0;
      let failed: unknown;
      // One of the two being down must not stop the other.
      for (const look of [
        folder && (() => lookIntoFolder(ctx, signal, folder, suspects)),
        source && (() => lookAtUrl(ctx, signal, source)),
      ])
        if (look)
          fresh += await look().catch((error: unknown) => {
            failed ??= error;
            return 0;
          });
      if (failed !== undefined) throw failed;
      return fresh;
    });
  },
};

/** Emits what was not there before, oldest first. A message from the future is refused. */
async function deliver(
  ctx: FeedContext,
  alerts: readonly AlertBody[],
): Promise<{ fresh: number; refused: Refused[] }> {
  const facts: NewFact[] = [];
  const keys = new Set<string>();
  const refused: Refused[] = [];
  for (const body of alerts) {
    const key = `${body.sender}\n${body.identifier}\n${body.sentAt}`;
    if (ctx.memory.seen.has(key) || keys.has(key)) continue;
    if (body.sentAt > ctx.clock.now() + FUTURE_LIMIT_MS) {
      const raw = `${body.sender} ${body.identifier}: ${body.headline}`.slice(0, 500);
      refused.push({ why: why('feeds.cap.future'), raw });
      continue;
    }
    keys.add(key);
    facts.push(
      newFact({ at: body.sentAt, kind: 'alert.received', source: `feed:${ctx.feedId}`, body }),
    );
  }
  facts.sort((a, b) => a.at - b.at);
  if (facts.length > 0) await ctx.emit(facts);
  for (const key of keys) ctx.memory.seen.add(key);
  return { fresh: facts.length, refused };
}

async function lookAtUrl(
  ctx: FeedContext,
  signal: AbortSignal,
  source: HttpSource,
): Promise<number> {
  const answer = await source.get(signal);
  if (answer === undefined) return 0;
  const parsed = parseCap(answer.body, answer.charset);
  if (!parsed.ok) {
    // An answer that is no CAP at all is not "no warnings": the source counts as down.
    const { code, params } = parsed.problem;
    rejectOnce(ctx, why(code, params), new TextDecoder().decode(answer.body.subarray(0, 500)));
    throw new ProblemError(code, params);
  }
  const own = await deliver(ctx, parsed.value.alerts);
  for (const r of [...parsed.value.refused, ...own.refused]) rejectOnce(ctx, r.why, r.raw);
  const linked = await followLinks(ctx, signal, parsed.value.links, answer.url);
  if (linked.complete && own.refused.length === 0) source.keep(answer);
  return own.fresh + linked.fresh;
}

/** Fetches the linked messages that are not known yet, only from where the feed itself came from. */
async function followLinks(
  ctx: FeedContext,
  signal: AbortSignal,
  links: readonly AlertLink[],
  base: string,
): Promise<{ fresh: number; complete: boolean }> {
  const { origin } = new URL(base);
  const wanted = new Map<string, string>();
  for (const { href, updated } of links) {
    const url = URL.canParse(href, base) ? new URL(href, base) : undefined;
    if (url?.origin !== origin) {
      rejectOnce(ctx, why('feeds.http.otherOrigin', { url: href.slice(0, 300) }), href);
      continue;
    }
    const key = `link\n${url.href}\n${updated}`;
    if (!ctx.memory.seen.has(key)) wanted.set(key, url.href);
  }
  const now = [...wanted].slice(0, MAX_LINKS);
  let complete = wanted.size === now.length;
  let fresh = 0;
  const fetchOne = async ([key, href]: [string, string]) => {
    let refused: readonly Refused[];
    try {
      const answer = await httpGet(href, {
        signal,
        accept: ACCEPT,
        origin,
        maxBytes: MAX_XML_BYTES,
      });
      const parsed = answer && parseCap(answer.body, answer.charset);
      if (!parsed?.ok) {
        refused = [
          {
            why: why(parsed?.problem.code ?? 'feeds.cap.noAlert', parsed?.problem.params),
            raw: href,
          },
        ];
      } else {
        const got = await deliver(ctx, parsed.value.alerts);
        fresh += got.fresh;
        refused = [...parsed.value.refused, ...got.refused];
        if (got.refused.length > 0) complete = false;
        else ctx.memory.seen.add(key);
      }
    } catch (error) {
      if (!(error instanceof ProblemError) || !error.problem.code.startsWith('feeds.http.'))
        throw error;
      if (signal.aborted) return;
      complete = false;
      refused = [{ why: whyOf(error), raw: href }];
    }
    for (const r of refused) rejectOnce(ctx, r.why, r.raw);
  };
  for (let i = 0; i < now.length && !signal.aborted; i += AT_ONCE)
    await Promise.all(now.slice(i, i + AT_ONCE).map(fetchOne));
  return { fresh, complete };
}

async function lookIntoFolder(
  ctx: FeedContext,
  signal: AbortSignal,
  folder: DropFolder,
  suspects: Map<string, string>,
): Promise<number> {
  let fresh = 0;
  const files = await folder.ready(signal);
  for (const name of suspects.keys())
    if (!files.some((file) => file.name === name)) suspects.delete(name);
  for (const file of files) {
    if (signal.aborted) break;
    const { alerts, refused } = readFile(file);
    const got = await deliver(ctx, alerts);
    fresh += got.fresh;
    const all = [...refused, ...got.refused];
    if (alerts.length === 0 && suspects.get(file.name) !== file.stamp) {
      // Perhaps its sender has only paused: it is refused when the next look finds it as it is.
      suspects.set(file.name, file.stamp);
      continue;
    }
    for (const r of all) rejectOnce(ctx, r.why, `${file.name}: ${r.raw}`);
    // A message whose time has not come stays where it is until then.
    if (got.refused.length > 0) continue;
    const bad = alerts.length === 0;
    await folder.put(
      file.name,
      bad ? 'refused' : 'taken',
      all.length > 0 ? noteOf(all) : undefined,
    );
    suspects.delete(file.name);
  }
  return fresh;
}

function readFile(file: DroppedFile): { alerts: readonly AlertBody[]; refused: Refused[] } {
  if (file.bytes === undefined)
    return {
      alerts: [],
      refused: [{ why: why('feeds.xml.tooLarge', { maxBytes: MAX_XML_BYTES }), raw: '' }],
    };
  const parsed = parseCap(file.bytes);
  if (!parsed.ok) {
    const { code, params } = parsed.problem;
    const raw = new TextDecoder().decode(file.bytes.subarray(0, 500));
    return { alerts: [], refused: [{ why: why(code, params), raw }] };
  }
  const { alerts, links, refused } = parsed.value;
  const notFollowed = links.map(({ href }) => ({ why: why('feeds.cap.linkInFile'), raw: href }));
  const none = alerts.length + links.length + refused.length === 0;
  return {
    alerts,
    refused: [
      ...refused,
      ...notFollowed,
      ...(none ? [{ why: why('feeds.cap.noAlert'), raw: '' }] : []),
    ],
  };
}

/** The reasons in both languages: whoever put the file there may read either. */
function noteOf(refused: readonly Refused[]): string {
  const texts = [createText('zh'), createText('en')];
  return refused
    .map((r) => {
      const problem = readWhy(r.why);
      const lines = problem ? texts.map((text) => text(problem.code, problem.params)) : [r.why];
      return [...lines, r.raw].filter(Boolean).join('\n');
    })
    .join('\n\n')
    .concat('\n');
}
