export { ringArea } from '../../shared/geo/ringArea.ts';

/** A round length of at most `maxPx` pixels for the scale bar: 1, 2 or 5 times a power of ten. */
export function scaleBar(
  metresPerPixel: number,
  maxPx: number,
): { readonly metres: number; readonly px: number } | undefined {
  if (!(metresPerPixel > 0) || !Number.isFinite(metresPerPixel)) return undefined;
  const most = metresPerPixel * maxPx;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = (most >= 5 * power ? 5 : most >= 2 * power ? 2 : 1) * power;
  return { metres, px: metres / metresPerPixel };
}
