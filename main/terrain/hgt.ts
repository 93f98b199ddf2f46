import { gunzipSync, unzipSync } from 'fflate';
import { fail, ok, type Result } from '../../shared/kit/result.ts';

/** One SRTM cell: n×n posts, row 0 north, big-endian int16, edges shared with the neighbours; −32768 = no data. */
export interface HgtCell {
  readonly name: string;
  readonly west: number;
  readonly south: number;
  readonly n: number;
  readonly data: Int16Array;
}

/** 3601² posts of two bytes: the largest cell there is. Nothing larger is ever unpacked. */
export const MAX_HGT_BYTES = 3601 * 3601 * 2;
const sizes = new Map([
  [1201 * 1201 * 2, 1201],
  [MAX_HGT_BYTES, 3601],
]);

function unpack(file: string, bytes: Uint8Array): Result<{ name: string; bytes: Uint8Array }> {
  const base = file.split(/[\\/]/).pop() ?? file;
  try {
    if (/\.gz$/i.test(base)) {
      const size = new DataView(bytes.buffer, bytes.byteOffset + bytes.byteLength - 4).getUint32(
        0,
        true,
      );
      if (size > MAX_HGT_BYTES) return fail('terrain.tooLarge', { file: base });
      return ok({ name: base.replace(/\.gz$/i, ''), bytes: gunzipSync(bytes) });
    }
    if (/\.zip$/i.test(base)) {
      let refused = false;
      const entries = unzipSync(bytes, {
        filter: (entry) => {
          if (!/\.hgt$/i.test(entry.name)) return false;
          refused ||= entry.originalSize > MAX_HGT_BYTES;
          return entry.originalSize <= MAX_HGT_BYTES;
        },
      });
      const first = Object.entries(entries)[0];
      if (!first)
        return refused
          ? fail('terrain.tooLarge', { file: base })
          : fail('terrain.noHgtInside', { file: base });
      return ok({ name: first[0].split(/[\\/]/).pop() ?? '', bytes: first[1] });
    }
  } catch {
    return fail('terrain.damagedArchive', { file: base });
  }
  return ok({ name: base, bytes });
}

/**
 * Reads an SRTM/NASADEM .hgt (1″ or 3″), also inside .zip or .gz; the name gives the south-west corner (N31E109).
 * Heights in metres above EGM96. Fails with terrain.* codes; never returns a part of a cell.
 */
export function readHgt(file: string, packed: Uint8Array): Result<HgtCell> {
  const inner = unpack(file, packed);
  if (!inner.ok) return inner;
  const { name, bytes } = inner.value;
  const m = /^([NS])(\d{2})([EW])(\d{3})/i.exec(name);
  if (!m) return fail('terrain.badName', { name });
  const south = Number(m[2]) * (m[1]?.toUpperCase() === 'S' ? -1 : 1);
  const west = Number(m[4]) * (m[3]?.toUpperCase() === 'W' ? -1 : 1);
  if (Math.abs(south) > 89 || Math.abs(west) > 180) return fail('terrain.badName', { name });
  const n = sizes.get(bytes.byteLength);
  if (n === undefined) return fail('terrain.wrongSize', { file: name, bytes: bytes.byteLength });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Int16Array(n * n);
  let known = 0;
  for (let i = 0; i < data.length; i++) {
    const v = view.getInt16(i * 2, false);
    // Above Everest or below the deepest land: not a height.
    const good = v > -500 && v < 9000;
    data[i] = good ? v : -32768;
    if (good) known += 1;
  }
  if (known === 0) return fail('terrain.noData', { file: name });
  return ok({ name: name.slice(0, 7).toUpperCase(), west, south, n, data });
}
