import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fact } from '../../shared/events/fact.ts';
import { csvCell, writeFactsCsv } from './csv.ts';
import { exporters } from './exporters.ts';
import { loadFonts } from './fonts.ts';
import { closedCounterClockwise, writeGeoJson } from './geojson.ts';
import type { ExportModel } from './model.ts';
import { writePdf } from './pdf.ts';
import { writePng } from './png.ts';

const page = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 297"><rect width="420" height="297" fill="#fff"/>
<text x="20" y="40" font-family="Noto Sans SC" font-size="8" font-weight="700">巫山县红岩子滑坡涌浪</text>
<text x="20" y="60" font-family="Noto Sans SC" font-size="5">全景态势图 T+30</text></svg>`;

const fact = (part: Partial<Fact>): Fact =>
  ({
    seq: 1,
    at: 0,
    rx: 0,
    kind: 'mark.set',
    v: 1,
    source: 'host',
    body: { markId: 'm', text: 't' },
    ...part,
  }) as Fact;

const model: ExportModel = {
  title: '红岩子',
  asOf: 1_435_144_200_000,
  mode: 'review',
  pages: [page, page],
  features: [
    {
      id: 'i1',
      role: 'incident',
      geometry: { type: 'Point', coordinates: [109.89, 31.09] },
      source: 'seat:值班席',
      at: 1_435_142_400_000,
      rx: 1_435_142_460_000,
      seq: 3,
      confidence: 'medium',
    },
    {
      id: 'a1',
      role: 'forecast',
      geometry: {
        type: 'Polygon',
        ring: [
          [109, 31],
          [109, 32],
          [110, 32],
          [110, 31],
        ],
      },
      source: 'host',
      at: 0,
      rx: 0,
      seq: 9,
    },
  ],
  facts: [fact({})],
  meta: { version: 2 },
};

describe('measure', () => {
  it('knows the width of Chinese and Latin text', () => {
    const { measure } = loadFonts();
    expect(measure('红岩子滑坡', 10)).toBeCloseTo(50, 6);
    expect(measure('', 10)).toBe(0);
    expect(measure('iii', 10)).toBeLessThan(measure('WWW', 10));
    expect(measure('T+30', 10, true)).toBeGreaterThan(measure('T+30', 10));
    expect(Number.isFinite(measure('\u{10ffff}', 10))).toBe(true);
  });
});

describe('PDF', () => {
  it('has the same bytes for the same pages, other bytes for another instant', async () => {
    const a = await writePdf(model.pages, { title: 'x', at: model.asOf });
    expect((await writePdf(model.pages, { title: 'x', at: model.asOf })).equals(a)).toBe(true);
    expect((await writePdf(model.pages, { title: 'x', at: model.asOf + 1000 })).equals(a)).toBe(
      false,
    );
    expect(a.subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('gives its Chinese text back to another reader', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'pdf-'));
    const path = join(dir, 'a.pdf');
    writeFileSync(path, await writePdf([page], { title: 'x', at: 0 }));
    let text: string;
    try {
      text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      console.warn('pdftotext (poppler) is not installed: text of the PDF not read back');
      return;
    }
    expect(text).toContain('巫山县红岩子滑坡涌浪');
    expect(text).toContain('全景态势图 T+30');
  });
});

describe('PNG', () => {
  it('is as wide as asked, and drawn with our font: not blank', () => {
    const png = writePng(page, 840);
    expect(png.readUInt32BE(16)).toBe(840);
    expect(png.readUInt32BE(20)).toBe(594);
    const blank = writePng(page.replace(/<text.*<\/text>/g, ''), 840);
    expect(png.length).toBeGreaterThan(blank.length * 2);
    expect(writePng(page, 840).equals(png)).toBe(true);
  });
});

describe('GeoJSON', () => {
  it('follows RFC 7946 and carries the origin of every feature', () => {
    const got = JSON.parse(writeGeoJson(model).toString());
    expect(got.type).toBe('FeatureCollection');
    expect(got.crs).toBeUndefined();
    expect(got.sandtable.datum).toContain('CGCS2000');
    expect(got.features[0].properties).toMatchObject({
      role: 'incident',
      source: 'seat:值班席',
      seq: 3,
      confidence: 'medium',
      at: '2015-06-24T18:40:00+08:00',
      rx: '2015-06-24T18:41:00+08:00',
    });
    const ring = got.features[1].geometry.coordinates[0];
    expect(ring[0]).toEqual(ring.at(-1));
    expect(ring).toHaveLength(5);
  });

  it('turns clockwise rings and leaves the others', () => {
    const ccw: [number, number][] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ];
    expect(closedCounterClockwise(ccw)).toEqual(ccw);
    expect(closedCounterClockwise([...ccw].reverse())).toEqual(ccw);
    expect(closedCounterClockwise([])).toEqual([]);
  });
});

describe('CSV', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+86', "'+86"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['  =1', "'  =1"],
    ['=1,"x"', '"\'=1,""x"""'],
    ['平安', '平安'],
    ['a,b', '"a,b"'],
    ['a\nb', '"a\nb"'],
  ])('guards %j', (given, want) => expect(csvCell(given)).toBe(want));

  it('leaves numbers alone and says nothing for the unknown', () => {
    expect(csvCell(-2)).toBe('-2');
    expect(csvCell(undefined)).toBe('');
  });

  it('writes one row per fact and parses back', () => {
    const text = writeFactsCsv([
      fact({ source: '=cmd|calc' }),
      fact({ seq: 2, body: { markId: 'm', text: '引号"和,逗号\n换行' } as never }),
    ]).toString();
    expect(text.startsWith('\ufeffseq,at,rx,')).toBe(true);
    expect(text).toContain(",'=cmd|calc,");
    expect(text.endsWith('\r\n')).toBe(true);
  });
});

describe('registry', () => {
  it('runs each exporter into a sink and refuses wrong options', async () => {
    expect(new Set(exporters.map((e) => e.id)).size).toBe(exporters.length);
    const written = new Map<string, number>();
    const sink = {
      write: async (name: string, bytes: Uint8Array) => void written.set(name, bytes.length),
    };
    for (const e of exporters) await e.run(model, sink, e.id === 'png' ? { widthPx: 420 } : {});
    expect([...written.keys()].sort()).toEqual([
      'facts.csv',
      'panorama-2.png',
      'panorama.geojson',
      'panorama.pdf',
      'panorama.png',
    ]);
    for (const bytes of written.values()) expect(bytes).toBeGreaterThan(50);
    const png = exporters.find((e) => e.id === 'png');
    await expect(async () => png?.run(model, sink, { widthPx: 1e9 })).rejects.toThrow();
  });
});
