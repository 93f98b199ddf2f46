import { encode } from '@msgpack/msgpack';
import type { WebSocket } from 'ws';
import type {
  JobInfo,
  LineInfo,
  LiveFrame,
  LiveRecord,
  SessionInfo,
  TrackColumns,
} from '../../shared/contract/types.ts';
import {
  type CollectionName,
  collectionNames,
  type Rec,
  type Situation,
  type TrackBody,
} from '../../shared/events/situation.ts';

/** What a sender shows: the situation of the seat's session, and how to tell the seat about the session itself. */
export interface LiveView {
  readonly situation: Situation;
  info(): SessionInfo;
  simNow(): number;
}

const FLUSH_MS = 100;
const MAX_RECORDS = 20_000;
/** Bytes that may wait in the socket before the seat counts as slow and frames are held (conflated). */
const HIGH_WATER = 512 * 1024;

/**
 * Sends one seat what changed, newest value only: while a seat is slow its changes merge here, so that it never
 * holds up another seat or the feeds, and never gets an ever older picture.
 */
export class LiveSender {
  private readonly socket: WebSocket;
  private readonly hostNow: () => number;
  private view: LiveView;
  private readonly dirty = new Map<CollectionName, Set<string>>();
  private full = true;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private facts = -1;
  private closed = false;

  constructor(socket: WebSocket, view: LiveView, hostNow: () => number) {
    this.socket = socket;
    this.view = view;
    this.hostNow = hostNow;
    socket.on('close', () => this.close());
    socket.on('error', () => this.close());
    this.ping();
    this.reset(view);
  }

  reset(view: LiveView): void {
    this.view = view;
    this.dirty.clear();
    this.full = true;
    this.schedule(0);
  }

  changed(collection: CollectionName, id: string): void {
    if (this.full) return;
    let set = this.dirty.get(collection);
    if (set === undefined) {
      set = new Set();
      this.dirty.set(collection, set);
    }
    set.add(id);
    this.schedule(FLUSH_MS);
  }

  session(): void {
    this.ping();
    this.send({ t: 'session', session: this.view.info() });
  }

  jobs(jobs: readonly JobInfo[]): void {
    this.send({ t: 'jobs', jobs });
  }

  lines(lines: readonly LineInfo[]): void {
    this.send({ t: 'lines', lines });
  }

  feeds(feeds: readonly unknown[]): void {
    this.send({ t: 'feeds', feeds });
  }

  terrain(version: string): void {
    this.send({ t: 'terrain', version });
  }

  ping(): void {
    this.send({ t: 'ping', hostNow: this.hostNow() });
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  private schedule(ms: number): void {
    if (this.closed) return;
    this.timer ??= setTimeout(() => this.flush(), ms);
  }

  private flush(): void {
    this.timer = undefined;
    if (this.closed) return;
    if (this.socket.bufferedAmount > HIGH_WATER) {
      this.schedule(FLUSH_MS);
      return;
    }
    const started = this.hostNow();
    const { situation } = this.view;
    if (this.full) {
      this.full = false;
      this.facts = -1;
      this.send({ t: 'reset', session: this.view.info(), seq: situation.seq });
      for (const name of collectionNames) {
        const ids = new Set(situation.tables[name].keys());
        if (ids.size > 0) this.dirty.set(name, ids);
      }
    }
    if (this.dirty.size === 0 && situation.count === this.facts) return;
    let room = MAX_RECORDS;
    const up: Partial<Record<CollectionName, LiveRecord[]>> = {};
    let tracks: TrackColumns | undefined;
    for (const [name, ids] of this.dirty) {
      if (room <= 0) break;
      const taken: string[] = [];
      for (const id of ids) {
        if (taken.length >= room) break;
        taken.push(id);
      }
      for (const id of taken) ids.delete(id);
      if (ids.size === 0) this.dirty.delete(name);
      room -= taken.length;
      if (name === 'tracks') tracks = columnsOf(situation.tables.tracks, taken);
      else up[name] = rowsOf(situation.tables[name] as ReadonlyMap<string, Rec<unknown>>, taken);
    }
    this.facts = situation.count;
    const frame = {
      t: 'delta' as const,
      seq: situation.seq,
      facts: situation.count,
      simNow: this.view.simNow(),
      up,
    };
    this.send((tracks ? { ...frame, tracks } : frame) as LiveFrame);
    // A busy picture is sent less often: at most a fifth of the time goes into sending.
    if (this.dirty.size > 0) this.schedule(Math.max(FLUSH_MS, (this.hostNow() - started) * 4));
  }

  private send(frame: LiveFrame): void {
    if (this.closed || this.socket.readyState !== this.socket.OPEN) return;
    this.socket.send(encode(frame, { ignoreUndefined: true }));
  }
}

function rowsOf(table: ReadonlyMap<string, Rec<unknown>>, ids: readonly string[]): LiveRecord[] {
  const rows: LiveRecord[] = [];
  for (const id of ids) {
    const rec = table.get(id);
    if (rec) rows.push([rec.id, rec.body, rec.last, rec.source]);
  }
  return rows;
}

const bytes = (a: Float64Array | Float32Array | Uint16Array) =>
  new Uint8Array(a.buffer, a.byteOffset, a.byteLength);

/** Columns travel as bytes; the seat gives them their types back. */
export function columnsOf(
  table: ReadonlyMap<string, Rec<TrackBody>>,
  ids: readonly string[],
): TrackColumns {
  const n = ids.length;
  const lon = new Float64Array(n);
  const lat = new Float64Array(n);
  const height = new Float32Array(n);
  const headingDeg = new Float32Array(n);
  const speedMs = new Float32Array(n);
  const at = new Float64Array(n);
  const rx = new Float64Array(n);
  const seq = new Float64Array(n);
  const source = new Uint16Array(n);
  const sources: string[] = [];
  const known = new Map<string, number>();
  for (let i = 0; i < n; i++) {
    const rec = table.get(ids[i] as string);
    if (!rec) continue;
    const { p } = rec.body;
    lon[i] = p[0];
    lat[i] = p[1];
    height[i] = p[2] ?? Number.NaN;
    headingDeg[i] = rec.body.headingDeg ?? Number.NaN;
    speedMs[i] = rec.body.speedMs ?? Number.NaN;
    at[i] = rec.last[0];
    rx[i] = rec.last[1];
    seq[i] = rec.last[2];
    let index = known.get(rec.source);
    if (index === undefined && sources.length < 65_535) {
      index = sources.push(rec.source) - 1;
      known.set(rec.source, index);
    }
    source[i] = index ?? 0;
  }
  return {
    id: ids,
    sources,
    lon: bytes(lon),
    lat: bytes(lat),
    height: bytes(height),
    headingDeg: bytes(headingDeg),
    speedMs: bytes(speedMs),
    at: bytes(at),
    rx: bytes(rx),
    seq: bytes(seq),
    source: bytes(source),
  } as unknown as TrackColumns;
}
