import { writeSnapshot } from '../../shared/events/snapshot.ts';
import type { Payload } from '../../shared/events/vocabulary.ts';
import { hand, serve } from '../thread/rpc.ts';
import { factOfRow, type Page, pageOf, type Row } from './row.ts';
import { Seeker } from './seek.ts';
import { type FactQuery, LineReader, type Segment } from './segments.ts';
import { SnapshotFile } from './snapshotFile.ts';

/** Rows in one page: the host decodes one in a few milliseconds and lets others in between. */
const PAGE = 1024;

let line: LineReader | undefined;
let seeker: Seeker | undefined;
let caches: SnapshotFile[] = [];
const reader = (): LineReader => {
  if (!line) throw new Error('reader is not open');
  return line;
};

function pages(rows: readonly Row[], more: object = {}) {
  const out: Page[] = [];
  for (let i = 0; i < rows.length; i += PAGE) out.push(pageOf(rows.slice(i, i + PAGE)));
  const buffers = out.flatMap((p) => [p.nums.buffer as ArrayBuffer, p.refs.buffer as ArrayBuffer]);
  return hand({ pages: out, ...more }, buffers);
}

export interface SeekRequest {
  readonly t: number;
  readonly view: 'known' | 'actual' | 'head';
}
export interface SeriesRequest {
  readonly thing: string;
  readonly quantity: string;
  readonly fromAt: number;
  readonly toAt: number;
  /** Only what was known then. */
  readonly knownAt?: number | undefined;
}
export interface AdvanceRequest {
  readonly view: 'known' | 'actual';
  readonly from: number;
  readonly to: number;
  readonly uptoSeq: number;
  /** More facts than this: a seek is cheaper. */
  readonly limit: number;
}

serve({
  open(segments: readonly Segment[]) {
    line = new LineReader(segments);
    caches = segments.map((s) => new SnapshotFile(s.snapshots, false));
    seeker = new Seeker(line, caches);
    return line.own.state();
  },
  seek({ t, view }: SeekRequest) {
    const s = seeker as Seeker;
    const { base, part, uptoSeq, damaged } =
      view === 'head' ? s.known(reader().head()) : view === 'known' ? s.knownAt(t) : s.actualAt(t);
    return { base, part: writeSnapshot(part), uptoSeq, damaged };
  },
  seqAt: (t: number) => reader().seqAtRx(t),
  facts: ({ query, limit }: { query: FactQuery; limit: number }) =>
    pages(reader().query(query, limit)),
  advance({ view, from, to, uptoSeq, limit }: AdvanceRequest) {
    const r = reader();
    return r.still(() => {
      if (view === 'known') {
        const seq = r.seqAtRx(to);
        if (seq - uptoSeq > limit) return { tooMany: true };
        const rows: Row[] = [];
        for (let at = uptoSeq; at < seq; at = (rows.at(-1) as Row)[0]) {
          const found = r.after(at, seq, limit);
          if (found.length === 0) break;
          rows.push(...found);
        }
        return pages(rows, { uptoSeq: Math.max(seq, uptoSeq) });
      }
      const head = r.head();
      if (head - uptoSeq > limit) return { tooMany: true };
      const rows = r.byAt(from, to, uptoSeq, limit);
      if (rows.length >= limit) return { tooMany: true };
      rows.push(...r.own.earlierThan(to, uptoSeq, head));
      return pages(rows, { uptoSeq: head });
    });
  },
  series({ thing, quantity, fromAt, toAt, knownAt }: SeriesRequest) {
    const r = reader();
    const max = knownAt === undefined ? r.head() : r.seqAtRx(knownAt);
    const rows = r.parts.flatMap((part) => part.observations(thing, fromAt, toAt, max));
    rows.sort((a, b) => a[1] - b[1] || a[2] - b[2] || a[0] - b[0]);
    const points: number[] = [];
    for (const row of rows) {
      const body = factOfRow(row)?.body as Payload<'observation'> | undefined;
      const value = body?.r?.[quantity]?.[0];
      if (typeof value !== 'number') continue;
      // A later word on the same instant corrects the earlier one.
      if (points.at(-3) === row[1]) points.length -= 3;
      points.push(row[1], value, row[0]);
    }
    const packed = Float64Array.from(points);
    return hand(packed, [packed.buffer]);
  },
  close() {
    for (const cache of caches) cache.close();
    line?.close();
  },
});
