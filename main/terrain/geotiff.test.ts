import { existsSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type Crs, crsOf } from './crs.ts';
import { openGeoTiff } from './geotiff.ts';
import { unpackLzw } from './lzw.ts';
import { openTerrain } from './terrain.ts';

const assetsDir = fileURLToPath(new URL('../../assets', import.meta.url));
const temp = () => mkdtempSync(join(tmpdir(), 'sandtable-tiff-'));

type Value = number | string | readonly number[];
interface Tiff {
  width: number;
  height: number;
  value(row: number, col: number): number;
  kind?: 'int16' | 'uint16' | 'int32' | 'float32' | 'float64';
  big?: boolean;
  tile?: number;
  rowsPerStrip?: number;
  compression?: 1 | 5 | 8;
  predictor?: 1 | 2 | 3;
  keys?: Record<number, number>;
  scale?: readonly [number, number];
  tie?: readonly number[];
  tags?: Record<number, Value | undefined>;
}

/** TIFF 6.0 §13, plainly. */
function packLzw(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  let bits = 0;
  let have = 0;
  let width = 9;
  const put = (code: number) => {
    bits = (bits << width) | code;
    for (have += width; have >= 8; have -= 8) out.push((bits >> (have - 8)) & 0xff);
    bits &= (1 << have) - 1;
  };
  let table = new Map<string, number>();
  let next = 258;
  const reset = () => {
    put(256);
    table = new Map();
    next = 258;
    width = 9;
  };
  const codeOf = (s: string) => (s.length === 1 ? s.charCodeAt(0) : (table.get(s) as number));
  reset();
  let run = '';
  for (const b of bytes) {
    const ch = String.fromCharCode(b);
    if (run === '' || table.has(run + ch)) {
      run += ch;
      continue;
    }
    put(codeOf(run));
    table.set(run + ch, next++);
    run = ch;
    if (next === 4094) reset();
    else width = next > 2047 ? 12 : next > 1023 ? 11 : next > 511 ? 10 : 9;
  }
  if (run !== '') {
    put(codeOf(run));
    next += 1;
    width = next > 2047 ? 12 : next > 1023 ? 11 : next > 511 ? 10 : 9;
  }
  put(257);
  if (have > 0) out.push((bits << (8 - have)) & 0xff);
  return Uint8Array.from(out);
}

const sizes = { int16: 2, uint16: 2, int32: 4, float32: 4, float64: 8 } as const;

/** A classic TIFF by hand: strips or tiles, both byte orders, predictors, GeoTIFF keys. */
function tiff(o: Tiff): Buffer {
  const kind = o.kind ?? 'int16';
  const size = sizes[kind];
  const le = !o.big;
  const bw = o.tile ?? o.width;
  const bh = o.tile ?? o.rowsPerStrip ?? o.height;
  const blocks: Uint8Array[] = [];
  for (let r0 = 0; r0 < o.height; r0 += bh)
    for (let c0 = 0; c0 < o.width; c0 += bw) {
      const rows = o.tile ? bh : Math.min(bh, o.height - r0);
      const raw = new Uint8Array(rows * bw * size);
      const view = new DataView(raw.buffer);
      for (let r = 0; r < rows; r++)
        for (let c = 0; c < bw; c++) {
          const inside = r0 + r < o.height && c0 + c < o.width;
          const v = inside ? o.value(r0 + r, c0 + c) : 0;
          const at = (r * bw + c) * size;
          if (kind === 'int16') view.setInt16(at, v, le);
          else if (kind === 'uint16') view.setUint16(at, v, le);
          else if (kind === 'int32') view.setInt32(at, v, le);
          else if (kind === 'float32') view.setFloat32(at, v, le);
          else view.setFloat64(at, v, le);
        }
      const coded = new Uint8Array(raw);
      for (let r = 0; r < rows; r++) {
        const row = r * bw * size;
        if (o.predictor === 2) {
          const out = new DataView(coded.buffer);
          for (let c = bw - 1; c > 0; c--) {
            const at = row + c * size;
            if (size === 2)
              out.setUint16(at, view.getUint16(at, le) - view.getUint16(at - 2, le), le);
            else out.setUint32(at, view.getUint32(at, le) - view.getUint32(at - 4, le), le);
          }
        } else if (o.predictor === 3) {
          const planes = new Uint8Array(bw * size);
          for (let c = 0; c < bw; c++)
            for (let b = 0; b < size; b++)
              planes[b * bw + c] = raw[row + c * size + (le ? size - 1 - b : b)] as number;
          for (let i = bw * size - 1; i > 0; i--)
            planes[i] = (planes[i] as number) - (planes[i - 1] as number);
          coded.set(planes, row);
        }
      }
      blocks.push(
        o.compression === 8 ? deflateSync(coded) : o.compression === 5 ? packLzw(coded) : coded,
      );
    }
  const keys = o.keys ?? { 1024: 2, 1025: 1, 2048: 4326 };
  const directory = [1, 1, 0, Object.keys(keys).length];
  for (const [k, v] of Object.entries(keys)) directory.push(Number(k), 0, 1, v);
  const total = blocks.reduce((n, b) => n + b.length, 0);
  let at = 8;
  const offsets = blocks.map((b) => {
    const here = at;
    at += b.length;
    return here;
  });
  const counts = blocks.map((b) => b.length);
  const format = { int16: 2, uint16: 1, int32: 2, float32: 3, float64: 3 }[kind];
  const shorts = new Set([258, 259, 262, 277, 284, 317, 339, 34735]);
  const doubles = new Set([33550, 33922, 34264]);
  const tags: Record<number, Value | undefined> = {
    256: o.width,
    257: o.height,
    258: size * 8,
    259: o.compression ?? 1,
    262: 1,
    277: 1,
    284: 1,
    ...(o.predictor ? { 317: o.predictor } : {}),
    ...(o.tile
      ? { 322: o.tile, 323: o.tile, 324: offsets, 325: counts }
      : { 273: offsets, 278: bh, 279: counts }),
    339: format,
    33550: [...(o.scale ?? [0.01, 0.01]), 0],
    33922: o.tie ?? [0, 0, 0, 109, 31.5, 0],
    34735: directory,
    ...o.tags,
  };
  const entries = Object.entries(tags)
    .filter((e): e is [string, Value] => e[1] !== undefined)
    .map(([t, v]) => [Number(t), v] as const)
    .sort((a, b) => a[0] - b[0]);
  const encoded = entries.map(([t, v]) => {
    const list = typeof v === 'string' ? [...Buffer.from(`${v}\0`)] : [v].flat();
    const type = typeof v === 'string' ? 2 : shorts.has(t) ? 3 : doubles.has(t) ? 12 : 4;
    const each = { 2: 1, 3: 2, 4: 4, 12: 8 }[type] as number;
    const bytes = new Uint8Array(list.length * each);
    const view = new DataView(bytes.buffer);
    for (const [i, n] of list.entries()) {
      if (type === 2) bytes[i] = n;
      else if (type === 3) view.setUint16(i * 2, n, le);
      else if (type === 4) view.setUint32(i * 4, n, le);
      else view.setFloat64(i * 8, n, le);
    }
    return { t, type, count: list.length, bytes };
  });
  const ifd = 8 + total + (total % 2);
  let far = ifd + 2 + encoded.length * 12 + 4;
  const extra = encoded.reduce((n, e) => n + (e.bytes.length > 4 ? e.bytes.length + 8 : 0), 0);
  const file = new Uint8Array(far + extra);
  const view = new DataView(file.buffer);
  file.set(le ? [0x49, 0x49, 42, 0] : [0x4d, 0x4d, 0, 42]);
  view.setUint32(4, ifd, le);
  for (const [i, b] of blocks.entries()) file.set(b, offsets[i]);
  view.setUint16(ifd, encoded.length, le);
  for (const [i, e] of encoded.entries()) {
    const p = ifd + 2 + i * 12;
    view.setUint16(p, e.t, le);
    view.setUint16(p + 2, e.type, le);
    view.setUint32(p + 4, e.count, le);
    if (e.bytes.length <= 4) file.set(e.bytes, p + 8);
    else {
      view.setUint32(p + 8, far, le);
      file.set(e.bytes, far);
      far += e.bytes.length + (e.bytes.length % 2);
    }
  }
  return Buffer.from(file.subarray(0, far));
}

const save = (bytes: Uint8Array, name = 'dem.tif') => {
  const path = join(temp(), name);
  writeFileSync(path, bytes);
  return path;
};

/** 0.01° pixels from 109 E 31.5 N: 2 m up a column, 1 m down a row. */
const plane = (row: number, col: number) => 1000 - row + 2 * col;
const base: Tiff = { width: 70, height: 50, value: plane };

async function importOf(bytes: Uint8Array, name?: string) {
  const terrain = await openTerrain({ dir: temp(), assetsDir });
  const reports = await terrain.importFiles([save(bytes, name)], { now: 1 });
  return { terrain, report: reports[0] };
}

/** Height at a fractional pixel centre of the plane. */
async function at(bytes: Uint8Array, row: number, col: number, half = 0.5) {
  const { terrain, report } = await importOf(bytes);
  expect(report?.problem).toBeUndefined();
  const point = [109 + (col + half) * 0.01, 31.5 - (row + half) * 0.01] as const;
  return (await terrain.sample([point]))[0];
}

describe('GeoTIFF elevation', () => {
  it('stands at the middle of its pixels, before the schematic relief, with the datum the file names', async () => {
    const bytes = tiff(base);
    const dir = temp();
    const file = save(bytes, '巫山 dem.tif');
    const terrain = await openTerrain({ dir, assetsDir });
    const [report] = await terrain.importFiles([file], { now: 7 });
    expect(report?.sourceId).toMatch(/^巫山_dem-[0-9a-f]{8}$/);
    const centre: [number, number] = [109.305, 31.295];
    expect((await terrain.sample([centre]))[0]).toMatchObject({
      datum: 'unknown',
      source: report?.sourceId,
    });
    expect((await terrain.sample([centre]))[0]?.heightM).toBeCloseTo(plane(20, 30), 2);
    expect((await terrain.sample([[109.31, 31.29]]))[0]?.heightM).toBeCloseTo(
      plane(20, 30) + 0.5,
      2,
    );
    expect((await terrain.sample([[109.001, 31.3]]))[0]?.source).toContain('示意');
    expect((await terrain.importFiles([file], { now: 8 }))[0]).toMatchObject({ known: true });
    // The same file with a datum told is taken in anew.
    expect(
      (await terrain.importFiles([file], { now: 9, datum: 'huanghai85' }))[0]?.known,
    ).toBeUndefined();
    await terrain.close();
    const again = await openTerrain({ dir, assetsDir });
    expect((await again.sample([centre]))[0]?.datum).toBe('huanghai85');
    expect(again.datum(centre)).toBe('huanghai85');
    await again.removeSource(report?.sourceId as string);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('reads every sample type, order, packing and predictor the same', async () => {
    const ways: [string, Partial<Tiff>, number][] = [
      ['int16 strips', { rowsPerStrip: 7 }, 0],
      ['int16 one strip', { height: 600 }, 0],
      ['int16 big-endian strips', { rowsPerStrip: 1, height: 400, big: true }, 0],
      ['uint16 tiles', { kind: 'uint16', tile: 16 }, 0],
      ['int32 tiles deflate 2', { kind: 'int32', tile: 32, compression: 8, predictor: 2 }, 0],
      ['int16 LZW 2', { compression: 5, predictor: 2, rowsPerStrip: 9 }, 0],
      ['int16 LZW large', { compression: 5, height: 400 }, 0],
      ['int16 LZW 2 big', { compression: 5, predictor: 2, tile: 48, big: true }, 0],
      ['float32 deflate 3', { kind: 'float32', tile: 16, compression: 8, predictor: 3 }, 0.25],
      ['float32 3 big', { kind: 'float32', compression: 8, predictor: 3, big: true }, 0.25],
      ['float64', { kind: 'float64' }, 0.25],
    ];
    for (const [name, way, part] of ways) {
      const bytes = tiff({ ...base, ...way, value: (r, c) => plane(r, c) + part });
      const got = await at(bytes, 41, 17);
      expect(got?.heightM, name).toBeCloseTo(plane(41, 17) + part, 2);
    }
  });

  it('counts from pixel centres where pixels are points, and applies scale and offset', async () => {
    const point = tiff({ ...base, keys: { 1024: 2, 1025: 2, 2048: 4490 } });
    expect((await at(point, 10, 20, 0))?.heightM).toBeCloseTo(plane(10, 20), 2);
    const scaled = tiff({
      ...base,
      kind: 'uint16',
      value: (r, c) => (plane(r, c) + 500) * 10,
      tags: {
        42112:
          '<GDALMetadata><Item name="SCALE" sample="0" role="scale">0.1</Item><Item name="OFFSET" sample="0" role="offset">-500</Item></GDALMetadata>',
      },
    });
    expect((await at(scaled, 10, 20))?.heightM).toBeCloseTo(plane(10, 20), 2);
    const named = tiff({ ...base, keys: { 1024: 2, 1025: 1, 2048: 4326, 4096: 5773 } });
    expect((await at(named, 10, 20))?.datum).toBe('egm96');
    const turned = tiff({
      ...base,
      tags: {
        33550: undefined,
        33922: undefined,
        34264: [0, 0.01, 0, 109, -0.01, 0, 0, 31.5, 0, 0, 0, 0, 0, 0, 0, 1],
      },
    });
    // Rows run east, columns south.
    expect((await at(turned, 20, 10))?.heightM).toBeCloseTo(plane(10, 20), 1);
  });

  it('leaves holes to the coarser source and those to the schematic; the finer comes first', async () => {
    const hole = (r: number, c: number) => r > 10 && r < 20 && c > 10 && c < 20;
    const fine = tiff({
      ...base,
      kind: 'float32',
      value: (r, c) => (hole(r, c) ? -9999 : c > 40 ? Number.NaN : plane(r, c)),
      tags: { 42113: '-9999' },
    });
    const coarse = tiff({
      ...base,
      width: 10,
      height: 10,
      scale: [0.05, 0.05],
      value: () => 77,
    });
    const terrain = await openTerrain({ dir: temp(), assetsDir });
    const files = [save(fine, 'fine.tif'), save(coarse, 'coarse.tif')];
    const reports = await terrain.importFiles(files, { now: 1 });
    const place = (r: number, c: number) => [109.005 + c * 0.01, 31.495 - r * 0.01] as const;
    const points = [place(5, 30), place(15, 15), place(30, 45), place(30, 60)];
    const got = await terrain.sample(points);
    expect(got.map((s) => s.source)).toEqual([
      reports[0]?.sourceId,
      reports[1]?.sourceId,
      reports[1]?.sourceId,
      expect.stringContaining('示意'),
    ]);
    expect(got[1]?.heightM).toBe(77);
    const grid = await terrain.heights([109.1, 31.1, 109.4, 31.45], 40, 40);
    const [first] = await terrain.sample([[grid.west + 5 * grid.stepLon, grid.north]]);
    // A sample is given in whole centimetres.
    expect(Math.abs((grid.data[5] as number) - (first?.heightM as number))).toBeLessThan(0.0051);
  });

  it('resamples projected rasters onto longitude and latitude', async () => {
    // Meridian arc of GRS 80 to 30° N: 3 320 113.398 m.
    expect(crsOf(4545)?.forward(108, 30)[0]).toBeCloseTo(500_000, 2);
    expect(crsOf(4545)?.forward(108, 30)[1]).toBeCloseTo(3_320_113.398, 2);
    expect(crsOf(4524)?.forward(108, 30)[0]).toBeCloseTo(36_500_000, 2);
    expect(crsOf(32648)?.forward(105, 30)[1]).toBeCloseTo(3_320_113.398 * 0.9996, 2);
    expect(crsOf(4508)?.forward(111, 30)[0]).toBeCloseTo(500_000, 2);
    expect(crsOf(4497)?.forward(111, 30)[0]).toBeCloseTo(19_500_000, 2);
    expect(crsOf(3857)?.forward(108, 0)[0]).toBeCloseTo((108 / 180) * Math.PI * 6_378_137, 2);
    expect(crsOf(4610)).toBeUndefined();

    const truth = (lon: number, lat: number) => 1000 + 2000 * (lon - 109) - 1500 * (lat - 31);
    for (const [epsg, big] of [
      [32649, false],
      [4545, true],
      [4525, false],
      [3857, false],
    ] as const) {
      const crs = crsOf(epsg) as Crs;
      const [x0, y0] = crs.forward(109.2, 31.2);
      const bytes = tiff({
        width: 300,
        height: 200,
        kind: 'float32',
        tile: 64,
        compression: 8,
        big,
        keys: { 1024: 1, 1025: 1, 3072: epsg, 3076: 9001 },
        scale: [90, 90],
        tie: [0, 0, 0, x0, y0, 0],
        value: (r, c) => {
          const [lon, lat] = crs.inverse(x0 + (c + 0.5) * 90, y0 - (r + 0.5) * 90);
          return truth(lon, lat);
        },
      });
      const { terrain, report } = await importOf(bytes);
      expect(report?.problem, `${epsg}`).toBeUndefined();
      for (const [c, r] of [
        [30, 20],
        [150.3, 100.7],
        [270, 180],
      ] as const) {
        const [lon, lat] = crs.inverse(x0 + c * 90, y0 - r * 90);
        const [got] = await terrain.sample([[lon, lat]]);
        expect(got?.source, `${epsg}`).toBe(report?.sourceId);
        expect(Math.abs((got?.heightM as number) - truth(lon, lat)), `${epsg}`).toBeLessThan(0.05);
      }
      const [info] = await terrain.sources();
      const metres = (info?.resolutionDeg as number) * 110_900;
      expect(metres).toBeGreaterThan(70);
      expect(metres).toBeLessThan(92);
    }
  });

  it('refuses what cannot be read rightly, says why, keeps nothing and goes on', async () => {
    const good = tiff({ ...base, tile: 16, compression: 8 });
    const plain = tiff({ ...base, rowsPerStrip: 5 });
    const bomb = tiff({ ...base, tile: 16, compression: 8 });
    // One tile's stream unpacks to 4 MB instead of 512 bytes.
    const stream = deflateSync(Buffer.alloc(4_000_000));
    const bombed = Buffer.concat([bomb, stream]);
    const patched = tiff({
      ...base,
      width: 16,
      height: 16,
      tile: 16,
      compression: 8,
      tags: { 324: bomb.length, 325: stream.length },
    });
    const bombFile = Buffer.alloc(bomb.length + stream.length);
    patched.copy(bombFile);
    stream.copy(bombFile, bomb.length);
    expect(bombed.length).toBe(bombFile.length);
    const flipped = Buffer.from(good);
    flipped.fill(0x5a, 8, 400);
    const cases: [string, Uint8Array][] = [
      ['terrain.notTiff', Buffer.from('lon,lat,height\n109,31,500\n')],
      ['terrain.notTiff', new Uint8Array(0)],
      ['terrain.damagedTiff', Buffer.from('II*\0\x08\0\0\0')],
      ['terrain.damagedTiff', plain.subarray(0, plain.length - 300)],
      ['terrain.damagedTiff', plain.subarray(0, 3000)],
      ['terrain.truncatedTiff', tiff({ ...base, tags: { 257: 50, 279: 6_999_000 } })],
      [
        'terrain.truncatedTiff',
        tiff({ ...base, tags: { 256: 4_000_000, 257: 1_000_000, 278: 1_000_000 } }),
      ],
      ['terrain.damagedTiff', tiff({ ...base, tags: { 256: 4_294_967_295, 257: 4_294_967_295 } })],
      ['terrain.damagedTiff', tiff({ ...base, tile: 16, tags: { 256: 900_000, 257: 900_000 } })],
      [
        'terrain.blockTooLarge',
        tiff({ ...base, tile: 16, tags: { 322: 65_536, 323: 65_536, 259: 8 } }),
      ],
      ['terrain.damagedTiff', flipped],
      ['terrain.damagedTiff', bombFile],
      ['terrain.noData', tiff({ ...base, value: () => -32768, tags: { 42113: '-32768' } })],
      ['terrain.noData', tiff({ ...base, kind: 'float32', value: () => Number.NaN })],
      ['terrain.outsideArea', tiff({ ...base, tie: [0, 0, 0, 10, 50, 0] })],
      [
        'terrain.outsideArea',
        tiff({
          ...base,
          keys: { 1024: 1, 3072: 32633 },
          scale: [90, 90],
          tie: [0, 0, 0, 5e5, 5e6, 0],
        }),
      ],
      ['terrain.severalBands', tiff({ ...base, tags: { 277: 3 } })],
      ['terrain.sampleType', tiff({ ...base, tags: { 258: 8 } })],
      ['terrain.compression', tiff({ ...base, tags: { 259: 7 } })],
      ['terrain.noCrs', tiff({ ...base, tags: { 34735: undefined } })],
      ['terrain.noCrs', tiff({ ...base, keys: { 1024: 1, 2048: 4326 } })],
      ['terrain.crsUnsupported', tiff({ ...base, keys: { 1024: 2, 2048: 4214 } })],
      ['terrain.crsUnsupported', tiff({ ...base, keys: { 1024: 1, 3072: 32767 } })],
      ['terrain.verticalUnit', tiff({ ...base, keys: { 1024: 2, 2048: 4326, 4099: 9002 } })],
      ['terrain.noPlace', tiff({ ...base, tags: { 33550: undefined } })],
      ['terrain.noPlace', tiff({ ...base, scale: [0, 0] })],
    ];
    const dir = temp();
    const terrain = await openTerrain({ dir, assetsDir });
    const files = cases.map(([, bytes], i) => save(bytes, `case${i}.tif`));
    const reports = await terrain.importFiles([...files, save(good, 'good.TIFF')], { now: 1 });
    expect(reports.slice(0, -1).map((r, i) => `${i} ${r.problem?.code}`)).toEqual(
      cases.map(([code], i) => `${i} ${code}`),
    );
    expect(reports.at(-1)?.problem).toBeUndefined();
    expect(readdirSync(dir)).toHaveLength(2);
    const { terrain: words } = await import('../../shared/text/zh/terrain.ts');
    for (const [code] of cases) expect(words).toHaveProperty(code.slice('terrain.'.length));
  });

  it('survives any cut and any flipped byte: a report, no crash, no hang', async () => {
    const file = tiff({ ...base, tile: 16, compression: 5, predictor: 2 });
    const terrain = await openTerrain({ dir: temp(), assetsDir });
    const files: string[] = [];
    for (let i = 0; i < 60; i++) {
      const bytes = Buffer.from(file);
      const where = (i * 7919 + 13) % bytes.length;
      if (i % 3 === 0) files.push(save(bytes.subarray(0, where), `cut${i}.tif`));
      else {
        bytes[where] = (bytes[where] as number) ^ (1 << (i % 8));
        files.push(save(bytes, `flip${i}.tif`));
      }
    }
    const reports = await terrain.importFiles(files, { now: 1 });
    expect(reports).toHaveLength(60);
    for (const r of reports) expect(r.problem?.code ?? 'terrain.').toMatch(/^terrain\./);
    expect(reports.filter((r) => r.problem).length).toBeGreaterThan(19);
  });

  it('reports progress and, cancelled, leaves nothing of the file at hand', async () => {
    const dir = temp();
    const terrain = await openTerrain({ dir, assetsDir });
    const wide = tiff({
      width: 2600,
      height: 2200,
      kind: 'float32',
      value: (r, c) => (r + c) / 6,
      scale: [0.0005, 0.0005],
    });
    const file = save(wide, 'wide.tif');
    const abort = new AbortController();
    const seen: number[] = [];
    await terrain.importFiles([file], {
      now: 1,
      signal: abort.signal,
      onProgress: (p) => {
        seen.push(p.fraction);
        if (p.fraction > 0.4) abort.abort();
      },
    });
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBeLessThan(0.7);
    expect(readdirSync(dir)).toEqual([]);
    expect(await terrain.sources()).toHaveLength(1);

    // Complete: across the tiles' shared edges, and from the overview where the lattice is coarse.
    await terrain.importFiles([file], { now: 2 });
    const point = [109.00025 + 1024.5 * 0.0005, 31.49975 - 700 * 0.0005] as const;
    const [edge] = await terrain.sample([point]);
    expect(edge?.heightM).toBeCloseTo((700 + 1024.5) / 6, 1);
    const fine = await terrain.heights([109.4, 30.8, 109.6, 31.0], 50, 50);
    const [same] = await terrain.sample([[109.4, 31.0]]);
    expect(fine.data[0]).toBeCloseTo(same?.heightM as number, 1);
    const coarse = await terrain.heights([109.1, 30.5, 110.2, 31.4], 12, 12);
    expect(Math.min(...coarse.data)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...coarse.data)).toBeLessThan(900);
  });

  it('unpacks LZW up to a bound, and not beyond', () => {
    const bytes = Uint8Array.from({ length: 200_000 }, (_, i) => ((i * i) % 251) & (i >> 9));
    const packed = packLzw(bytes);
    expect(Buffer.from(unpackLzw(packed, bytes.length)).equals(Buffer.from(bytes))).toBe(true);
    expect(unpackLzw(packed, 1000)).toHaveLength(1000);
    expect(unpackLzw(packed.subarray(0, 50), 1000).length).toBeLessThan(1000);
    expect(() => unpackLzw(Uint8Array.of(0x80, 0x7f, 0xff, 0xff), 100)).toThrow(RangeError);
  });

  const real = fileURLToPath(
    new URL('../../../shared/data/dem/wushan-fengjie_0p005deg.tif', import.meta.url),
  );
  it('agrees with a DEM made elsewhere, and says how far the schematic relief is from it', async () => {
    if (!existsSync(real)) {
      console.log('skipped: the elevation data for tests are not here');
      return;
    }
    const raster = await openGeoTiff(real);
    const { width, height, affine } = raster;
    const posts = await raster.read(0, 0, height, width);
    await raster.close();
    expect([width, height]).toEqual([320, 240]);
    const terrain = await openTerrain({ dir: temp(), assetsDir });
    const points: [number, number][] = [];
    for (let r = 2; r < height; r += 3)
      for (let c = 2; c < width; c += 3)
        points.push([affine[2] + c * affine[0], affine[5] + r * affine[4]]);
    const rough = await terrain.sample(points);
    await terrain.importFiles([real], { now: 1 });
    const [peak] = await terrain.sample([[109.935, 31.48]]);
    expect(peak?.heightM).toBeCloseTo(2677, 0);
    const errors = points.map(([lon, lat], i) => {
      const c = Math.round((lon - affine[2]) / affine[0]);
      const r = Math.round((lat - affine[5]) / affine[4]);
      return (rough[i]?.heightM as number) - (posts[r * width + c] as number);
    });
    const sorted = errors.map(Math.abs).sort((a, b) => a - b);
    const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
    const rms = Math.sqrt(errors.reduce((a, b) => a + b * b, 0) / errors.length);
    const at90 = sorted[Math.floor(sorted.length * 0.9)] as number;
    console.log(
      `schematic − DEM, ${errors.length} posts: mean ${mean.toFixed(0)} m, rms ${rms.toFixed(0)} m, median |e| ${sorted[sorted.length >> 1]?.toFixed(0)} m, 90 % ${at90.toFixed(0)} m`,
    );
    expect(rms).toBeGreaterThan(20);
    expect(rms).toBeLessThan(600);
  });
});
