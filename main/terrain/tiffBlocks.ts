import type { FileHandle } from 'node:fs/promises';
import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { ProblemError } from '../../shared/kit/result.ts';
import { unpackLzw } from './lzw.ts';

/** How the one band of a TIFF lies in its file. */
export interface TiffLayout {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly blockWidth: number;
  readonly blockHeight: number;
  readonly tiled: boolean;
  readonly offsets: Float64Array;
  readonly counts: Float64Array;
  readonly compression: number;
  readonly predictor: number;
  readonly littleEndian: boolean;
  readonly sample: 'int' | 'uint' | 'float';
  readonly bytes: number;
  readonly noData: number | undefined;
  readonly scale: number;
  readonly offset: number;
}

const MEMORY_BYTES = 128 * 2 ** 20;
const inflated = promisify(inflate);

/** Above Everest or below the deepest land: not a height. */
const isHeight = (v: number) => v > -500 && v < 9000;

const damaged = (file: string, cause?: unknown) =>
  new ProblemError('terrain.damagedTiff', { file }, cause);

async function unpack(layout: TiffLayout, packed: Uint8Array, size: number): Promise<Uint8Array> {
  switch (layout.compression) {
    case 1:
      return packed;
    case 8:
    case 32946:
      // Never unpacks more than a block holds: a bomb ends here.
      return inflated(packed, { maxOutputLength: size });
    default:
      return unpackLzw(packed, size);
  }
}

/** Undoes the differences of TIFF 6.0 §14 (2) and of Technical Note 3 (3), in place or into a new array. */
function undoPredictor(layout: TiffLayout, raw: Uint8Array, rows: number): Uint8Array {
  const { predictor, blockWidth: w, bytes, littleEndian } = layout;
  if (predictor === 2) {
    const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
    for (let r = 0; r < rows; r++) {
      let sum = 0;
      for (let c = 0; c < w; c++) {
        const at = (r * w + c) * bytes;
        if (bytes === 2) {
          sum = (sum + view.getUint16(at, littleEndian)) & 0xffff;
          view.setUint16(at, sum, littleEndian);
        } else {
          sum = (sum + view.getUint32(at, littleEndian)) >>> 0;
          view.setUint32(at, sum, littleEndian);
        }
      }
    }
    return raw;
  }
  if (predictor !== 3) return raw;
  const out = new Uint8Array(raw.length);
  const rowBytes = w * bytes;
  for (let r = 0; r < rows; r++) {
    const start = r * rowBytes;
    for (let i = 1; i < rowBytes; i++)
      raw[start + i] = ((raw[start + i] as number) + (raw[start + i - 1] as number)) & 0xff;
    // Planes of bytes, the most significant first.
    for (let c = 0; c < w; c++)
      for (let b = 0; b < bytes; b++)
        out[start + c * bytes + (littleEndian ? bytes - 1 - b : b)] = raw[
          start + b * w + c
        ] as number;
  }
  return out;
}

/** The heights of posts in an unpacked block, m; NaN for no data and for what is no height. */
function heightReader(layout: TiffLayout): (view: DataView, post: number) => number {
  const { bytes, littleEndian: le, sample, scale, offset } = layout;
  const noData =
    layout.noData !== undefined && sample === 'float' && bytes === 4
      ? Math.fround(layout.noData)
      : layout.noData;
  const raw: (view: DataView, at: number) => number =
    sample === 'float'
      ? bytes === 4
        ? (view, at) => view.getFloat32(at, le)
        : (view, at) => view.getFloat64(at, le)
      : sample === 'int'
        ? bytes === 2
          ? (view, at) => view.getInt16(at, le)
          : (view, at) => view.getInt32(at, le)
        : bytes === 2
          ? (view, at) => view.getUint16(at, le)
          : (view, at) => view.getUint32(at, le);
  return (view, post) => {
    const v = raw(view, post * bytes);
    const h = v * scale + offset;
    return v === noData || !isHeight(h) ? Number.NaN : h;
  };
}

/**
 * Reads windows of the band in metres, NaN where there is no height. Decoded blocks are kept up to a bound, so that
 * strips as wide as the raster are not unpacked again for every tile. Fails with terrain.damagedTiff.
 */
export function blockReader(layout: TiffLayout, handle: FileHandle) {
  const { blockWidth, blockHeight, width, height } = layout;
  const across = Math.ceil(width / blockWidth);
  const heightOf = heightReader(layout);
  const kept = new Map<number, DataView | undefined>();
  let held = 0;

  async function block(row: number, col: number): Promise<DataView | undefined> {
    const index = row * across + col;
    if (kept.has(index)) {
      const there = kept.get(index);
      kept.delete(index);
      kept.set(index, there);
      return there;
    }
    const count = layout.counts[index] as number;
    let made: DataView | undefined;
    // A block of no bytes was never written: no data, by the convention of sparse files.
    if (count > 0) {
      const rows = layout.tiled ? blockHeight : Math.min(blockHeight, height - row * blockHeight);
      const size = rows * blockWidth * layout.bytes;
      const packed = new Uint8Array(count);
      const { bytesRead } = await handle.read(packed, 0, count, layout.offsets[index] as number);
      if (bytesRead !== count)
        throw new ProblemError('terrain.truncatedTiff', { file: layout.file });
      let raw: Uint8Array;
      try {
        // Strips may be padded to their full height: room for that, and no more.
        raw = await unpack(layout, packed, blockHeight * blockWidth * layout.bytes);
      } catch (error) {
        throw damaged(layout.file, error);
      }
      if (raw.length < size) throw damaged(layout.file);
      const plain = undoPredictor(layout, raw.subarray(0, size), rows);
      made = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
    }
    kept.set(index, made);
    held += made?.byteLength ?? 0;
    for (const [oldest, block] of kept) {
      if (held <= MEMORY_BYTES || oldest === index) break;
      kept.delete(oldest);
      held -= block?.byteLength ?? 0;
    }
    return made;
  }

  return async function readWindow(
    row: number,
    col: number,
    rows: number,
    cols: number,
  ): Promise<Float32Array> {
    const out = new Float32Array(rows * cols).fill(Number.NaN);
    const r1 = Math.min(height, row + rows);
    const c1 = Math.min(width, col + cols);
    for (let br = Math.floor(Math.max(0, row) / blockHeight); br * blockHeight < r1; br++)
      for (let bc = Math.floor(Math.max(0, col) / blockWidth); bc * blockWidth < c1; bc++) {
        const view = await block(br, bc);
        if (!view) continue;
        const fromC = Math.max(col, bc * blockWidth, 0);
        const toC = Math.min(c1, (bc + 1) * blockWidth);
        const toR = Math.min(r1, (br + 1) * blockHeight);
        for (let r = Math.max(row, br * blockHeight, 0); r < toR; r++) {
          const from = (r - br * blockHeight) * blockWidth - bc * blockWidth;
          const to = (r - row) * cols - col;
          for (let c = fromC; c < toC; c++) out[to + c] = heightOf(view, from + c);
        }
      }
    return out;
  };
}
