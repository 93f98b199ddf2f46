import type { LiveFrame, SessionInfo, TrackColumns } from '../../shared/contract/types.ts';
import {
  type CollectionName,
  type Collections,
  collectionNames,
  type Stamp,
} from '../../shared/events/situation.ts';
import { type Disposable, toDisposable } from '../../shared/kit/disposable.ts';
import { simNow } from '../../shared/time/clock.ts';

export interface LiveRec<B> {
  readonly id: string;
  readonly body: B;
  readonly last: Stamp;
  readonly source: string;
}

export interface Track {
  lon: number;
  lat: number;
  /** NaN where unknown */
  height: number;
  headingDeg: number;
  speedMs: number;
  at: number;
  rx: number;
  seq: number;
  source: string;
}

export type Topic =
  | CollectionName
  | 'session'
  | 'reset'
  | 'feeds'
  | 'jobs'
  | 'lines'
  | 'terrain'
  | 'connection';

/**
 * High-rate data outside Redux: what the host sent for the attached session. One instance per window.
 * Each collection has a version that rises when it changes; listeners run at most once per received frame.
 */
export class LiveTables {
  session: SessionInfo | undefined;
  seq = 0;
  facts = 0;
  terrainVersion = '';
  feeds: readonly unknown[] = [];
  jobs: Extract<LiveFrame, { t: 'jobs' }>['jobs'] = [];
  lines: Extract<LiveFrame, { t: 'lines' }>['lines'] = [];
  connected = false;
  /** Session time when the connection was lost; undefined while it stands, and before the first session. */
  lostSim: number | undefined;
  readonly tracks = new Map<string, Track>();
  /** Ids of tracks that changed since the globe last took them. */
  readonly dirtyTracks = new Set<string>();
  private readonly tables = Object.fromEntries(collectionNames.map((n) => [n, new Map()])) as {
    [C in CollectionName]: Map<string, LiveRec<Collections[C]>>;
  };
  private readonly versions = new Map<Topic, number>();
  private readonly listeners = new Map<Topic, Set<() => void>>();
  /** host clock − this machine's monotonic clock, ms */
  private hostOffset = 0;
  private readonly monotonic: () => number;

  constructor(monotonic: () => number) {
    this.monotonic = monotonic;
  }

  table<C extends CollectionName>(collection: C): ReadonlyMap<string, LiveRec<Collections[C]>> {
    return this.tables[collection];
  }

  version(topic: Topic): number {
    return this.versions.get(topic) ?? 0;
  }

  on(topic: Topic, listener: () => void): Disposable {
    const set = this.listeners.get(topic) ?? new Set();
    this.listeners.set(topic, set);
    set.add(listener);
    return toDisposable(() => set.delete(listener));
  }

  hostNow(): number {
    return this.monotonic() + this.hostOffset;
  }

  /** Time of the attached session as this seat sees it now; undefined before the first session. */
  simNow(): number | undefined {
    return this.session ? simNow(this.session.clock, this.hostNow()) : undefined;
  }

  setConnected(connected: boolean): void {
    if (this.connected === connected) return;
    this.connected = connected;
    this.lostSim = connected ? undefined : this.simNow();
    this.fire(new Set<Topic>(['connection']));
  }

  apply(frame: LiveFrame): void {
    const topics = new Set<Topic>();
    switch (frame.t) {
      case 'reset':
        for (const name of collectionNames) {
          this.tables[name].clear();
          topics.add(name);
        }
        this.tracks.clear();
        this.dirtyTracks.clear();
        this.session = frame.session;
        this.seq = frame.seq;
        topics.add('reset').add('session').add('tracks');
        break;
      case 'session':
        this.session = frame.session;
        topics.add('session');
        break;
      case 'delta':
        this.seq = frame.seq;
        this.facts = frame.facts;
        for (const name of collectionNames) {
          const rows = frame.up[name];
          if (!rows) continue;
          const table = this.tables[name] as Map<string, LiveRec<unknown>>;
          for (const [id, body, last, source] of rows) table.set(id, { id, body, last, source });
          topics.add(name);
        }
        if (frame.tracks) {
          this.applyTracks(frame.tracks);
          topics.add('tracks');
        }
        break;
      case 'feeds':
        this.feeds = frame.feeds;
        topics.add('feeds');
        break;
      case 'jobs':
        this.jobs = frame.jobs;
        topics.add('jobs');
        break;
      case 'lines':
        this.lines = frame.lines;
        topics.add('lines');
        break;
      case 'terrain':
        this.terrainVersion = frame.version;
        topics.add('terrain');
        break;
      case 'ping':
        this.hostOffset = frame.hostNow - this.monotonic();
        break;
    }
    this.fire(topics);
  }

  private applyTracks(columns: TrackColumns): void {
    for (let i = 0; i < columns.id.length; i++) {
      const id = columns.id[i] as string;
      let track = this.tracks.get(id);
      if (track === undefined) {
        track = {
          lon: 0,
          lat: 0,
          height: 0,
          headingDeg: 0,
          speedMs: 0,
          at: 0,
          rx: 0,
          seq: 0,
          source: '',
        };
        this.tracks.set(id, track);
      }
      track.lon = columns.lon[i] as number;
      track.lat = columns.lat[i] as number;
      track.height = columns.height[i] as number;
      track.headingDeg = columns.headingDeg[i] as number;
      track.speedMs = columns.speedMs[i] as number;
      track.at = columns.at[i] as number;
      track.rx = columns.rx[i] as number;
      track.seq = columns.seq[i] as number;
      track.source = columns.sources[columns.source[i] as number] ?? '';
      this.dirtyTracks.add(id);
    }
  }

  private fire(topics: ReadonlySet<Topic>): void {
    for (const topic of topics) this.versions.set(topic, this.version(topic) + 1);
    for (const topic of topics)
      for (const listener of [...(this.listeners.get(topic) ?? [])]) listener();
  }
}
