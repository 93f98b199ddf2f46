import { z } from 'zod';
import { defaultSettings, type Settings, workspaces } from './ui.ts';

export type SettingsStorage = Pick<Storage, 'getItem' | 'setItem'>;

const KEY = 'sandtable.settings.1';

/** Each field by itself: one spoilt value does not cost the others. */
const fields = {
  locale: z.enum(['zh', 'en']),
  coordinates: z.enum(['decimal', 'dms', 'mgrs']),
  profile: z.enum(['auto', 'light', 'full']),
  reduceMotion: z.boolean(),
  seatName: z.string().max(80),
  seatRole: z.enum(['commander', 'plotter', 'watch', 'wall', 'field']),
  workspace: z.enum(workspaces),
  layers: z.record(z.string(), z.boolean()),
  layouts: z.partialRecord(z.enum(workspaces), z.unknown()),
} satisfies Record<keyof Settings, z.ZodType>;

/** Settings of this browser; defaults for what is missing, spoilt or from another version. */
export function loadSettings(storage: SettingsStorage): Settings {
  let raw: unknown;
  try {
    raw = JSON.parse(storage.getItem(KEY) ?? '{}');
  } catch {
    return defaultSettings;
  }
  if (typeof raw !== 'object' || raw === null) return defaultSettings;
  const out: Record<string, unknown> = { ...defaultSettings };
  for (const [name, schema] of Object.entries(fields)) {
    const parsed = schema.safeParse((raw as Record<string, unknown>)[name]);
    if (parsed.success) out[name] = parsed.data;
  }
  out.layers = { ...defaultSettings.layers, ...(out.layers as Settings['layers']) };
  return out as unknown as Settings;
}

/** Storage may be full or forbidden (private window): the settings then live until the page closes. */
export function saveSettings(storage: SettingsStorage, settings: Settings): void {
  try {
    storage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Nothing to tell: no work is lost.
  }
}
