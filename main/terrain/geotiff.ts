import { type FileHandle, open } from 'node:fs/promises';
import { GeoTIFF, type ImageFileDirectory } from 'geotiff';
import { ProblemError } from '../../shared/kit/result.ts';
import type { HeightDatum } from '../../shared/model/common.ts';
import { type Crs, crsOf, datumOfVertical } from './crs.ts';
import { blockReader, type TiffLayout } from './tiffBlocks.ts';

/** A single-band elevation raster in a file, read window by window. */
export interface DemRaster {
  readonly width: number;
  readonly height: number;
  /** Centre of pixel (col, row): x = a·col + b·row + c, y = d·col + e·row + f, in units of the CRS. */
  readonly affine: readonly [number, number, number, number, number, number];
  readonly crs: Crs;
  /** As the file says; 'unknown' where it does not. */
  readonly datum: HeightDatum;
  readonly integer: boolean;
  /** Heights in metres, NaN where there is none; parts outside the raster are NaN. */
  read(row: number, col: number, rows: number, cols: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Bytes of a tag, of a directory; what is longer is no elevation model. */
const MAX_SLICE = 64 * 2 ** 20;
const MAX_BLOCKS = 4_000_000;
/** Posts of a strip or tile, unpacked at once. */
const MAX_BLOCK_POSTS = 16_777_216;
const STRIP_ROWS = 256;

/** What geotiff.js reads through: never beyond the end of the file, never an absurd amount. */
function boundedSource(handle: FileHandle, size: number) {
  async function one(offset: number, length: number): Promise<ArrayBuffer> {
    if (!(offset >= 0 && offset < size) || length > MAX_SLICE) throw new RangeError('tiff range');
    const bytes = new Uint8Array(length);
    await handle.read(bytes, 0, Math.min(length, size - offset), offset);
    return bytes.buffer;
  }
  return {
    fetch: (slices: readonly { offset: number; length: number }[]) =>
      Promise.all(slices.map((s) => one(s.offset, s.length))),
    fetchSlice: async (s: { offset: number; length: number }) => ({
      ...s,
      data: await one(s.offset, s.length),
    }),
    fileSize: size,
    close: async () => {},
  };
}

/** Offsets or byte counts, read here: the library takes arrays it defers for little-endian in every file. */
async function blockNumbers(
  directory: ImageFileDirectory,
  tag: number,
  handle: FileHandle,
  size: number,
  littleEndian: boolean,
): Promise<Float64Array | undefined> {
  const there = directory.actualizedFields.get(tag) as ArrayLike<number> | number | undefined;
  if (typeof there === 'number') return Float64Array.of(there);
  if (there !== undefined) return Float64Array.from(there, Number);
  const far = directory.deferredArrays.get(tag);
  if (!far) return undefined;
  const { length, itemSize, arrayOffset } = far;
  if (length > MAX_BLOCKS || arrayOffset + length * itemSize > size) return undefined;
  const view = new DataView(new ArrayBuffer(length * itemSize));
  await handle.read(view, { position: arrayOffset });
  const out = new Float64Array(length);
  for (let i = 0; i < length; i++)
    out[i] =
      itemSize === 2
        ? view.getUint16(i * 2, littleEndian)
        : itemSize === 4
          ? view.getUint32(i * 4, littleEndian)
          : Number(view.getBigUint64(i * 8, littleEndian));
  return out;
}

/** Keys of the GeoKeyDirectory that hold a short. */
function geoKeys(raw: ArrayLike<number> | undefined): Map<number, number> {
  const keys = new Map<number, number>();
  for (let i = 4; raw && i + 3 < raw.length; i += 4)
    if (raw[i + 1] === 0) keys.set(raw[i] as number, raw[i + 3] as number);
  return keys;
}

function crsFrom(keys: Map<number, number>, file: string): Crs {
  const model = keys.get(1024);
  const code = keys.get(3072) ?? (model === 1 ? undefined : keys.get(2048));
  if (code === undefined) throw new ProblemError('terrain.noCrs', { file });
  const crs = crsOf(code);
  const units = crs?.geographic ? keys.get(2054) : keys.get(3076);
  // 9102 degree, 9122 degree under another name, 9001 metre; anything else would change the numbers.
  const usual = units === undefined || units === 9001 || units === 9102 || units === 9122;
  if (!crs || !usual)
    throw new ProblemError('terrain.crsUnsupported', {
      file,
      crs: code === 32767 ? 'user-defined' : `EPSG:${code}`,
    });
  return crs;
}

function affineFrom(
  directory: ImageFileDirectory,
  isPoint: boolean,
): DemRaster['affine'] | undefined {
  const tag = (n: number) => directory.actualizedFields.get(n) as ArrayLike<number> | undefined;
  const matrix = tag(34264);
  const scale = tag(33550);
  const tie = tag(33922);
  let m: [number, number, number, number, number, number];
  if (matrix && matrix.length >= 8) {
    const at = (i: number) => matrix[i] as number;
    m = [at(0), at(1), at(3), at(4), at(5), at(7)];
  } else if (scale && tie && scale.length >= 2 && tie.length === 6) {
    const [sx, sy] = [scale[0] as number, scale[1] as number];
    m = [
      sx,
      0,
      (tie[3] as number) - (tie[0] as number) * sx,
      0,
      -sy,
      (tie[4] as number) + (tie[1] as number) * sy,
    ];
  } else return undefined;
  // Raster space counts corners where pixels are areas, centres where they are points (GeoTIFF 1.1 §B.2.1).
  const half = isPoint ? 0 : 0.5;
  const [a, b, c, d, e, f] = m;
  if (!m.every(Number.isFinite) || Math.abs(a * e - b * d) < 1e-18) return undefined;
  return [a, b, c + half * (a + b), d, e, f + half * (d + e)];
}

/** Scale and offset of GDAL's metadata; 1 and 0 where absent. */
async function scaling(directory: ImageFileDirectory, file: string): Promise<[number, number]> {
  if (!directory.hasTag('GDAL_METADATA')) return [1, 0];
  const text = String(await directory.loadValue('GDAL_METADATA'));
  if (text.length > 1_000_000) throw new ProblemError('terrain.damagedTiff', { file });
  const found = { scale: 1, offset: 0 };
  for (const [, attributes, value] of text.matchAll(
    /<Item ([^<>]{0,200})>([^<>]{0,100})<\/Item>/g,
  )) {
    const role = /role="(scale|offset)"/.exec(attributes ?? '')?.[1] as 'scale' | 'offset';
    if (role) found[role] = Number(value);
  }
  if (!Number.isFinite(found.offset) || !Number.isFinite(found.scale) || found.scale === 0)
    throw new ProblemError('terrain.damagedTiff', { file });
  return [found.scale, found.offset];
}

async function layoutOf(
  image: { fileDirectory: ImageFileDirectory; littleEndian: boolean },
  handle: FileHandle,
  size: number,
  file: string,
): Promise<TiffLayout> {
  const directory = image.fileDirectory;
  const number = (tag: number, otherwise: number): number => {
    const v = directory.actualizedFields.get(tag) as ArrayLike<number> | number | undefined;
    return Number((typeof v === 'object' ? v[0] : v) ?? otherwise);
  };
  const damaged = () => new ProblemError('terrain.damagedTiff', { file });
  const [width, height] = [number(256, 0), number(257, 0)];
  if (!(width >= 2 && height >= 2 && width < 2 ** 24 && height < 2 ** 24)) throw damaged();
  const bands = number(277, 1);
  if (bands !== 1) throw new ProblemError('terrain.severalBands', { file, bands });
  const bits = number(258, 1);
  const sample = ([undefined, 'uint', 'int', 'float'] as const)[number(339, 1)];
  const readable = sample === 'float' ? bits === 32 || bits === 64 : bits === 16 || bits === 32;
  if (!sample || !readable || number(262, 1) > 1)
    throw new ProblemError('terrain.sampleType', { file, type: `${sample ?? '?'}${bits}` });
  const compression = number(259, 1);
  if (![1, 5, 8, 32946].includes(compression))
    throw new ProblemError('terrain.compression', { file, compression });
  const predictor = number(317, 1);
  if (![1, 2, 3].includes(predictor) || (predictor === 2 && bits === 64)) throw damaged();
  if (predictor === 3 && sample !== 'float') throw damaged();

  const tiled = directory.hasTag(324);
  const blockWidth = tiled ? number(322, 0) : width;
  let blockHeight = tiled ? number(323, 0) : Math.min(height, number(278, height));
  if (!(blockWidth > 0 && blockHeight > 0)) throw damaged();
  const order = image.littleEndian;
  let offsets = await blockNumbers(directory, tiled ? 324 : 273, handle, size, order);
  let counts = await blockNumbers(directory, tiled ? 325 : 279, handle, size, order);
  const blocks = Math.ceil(width / blockWidth) * Math.ceil(height / blockHeight);
  if (!offsets || !counts || offsets.length < blocks || counts.length < blocks) throw damaged();
  for (let i = 0; i < blocks; i++)
    if ((offsets[i] as number) + (counts[i] as number) > size)
      throw new ProblemError('terrain.truncatedTiff', { file });
  const bytes = bits / 8;
  if (compression === 1) {
    for (let i = 0; i < blocks; i++) {
      const rows = tiled ? blockHeight : Math.min(blockHeight, height - i * blockHeight);
      if ((counts[i] as number) > 0 && (counts[i] as number) < rows * blockWidth * bytes)
        throw new ProblemError('terrain.truncatedTiff', { file });
    }
    // One strip for the whole raster is read in parts.
    if (!tiled && blocks === 1 && blockHeight > STRIP_ROWS && (counts[0] as number) > 0) {
      const start = offsets[0] as number;
      const rowBytes = width * bytes;
      const parts = Math.ceil(height / STRIP_ROWS);
      offsets = Float64Array.from({ length: parts }, (_, i) => start + i * STRIP_ROWS * rowBytes);
      counts = Float64Array.from(
        { length: parts },
        (_, i) => Math.min(STRIP_ROWS, height - i * STRIP_ROWS) * rowBytes,
      );
      blockHeight = STRIP_ROWS;
    }
  }
  const posts = blockWidth * blockHeight;
  if (posts > MAX_BLOCK_POSTS) throw new ProblemError('terrain.blockTooLarge', { file });
  // Packed to more than it holds: no packing.
  for (const count of counts) if (count > posts * bytes * 1.5 + 65_536) throw damaged();
  const noDataText = directory.actualizedFields.get(42113);
  const noData = noDataText === undefined ? Number.NaN : Number.parseFloat(String(noDataText));
  const [scale, offset] = await scaling(directory, file);
  return {
    file,
    width,
    height,
    blockWidth,
    blockHeight,
    tiled,
    offsets,
    counts,
    compression,
    predictor,
    littleEndian: order,
    sample,
    bytes,
    noData: Number.isNaN(noData) ? undefined : noData,
    scale,
    offset,
  };
}

/**
 * Opens a GeoTIFF/BigTIFF elevation model: one band of int16, uint16, int32, uint32, float32 or float64; strips or
 * tiles; plain, LZW or Deflate. Fails with terrain.* codes; nothing of the raster itself is read yet.
 */
export async function openGeoTiff(path: string): Promise<DemRaster> {
  const file = path.split(/[\\/]/).pop() ?? path;
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    const magic = new Uint8Array(4);
    await handle.read(magic, 0, 4, 0);
    const mark = Buffer.from(magic).toString('latin1');
    if (!['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(mark))
      throw new ProblemError('terrain.notTiff', { file });
    const source = boundedSource(handle, size) as unknown as Parameters<
      typeof GeoTIFF.fromSource
    >[0];
    const image = await GeoTIFF.fromSource(source)
      .then((tiff) => tiff.getImage(0))
      .catch((error: unknown) => {
        throw new ProblemError('terrain.damagedTiff', { file }, error);
      });
    const directory = image.fileDirectory;
    const layout = await layoutOf(image, handle, size, file);
    const keys = geoKeys(directory.actualizedFields.get(34735) as ArrayLike<number> | undefined);
    const crs = crsFrom(keys, file);
    const vertical = keys.get(4099);
    if (vertical !== undefined && vertical !== 9001)
      throw new ProblemError('terrain.verticalUnit', { file, unit: `EPSG:${vertical}` });
    const affine = affineFrom(directory, keys.get(1025) === 2);
    if (!affine) throw new ProblemError('terrain.noPlace', { file });
    return {
      width: layout.width,
      height: layout.height,
      affine,
      crs,
      datum: datumOfVertical(keys.get(4096)),
      integer: layout.sample !== 'float' && layout.scale === 1 && Number.isInteger(layout.offset),
      read: blockReader(layout, handle),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error instanceof ProblemError
      ? error
      : new ProblemError('terrain.damagedTiff', { file }, error);
  }
}
