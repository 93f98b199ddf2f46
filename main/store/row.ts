import { crc32 } from 'node:zlib';
import { FACT_VERSION, type Fact, type NewFact } from '../../shared/events/fact.ts';

/** A row of `facts` as SQLite gives it, in the order of ROW_COLUMNS. */
export type Row = [
  seq: number,
  at: number,
  rx: number,
  kind: string,
  v: number,
  key: string | null,
  source: string,
  actor: string | null,
  cause: number | null,
  body: string,
  crc: number,
];
export const ROW_COLUMNS = 'seq, at, rx, kind, v, key, source, actor, cause, body, crc';

/** What the journal can be searched by: the thing of an observation, the incident of everything else. */
export function keyOf(fact: NewFact): string | undefined {
  const body = fact.body as { thing?: unknown; incidentId?: unknown };
  const key = body.thing ?? body.incidentId;
  return typeof key === 'string' ? key : undefined;
}

/**
 * The text whose UTF-8 bytes the row's CRC-32 and its batch's SHA-256 are taken over. Lengths stand before the
 * strings, so that no two different rows have the same text.
 */
export function rowText(
  seq: number,
  at: number,
  rx: number,
  kind: string,
  v: number,
  key: string | null,
  source: string,
  actor: string | null,
  cause: number | null,
  body: string,
): string {
  return `${seq},${at},${rx},${v},${cause ?? ''},${kind.length},${key?.length ?? ''},${source.length},${actor?.length ?? ''};${kind}${key ?? ''}${source}${actor ?? ''}${body}`;
}

export function textOf(r: Row): string {
  return rowText(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9]);
}

export function isIntact(row: Row): boolean {
  return crc32(textOf(row)) === row[10];
}

function assemble(r: Row, body: unknown): Fact {
  const fact: { -readonly [K in keyof Fact]: Fact[K] } = {
    seq: r[0],
    at: r[1],
    rx: r[2],
    kind: r[3] as Fact['kind'],
    v: r[4],
    source: r[6],
    body: body as Fact['body'],
  };
  if (r[7] !== null) fact.actor = r[7];
  if (r[8] !== null) fact.cause = r[8];
  return fact;
}

/** undefined where the row does not carry its own checksum or its body is no JSON: never shown, never folded. */
export function factOfRow(row: Row): Fact | undefined {
  if (!isIntact(row)) return undefined;
  try {
    return assemble(row, JSON.parse(row[9]));
  } catch {
    return undefined;
  }
}

// ── between threads ──────────────────────────────────────────────────────────────────────────────────────
// Columns and joined texts: cloning a few long strings and typed arrays costs a tenth of cloning the objects.

const NONE = 0xffffffff;

/** Facts on their way to the writer. JSON.stringify never emits a raw newline, so it can separate the bodies. */
export interface Pack {
  readonly n: number;
  /** at, rx, cause (0: none) of each fact. */
  readonly nums: Float64Array;
  /** Indexes into dict: kind, source, actor of each fact. */
  readonly refs: Uint32Array;
  readonly dict: readonly string[];
  /** JSON array of string or null. */
  readonly keys: string;
  /** UTF-8, one line each. */
  readonly bodies: Uint8Array;
}

/** A fact with its reception time and its body as text. */
export interface Stamped {
  readonly fact: NewFact;
  readonly rx: number;
  readonly json: string;
}

class Dictionary {
  readonly words: string[] = [];
  private readonly index = new Map<string, number>();

  ref(word: string | null | undefined): number {
    if (word === null || word === undefined) return NONE;
    let i = this.index.get(word);
    if (i === undefined) {
      i = this.words.push(word) - 1;
      this.index.set(word, i);
    }
    return i;
  }
}

export function pack(facts: readonly Stamped[]): Pack {
  const n = facts.length;
  const nums = new Float64Array(n * 3);
  const refs = new Uint32Array(n * 3);
  const dict = new Dictionary();
  const keys: (string | null)[] = [];
  const bodies: string[] = [];
  for (let i = 0; i < n; i++) {
    const { fact, rx, json } = facts[i] as Stamped;
    nums[i * 3] = fact.at;
    nums[i * 3 + 1] = rx;
    nums[i * 3 + 2] = fact.cause ?? 0;
    refs[i * 3] = dict.ref(fact.kind);
    refs[i * 3 + 1] = dict.ref(fact.source);
    refs[i * 3 + 2] = dict.ref(fact.actor);
    keys.push(keyOf(fact) ?? null);
    bodies.push(json);
  }
  // A buffer of its own (Buffer.from may share one), so that it can be given away.
  const text = new TextEncoder().encode(bodies.join('\n'));
  return { n, nums, refs, dict: dict.words, keys: JSON.stringify(keys), bodies: text };
}

/** What INSERT_FACT takes: the body as UTF-8 bytes, which saves turning it into a string and back. */
export type InsertRow = [...head: unknown[], body: Uint8Array, crc: number];

/** Rows of a pack, numbered from firstSeq, and the bytes that the batch's hash is taken over. */
export function rowsOfPack(p: Pack, firstSeq: number): { rows: InsertRow[]; bytes: Uint8Array } {
  const keys = JSON.parse(p.keys) as (string | null)[];
  const source = Buffer.from(p.bodies.buffer, p.bodies.byteOffset, p.bodies.byteLength);
  let bytes = Buffer.allocUnsafe(source.length + p.n * 256);
  let used = 0;
  let read = 0;
  const rows: InsertRow[] = [];
  const word = (ref: number) => (ref === NONE ? null : (p.dict[ref] as string));
  for (let i = 0; i < p.n; i++) {
    const found = source.indexOf(10, read);
    const end = found < 0 ? source.length : found;
    const seq = firstSeq + i;
    const at = p.nums[i * 3] as number;
    const rx = p.nums[i * 3 + 1] as number;
    const cause = (p.nums[i * 3 + 2] as number) || null;
    const kind = word(p.refs[i * 3] as number) as string;
    const from = word(p.refs[i * 3 + 1] as number) as string;
    const actor = word(p.refs[i * 3 + 2] as number);
    const key = keys[i] as string | null;
    const head = rowText(seq, at, rx, kind, FACT_VERSION, key, from, actor, cause, '');
    const needed = used + head.length * 3 + (end - read) + 1;
    if (needed > bytes.length) {
      // The rows made so far keep their views of the old bytes.
      const larger = Buffer.allocUnsafe(needed * 2);
      bytes.copy(larger, 0, 0, used);
      bytes = larger;
    }
    const start = used;
    used += bytes.write(head, used);
    const body = used;
    used += source.copy(bytes, used, read, end);
    read = end + 1;
    const crc = crc32(bytes.subarray(start, used));
    rows.push([
      seq,
      at,
      rx,
      kind,
      FACT_VERSION,
      key,
      from,
      actor,
      cause,
      bytes.subarray(body, used),
      crc,
    ]);
    bytes[used++] = 10;
  }
  if (read !== source.length + 1) throw new Error('pack: counts differ');
  return { rows, bytes: bytes.subarray(0, used - 1) };
}

/** Rows on their way from a reader. */
export interface Page {
  readonly n: number;
  /** seq, at, rx, v, cause (0: none) of each row. */
  readonly nums: Float64Array;
  readonly refs: Uint32Array;
  readonly dict: readonly string[];
  /** JSON array of the bodies. */
  readonly bodies: string;
  /** seqs of rows that are left out because they do not carry their own checksum. */
  readonly damaged: readonly number[];
}

export function pageOf(rows: readonly Row[]): Page {
  const damaged: number[] = [];
  const good: Row[] = [];
  for (const row of rows) {
    if (isIntact(row)) good.push(row);
    else damaged.push(row[0]);
  }
  const nums = new Float64Array(good.length * 5);
  const refs = new Uint32Array(good.length * 3);
  const dict = new Dictionary();
  const bodies: string[] = [];
  good.forEach((r, i) => {
    nums.set([r[0], r[1], r[2], r[4], r[8] ?? 0], i * 5);
    refs.set([dict.ref(r[3]), dict.ref(r[6]), dict.ref(r[7])], i * 3);
    bodies.push(r[9]);
  });
  return { n: good.length, nums, refs, dict: dict.words, bodies: `[${bodies.join(',')}]`, damaged };
}

export function factsOfPage(page: Page): Fact[] {
  const bodies = JSON.parse(page.bodies) as unknown[];
  const { nums, refs, dict } = page;
  const word = (ref: number | undefined) =>
    ref === undefined || ref === NONE ? null : (dict[ref] as string);
  return bodies.map((body, i) => {
    const cause = nums[i * 5 + 4] as number;
    return assemble(
      [
        nums[i * 5] as number,
        nums[i * 5 + 1] as number,
        nums[i * 5 + 2] as number,
        word(refs[i * 3]) as string,
        nums[i * 5 + 3] as number,
        null,
        word(refs[i * 3 + 1]) as string,
        word(refs[i * 3 + 2]),
        cause === 0 ? null : cause,
        '',
        0,
      ],
      body,
    );
  });
}
