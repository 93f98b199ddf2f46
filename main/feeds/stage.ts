import { z } from 'zod';
import { ProblemError } from '../../shared/kit/result.ts';
import type { Connector } from './contract.ts';
import { HttpSource, httpUrl, pollLoop, pollS, rejectOnce, silentAfterS } from './poll.ts';
import { parseStage } from './stageJson.ts';
import { why } from './why.ts';

const configSchema = z.object({
  url: httpUrl,
  pollS,
  silentAfterS: silentAfterS.default(3600),
  /** Ids of the stations to take; all without it. */
  stations: z.array(z.string().min(1).max(200)).max(10_000).optional(),
});
export type StageConfig = z.infer<typeof configSchema>;

/** Facts given to the journal in one go. */
const BATCH = 1000;

/**
 * Water level and discharge of river gauges as JSON over HTTP (UTF-8, at most 8 MiB). GET answers with
 *
 *     {"stations": [{"id", "name", "lon", "lat", "datum", "warningM"?, "guaranteeM"?}],
 *      "readings": [{"station", "at", "stageM"?, "dischargeM3s"?, "quality"?}]}
 *
 * lon, lat: degrees, CGCS2000 or WGS 84. datum: wusong | huanghai85 | egm96 | ellipsoid | ground | unknown, of all
 * levels of that station, m. at: ISO 8601 (without an offset Beijing time) or UTC epoch ms. quality: high | medium |
 * low | unverified. A reading has a stage, a discharge or both. The answer may repeat old readings: only new ones
 * (station, at and values) become facts, each with its own time; a corrected value is a new one.
 */
export const stageConnector: Connector<StageConfig> = {
  id: 'stageHttp',
  configSchema,
  async run(config, ctx, signal) {
    const source = new HttpSource(config.url, 'application/json');
    await pollLoop(ctx, signal, config, async () => {
      const answer = await source.get(signal);
      if (answer === undefined) return 0;
      const text = new TextDecoder().decode(answer.body);
      const parsed = parseStage(text, ctx.clock.now(), `feed:${ctx.feedId}`, config.stations);
      if (!parsed.ok) {
        const { code, params } = parsed.problem;
        rejectOnce(ctx, why(code, params), text.slice(0, 500));
        throw new ProblemError(code, params);
      }
      const { records, refused, early } = parsed.value;
      const { seen } = ctx.memory;
      const fresh = new Map(records.filter((r) => !seen.has(r.key)).map((r) => [r.key, r.fact]));
      const keys = [...fresh.keys()];
      for (let i = 0; i < keys.length; i += BATCH) {
        const batch = keys.slice(i, i + BATCH);
        await ctx.emit(
          batch.map((key) => fresh.get(key) as NonNullable<(typeof records)[0]['fact']>),
        );
        for (const key of batch) seen.add(key);
      }
      for (const r of refused) rejectOnce(ctx, r.why, r.raw);
      if (!early) source.keep(answer);
      return fresh.size;
    });
  },
};
