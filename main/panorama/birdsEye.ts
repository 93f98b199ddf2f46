import { metresPerDegree } from '../../shared/geo/geodesy.ts';
import { type Raster, reliefRaster } from './relief.ts';
import type { CutOut } from './terrainPort.ts';

export interface BirdsEye {
  readonly raster: Raster;
  /** Vertical exaggeration that fits the land to the picture; stated under it. */
  readonly factor: number;
  /** Where a place of the box (fractions from the north-west corner) with its height lies on the picture, 0 … 1. */
  place(x: number, y: number): readonly [number, number];
}

const TILT = Math.PI / 5;
const SKY = [246, 247, 248] as const;
/** The cut through the ground at the front. */
const CUT = [138, 128, 114] as const;

/**
 * The land seen from the south at a slant: parallel projection, each column drawn from the front backwards, so that
 * what is behind a ridge stays hidden (the "voxel space" height-field method). No graphics card is needed.
 */
export function birdsEye(cut: CutOut): BirdsEye {
  const picture = reliefRaster(cut, 2);
  const { width, height: rows } = picture;
  const { heights } = cut;
  const [west, south, east, north] = cut.bbox;
  const m = metresPerDegree((south + north) / 2);
  const metresPerPixel = ((east - west) * m.lon) / width;
  const groundM = (north - south) * m.lat;

  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of heights.data) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  if (!Number.isFinite(low)) low = high = 0;
  // The relief fills about a sixth of the ground's depth, by a round factor.
  const wanted = (groundM / 8 / Math.max(1, high - low)) * Math.tan(Math.PI / 2 - TILT);
  const factor = Math.max(1, Math.min(10, Math.round(wanted * 2) / 2));

  const depth = Math.sin(TILT);
  const lift = (Math.cos(TILT) * factor) / metresPerPixel;
  const groundPx = (groundM / metresPerPixel) * depth;
  const headroom = Math.ceil((high - low) * lift) + 4;
  const outHeight = Math.ceil(groundPx) + headroom;
  const rgb = new Uint8Array(width * outHeight * 3);
  for (let i = 0; i < rgb.length; i += 3) rgb.set(SKY, i);

  const heightAt = (r: number, c: number) => {
    const v = heights.data[(r + 1) * heights.cols + c + 1] as number;
    return Number.isNaN(v) ? low : v;
  };
  const yOf = (r: number, h: number) =>
    headroom + (r / Math.max(1, rows - 1)) * groundPx - (h - low) * lift;
  for (let c = 0; c < width; c++) {
    let horizon = outHeight;
    for (let r = rows - 1; r >= 0; r--) {
      const top = Math.max(0, Math.round(yOf(r, heightAt(r, c))));
      for (let y = top; y < horizon; y++) {
        const to = (y * width + c) * 3;
        if (r === rows - 1 && y > top + 1) {
          rgb.set(CUT, to);
          continue;
        }
        const from = (r * width + c) * 3;
        rgb[to] = picture.rgb[from] as number;
        rgb[to + 1] = picture.rgb[from + 1] as number;
        rgb[to + 2] = picture.rgb[from + 2] as number;
      }
      if (top < horizon) horizon = top;
    }
  }
  return {
    raster: { width, height: outHeight, rgb },
    factor,
    place: (x, y) => {
      const c = Math.max(0, Math.min(width - 1, Math.round(x * (width - 1))));
      const r = Math.max(0, Math.min(rows - 1, Math.round(y * (rows - 1))));
      return [x, yOf(r, heightAt(r, c)) / outHeight];
    },
  };
}
