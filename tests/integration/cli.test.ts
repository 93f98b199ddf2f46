import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { madeUpPack } from './packs.ts';
import { program } from './program.ts';

interface Report {
  readonly incidentId: string;
  readonly stages: readonly {
    readonly id: string;
    readonly deadlineMin: number;
    readonly computeMs: number;
    readonly completeness: number;
    readonly missing: readonly { readonly text: string }[];
    readonly state: string;
  }[];
  readonly products: readonly { kind: string; path: string; sha256: string }[];
  readonly totalComputeMs: number;
}
interface State {
  readonly hash: string;
  readonly facts: number;
  readonly at: string;
  readonly situation: Record<string, Record<string, unknown>>;
}
interface Told {
  readonly ok: false;
  readonly problem: { readonly code: string; readonly message: string };
}

// Each step starts a program; a machine with much else to do takes its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

let dir: string;
let data: string;
let first: Report;
const outDir = () => mkdtempSync(join(dir, 'out-'));
const scenario = 'wushan-2015';

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'sandtable-cli-'));
  data = join(dir, 'data');
  const words = ['panorama', '--scenario', scenario, '--out', outDir(), '--data', data, '--json'];
  first = (await program(words)).json<Report>();
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const commands = [
  'serve',
  'panorama',
  'terrain',
  'predict',
  'feed',
  'replay',
  'verify',
  'export',
  'bench',
];

describe('help', () => {
  it('is there for every command in both languages, with every option', async () => {
    for (const lang of ['zh', 'en'])
      for (const words of [['--help'], ...commands.map((c) => [c, '--help'])]) {
        const { code, out, err } = await program([...words, '--lang', lang]);
        expect(code, words.join(' ')).toBe(0);
        expect(err).toBe('');
        // Nobody's words in the other language; names of places and formats are not words.
        expect(/[\u4e00-\u9fff]{3}/.test(out), `${words.join(' ')} ${lang}`).toBe(lang === 'zh');
        if (words.length > 1)
          for (const o of ['--data', '--json', '--lang', '--help']) expect(out).toContain(o);
        else for (const c of commands) expect(out).toContain(c);
      }
  });
});

describe('wrong usage', () => {
  it('is told on stderr with the options, and ends with 2', async () => {
    for (const words of [
      [],
      ['dance'],
      ['serve', '--port', '99999'],
      ['serve', '--rate', '0'],
      ['serve', '--no-such-option'],
      ['panorama'],
      ['panorama', '--scenario', scenario],
      ['terrain'],
      ['terrain', 'sample'],
      ['terrain', 'sample', '200,30'],
      ['terrain', 'import'],
      ['predict', 'impulseWave'],
      ['predict', 'impulseWave', '--params', '{'],
      ['feed'],
      ['feed', 'check', 'mqtt', '--config', 'x'],
      ['replay'],
      ['replay', 'state'],
      ['replay', 'state', '--at', 'noon'],
      ['replay', 'state', '--at', '1435144200'],
      ['replay', 'state', '--at', '2015-02-30T10:00'],
      ['replay', 'state', '--at', '2015-06-24T19:10', '--as', 'hoped'],
      ['verify', 'a', 'b'],
      ['export', '--format', 'docx'],
      ['export', '--format', 'geojson', '--out', 'x', '--at', '?'],
      ['bench', 'nothing'],
      ['bench', 'journal', '--seconds', 'x'],
      ['verify', '--lang', 'la'],
    ]) {
      const given = words.length > 1 ? [...words, '--data', data] : words;
      const { code, out, err } = await program(given);
      expect(code, words.join(' ')).toBe(2);
      // Without a word the overview is the answer.
      if (words.length > 0) expect(out, words.join(' ')).toBe('');
      if (words.length > 1) expect(err, words.join(' ')).toContain('--help');
    }
  });

  it('still gives a script its one document', async () => {
    const { code, json, err } = await program(['replay', 'state', '--at', 'noon', '--json']);
    expect(code).toBe(2);
    expect(json<Told>().problem.code).toBe('cli.badTime');
    expect(err).toContain('noon');
  });
});

describe('panorama', () => {
  it('prints stages and products', () => {
    expect(first.stages.map((s) => s.deadlineMin)).toEqual([0, 1, 5, 10, 20, 30]);
    for (const s of first.stages) {
      expect(s.computeMs).toBeGreaterThan(0);
      expect(s.completeness).toBeGreaterThan(0);
      expect(Array.isArray(s.missing)).toBe(true);
    }
    const kinds = new Set(first.products.map((p) => p.kind));
    for (const kind of ['pdf', 'png', 'json', 'geojson']) expect([...kinds]).toContain(kind);
    for (const p of first.products) expect(existsSync(p.path)).toBe(true);
    expect(first.totalComputeMs).toBeGreaterThan(0);
  });

  it('gives the same JSON and GeoJSON again, in another folder and without --data', async () => {
    const words = ['panorama', '--scenario', scenario, '--out', outDir(), '--json'];
    const second = (await program(words)).json<Report>();
    const data = (r: Report) =>
      r.products.filter((p) => /json$/.test(p.kind)).map((p) => `${p.kind} ${p.sha256}`);
    expect(data(first).length).toBeGreaterThan(1);
    expect(data(second)).toEqual(data(first));
  });

  it.each([
    ['flood', [108.37, 30.8]],
    ['forestFire', [106.38, 29.83]],
    ['hazmat', [107.1, 29.86]],
    ['earthquake', [105.9, 29.35]],
    ['other', [121.5, 31.2]],
  ] as const)(
    'works on a pack of its own by path: %s, with neither gauges nor forces',
    async (hazard, position) => {
      const id = `own-${hazard.toLowerCase()}`;
      const pack = madeUpPack(dir, { id, hazard, position });
      const words = ['panorama', '--scenario', pack, '--out', outDir(), '--json', '--lang', 'en'];
      const { code, json } = await program(words);
      expect(code).toBe(0);
      const report = json<Report>();
      expect(report.stages).toHaveLength(6);
      // Little is known, and the sheet says so.
      expect(report.stages.every((s) => s.completeness < 1 && s.missing.length > 0)).toBe(true);
      for (const m of report.stages.flatMap((s) => s.missing)) {
        expect(m.text).not.toMatch(/^[a-zA-Z]+\.[\w.]+$/);
        expect(m.text).not.toMatch(/undefined|NaN|\{\{/);
      }
      expect(report.products.some((p) => p.kind === 'pdf')).toBe(true);
      const known = report.products.filter((p) => /json$/.test(p.kind));
      // A thing that nobody measured is missing, never nought or NaN.
      for (const p of known) expect(readFileSync(p.path, 'utf8')).not.toMatch(/NaN|undefined/);
    },
    60_000,
  );

  it('says so when the pack reports no incident', async () => {
    const pack = madeUpPack(dir, {
      id: 'quiet',
      hazard: 'other',
      position: [107, 30],
      change: (p) => {
        p.events = (p.events as object[]).slice(2);
      },
    });
    const { code, json, err } = await program([
      ...['panorama', '--scenario', pack, '--out', outDir(), '--json'],
    ]);
    expect(code).toBe(1);
    expect(json<Told>().problem.code).toBe('scenario.noIncident');
    expect(err).toContain('quiet');
  });
});

describe('replay', () => {
  const state = (at: string, ...more: string[]) =>
    program(['replay', 'state', '--at', at, '--data', data, '--json', ...more]);

  it('takes a time in each spelling', async () => {
    const t = Date.parse('2015-06-24T19:10:00+08:00');
    const all = await Promise.all(
      [
        '2015-06-24T19:10',
        '2015-06-24 19:10:00',
        '2015-06-24T19:10:00+08:00',
        '2015-06-24T11:10:00Z',
        String(t),
      ].map(async (at) => (await state(at)).json<State>()),
    );
    for (const s of all) expect(s).toEqual(all[0]);
    expect(all[0]?.at).toBe('2015-06-24T19:10:00+08:00');
    expect(all[0]?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(Object.keys(all[0]?.situation ?? {})).toContain('incidents');
  });

  it('tells what was known from what was true', async () => {
    // Reported at 18:20, true since 13:30.
    const at = '2015-06-24T14:00';
    const known = (await state(at, '--as', 'known')).json<State>();
    const actual = (await state(at, '--as', 'actual')).json<State>();
    expect(known.facts).toBe(0);
    expect(actual.facts).toBeGreaterThan(0);
    expect(known.hash).not.toBe(actual.hash);
  });
});

describe('verify', () => {
  it('is content with what was written, and finds what was changed', async () => {
    const good = await program(['verify', data, '--json']);
    expect(good.code).toBe(0);
    expect(good.json()).toMatchObject({ ok: true, firstBadSeq: null });
    const { facts } = good.json<{ facts: number }>();
    expect(facts).toBeGreaterThan(100);

    const journal = join(dir, 'changed.sqlite');
    const bytes = readFileSync(join(data, 'lines', 'scenario-1', 'journal.sqlite'));
    // Pages keep what they held before they were split: all of it is changed, also what is read.
    let changes = 0;
    for (let at = bytes.indexOf('107地质队'); at >= 0; at = bytes.indexOf('107地质队', at)) {
      bytes.write('108', at);
      changes += 1;
    }
    expect(changes).toBeGreaterThan(0);
    writeFileSync(journal, bytes);
    const bad = await program(['verify', journal, '--json']);
    expect(bad.code).toBe(1);
    const report = bad.json<{ ok: boolean; firstBadSeq: number }>();
    expect(report.ok).toBe(false);
    expect(report.firstBadSeq).toBeGreaterThan(0);
    expect((await program(['verify', join(dir, 'nowhere'), '--json'])).code).toBe(1);
  });
});

describe('export', () => {
  it('writes what it says', async () => {
    const path = join(dir, 'facts.csv');
    const csv = await program([
      ...['export', '--format', 'facts-csv', '--out', path, '--line', 'scenario-1'],
      ...['--data', data, '--json'],
    ]);
    expect(csv.code).toBe(0);
    const { bytes, facts } = csv.json<{ bytes: number; facts: number }>();
    expect(readFileSync(path).byteLength).toBe(bytes);
    expect(facts).toBeGreaterThan(100);
    const geo = join(dir, 'x.geojson');
    const words = ['export', '--format', 'geojson', '--out', geo, '--line', 'scenario-1'];
    expect((await program([...words, '--data', data, '--json'])).code).toBe(0);
    expect(JSON.parse(readFileSync(geo, 'utf8')).type).toBe('FeatureCollection');
    const nowhere = ['--out', join(dir, 'no', 'such', 'x.csv')];
    const failed = await program(['export', '--format', 'facts-csv', ...nowhere, '--data', data]);
    expect(failed.code).toBe(1);
  });
});

describe('terrain', () => {
  it('samples, refuses each bad file by name, takes the good one among them, removes it', async () => {
    const folder = join(dir, 'dem');
    mkdirSync(folder);
    const cell = Buffer.alloc(1201 * 1201 * 2);
    for (let i = 0; i < cell.length; i += 2) cell.writeInt16BE(500, i);
    const file = (name: string, bytes: Buffer) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    const holes = Buffer.alloc(cell.length);
    for (let i = 0; i < holes.length; i += 2) holes.writeInt16BE(-32768, i);
    const sparse = file('N29E107.hgt', Buffer.alloc(1));
    truncateSync(sparse, 5 * 1024 ** 3);
    const bad = [
      file('N30E107.hgt', cell.subarray(0, 100_000)),
      file('N31E107.hgt', Buffer.concat([cell, cell])),
      file('N32E107.hgt', holes),
      sparse,
      file('N31E106.hgt.gz', gzipSync(cell).subarray(0, 500)),
      file('N30E106.hgt.gz', Buffer.from('no gzip at all')),
      file('N33E107.hgt.gz', gzipSync(Buffer.alloc(512 * 1024 * 1024), { level: 1 })),
      file('photo.tif', Buffer.from('II*\0\x08\0\0\0\0\0\0\0\0\0', 'latin1')),
      join(folder, 'N28E107.hgt'),
    ];
    const good = file('N29E106.hgt', cell);
    const words = ['--data', data, '--json', '--lang', 'en'];
    const { code, json, err } = await program(['terrain', 'import', ...bad, good, ...words]);
    expect(code).toBe(1);
    const reports = json<{ file: string; sourceId?: string; problem?: { code: string } }[]>();
    expect(reports).toHaveLength(bad.length + 1);
    for (const path of bad) {
      const report = reports.find((r) => r.file === path || path.endsWith(r.file));
      expect(report?.problem?.code, path).toMatch(/^terrain\./);
    }
    expect(err).not.toMatch(/[\u4e00-\u9fff]/);
    const id = reports.at(-1)?.sourceId ?? '';
    expect(id).not.toBe('');
    const sampled = (await program(['terrain', 'sample', '106.5,29.5', '-70.1,10', ...words])).json<
      { heightM: number | null; source: string }[]
    >();
    expect(sampled[0]).toMatchObject({ heightM: 500 });
    // Outside everything there is no height, and no nought.
    expect(sampled[1]?.heightM).toBeNull();
    const left = (await program(['terrain', 'remove', id, ...words])).json<{ id: string }[]>();
    expect(left.map((s) => s.id)).toEqual(['schematic']);
  });
});

describe('predict', () => {
  const params = { volumeM3: 230_000, position: [109.895, 31.12] };
  it('lists, and runs the same twice', async () => {
    const list = (await program(['predict', '--json'])).json<{ id: string; params: object }[]>();
    expect(list.length).toBeGreaterThan(0);
    const id = list[0]?.id ?? '';
    const unknown = await program(['predict', 'oracle', '--params', '{}', '--json']);
    expect(unknown.code).toBe(1);
    expect(unknown.json<Told>().problem.message).not.toContain('panorama.');
    const wrong = await program(['predict', id, '--params', '{"volumeM3":"a lot"}', '--json']);
    expect(wrong.code).toBe(1);
    const file = join(dir, 'params.json');
    writeFileSync(file, JSON.stringify(params));
    const runs = await Promise.all(
      [file, JSON.stringify(params)].map((p) => program(['predict', id, '--params', p, '--json'])),
    );
    expect(runs[0]?.out).toBe(runs[1]?.out);
  });
});

describe('feed', () => {
  it('tells kinds and settings, tries a source out, and says what is wrong with one', async () => {
    expect((await program(['feed', 'kinds', '--json'])).json()).toContain('mqtt');
    const path = join(data, 'lines', 'main', 'feeds.json');
    const feed = { feedId: 'a', connector: 'mqtt', name: 'x', config: {} };
    writeFileSync(path, JSON.stringify([feed]));
    writeFileSync(join(data, 'lines', 'scenario-1', 'feeds.json'), '[{"connec');
    const list = await program(['feed', 'list', '--data', data, '--json']);
    expect(list.code).toBe(0);
    expect(list.json()).toEqual([{ line: 'main', feed }]);
    expect(list.err).toContain('feeds.json');
    const bad = await program([
      ...['feed', 'check', 'cap', '--config', '{"url":"ftp://x"}', '--json'],
    ]);
    expect(bad.code).toBe(1);
    expect(bad.json<Told>().problem.code).toBe('feeds.badConfig');
    const config = '{"url":"http://127.0.0.1:9/none","pollS":1}';
    const down = await program([
      ...['feed', 'check', 'stageHttp', '--config', config, '--seconds', '1', '--json'],
    ]);
    expect(down.code).toBe(1);
    expect(down.json()).toMatchObject({ state: 'down', accepted: 0 });
  });
});
