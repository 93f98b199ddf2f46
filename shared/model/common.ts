import { z } from 'zod';

/** Longitude, latitude in degrees; CGCS2000 (within 1 m of WGS 84). */
export const lonLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
export type LonLat = z.infer<typeof lonLat>;

/** Reference of a height or a water level. Never compared across without a named offset. */
export const heightDatum = z.enum([
  'wusong',
  'huanghai85',
  'egm96',
  'ellipsoid',
  'ground',
  'unknown',
]);
export type HeightDatum = z.infer<typeof heightDatum>;

/** actual = 实战, exercise = 演练, review = 复盘 (a past event played again). */
export const runMode = z.enum(['actual', 'exercise', 'review']);
export type RunMode = z.infer<typeof runMode>;

export const hazardType = z.enum([
  'flood',
  'flashFlood',
  'waterlogging',
  'landslide',
  'forestFire',
  'hazmat',
  'damBreach',
  'earthquake',
  'other',
]);
export type HazardType = z.infer<typeof hazardType>;

/** Ⅰ 特别重大 … Ⅳ 一般; also the four warning colours red, orange, yellow, blue. */
export const level = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]);
export type Level = z.infer<typeof level>;

export const confidence = z.enum(['high', 'medium', 'low', 'unverified']);
export type Confidence = z.infer<typeof confidence>;

const id = z.string().min(1).max(200);
const text = z.string().max(10_000);
const instant = z.number().int().min(-2_208_988_800_000).max(7_258_118_400_000);

/** Shapes that people plot; coordinates in plotting order, [lon, lat]. */
export const plotShape = z.enum(['point', 'line', 'area', 'arrow']);
export type PlotShape = z.infer<typeof plotShape>;

/** 市—区县—镇街—现场—单兵. */
export const commandLevel = z.enum(['city', 'district', 'town', 'site', 'member']);
export type CommandLevel = z.infer<typeof commandLevel>;

export const fields = { id, text, instant };
