import { z } from 'zod';

/** What the shell tells the host process. The host process checks it as it would a stranger's words. */
export const hostOptions = z.strictObject({
  dataDir: z.string().min(1).max(4096),
  port: z.number().int().min(0).max(65_535),
  anyPortIfTaken: z.boolean(),
  locale: z.enum(['zh', 'en']),
  scenario: z.string().min(1).max(4096).optional(),
  rate: z.number().min(1).max(600).optional(),
});
export type HostOptions = z.infer<typeof hostOptions>;

export const toHost = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), options: hostOptions }),
  z.strictObject({ type: z.literal('link'), id: z.number().int() }),
  z.strictObject({
    type: z.literal('importTerrain'),
    paths: z.array(z.string().min(1).max(4096)).min(1).max(2000),
  }),
  z.strictObject({ type: z.literal('stop') }),
]);
export type ToHost = z.infer<typeof toHost>;

export const fromHost = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), url: z.url(), port: z.number().int().min(1) }),
  z.strictObject({ type: z.literal('link'), id: z.number().int(), url: z.url() }),
  /** It could not start, or cannot go on; `words` are for people. */
  z.strictObject({ type: z.literal('failed'), words: z.string() }),
]);
export type FromHost = z.infer<typeof fromHost>;
