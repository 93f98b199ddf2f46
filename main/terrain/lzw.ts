/**
 * LZW as TIFF 6.0 §13 has it (bits from the most significant, width changing one code early). Written here because the
 * output must have a bound: stops at `size` bytes. Throws where the stream is none.
 */
export function unpackLzw(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const prefix = new Uint16Array(4096);
  const suffix = new Uint8Array(4096);
  const length = new Uint16Array(4096);
  for (let i = 0; i < 256; i++) {
    suffix[i] = i;
    length[i] = 1;
  }
  let next = 258;
  let width = 9;
  let previous = -1;
  let bits = 0;
  let have = 0;
  let at = 0;
  let written = 0;
  while (written < size) {
    while (have < width) {
      if (at >= packed.length) return out.subarray(0, written);
      bits = ((bits << 8) | (packed[at++] as number)) & 0xffffff;
      have += 8;
    }
    const code = (bits >> (have - width)) & ((1 << width) - 1);
    have -= width;
    if (code === 257) break;
    if (code === 256) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    if (code >= (previous < 0 ? 256 : next + 1)) throw new RangeError('lzw');
    // A code not yet in the table is the previous string and its own first byte.
    const fresh = code === next;
    const from = fresh ? previous : code;
    const n = length[from] as number;
    let k = from;
    for (let i = written + n - 1; i >= written; i--) {
      if (i < size) out[i] = suffix[k] as number;
      k = prefix[k] as number;
    }
    const first = out[written] as number;
    if (fresh && written + n < size) out[written + n] = first;
    written += fresh ? n + 1 : n;
    if (previous >= 0 && next < 4096) {
      prefix[next] = previous;
      suffix[next] = first;
      length[next] = (length[previous] as number) + 1;
      next += 1;
    }
    width = next >= 2047 ? 12 : next >= 1023 ? 11 : next >= 511 ? 10 : 9;
    previous = code;
  }
  return out.subarray(0, Math.min(written, size));
}
