import { createContext, useContext, useEffect, useMemo, useReducer } from 'react';
import type { CollectionName, Collections } from '../../shared/events/situation.ts';
import type { LiveRec, LiveTables, Topic } from './tables.ts';

export const LiveContext = createContext<LiveTables | undefined>(undefined);

export function useLiveTables(): LiveTables {
  const tables = useContext(LiveContext);
  if (!tables) throw new Error('LiveContext is missing');
  return tables;
}

/** Renders again when the topic changes, at most `hz` times a second. */
export function useTopic(topic: Topic, hz = 4): number {
  const tables = useLiveTables();
  const [, bump] = useReducer((n: number) => n + 1, 0);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const seen = tables.version(topic);
    const subscription = tables.on(topic, () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        bump();
      }, 1000 / hz);
    });
    if (tables.version(topic) !== seen) bump();
    return () => {
      clearTimeout(timer);
      subscription.dispose();
    };
  }, [tables, topic, hz]);
  return tables.version(topic);
}

/** Records of a collection, in order of id, that satisfy the test. */
export function useRecords<C extends CollectionName>(
  collection: C,
  test?: (body: Collections[C], id: string) => boolean,
  hz = 4,
): readonly LiveRec<Collections[C]>[] {
  const tables = useLiveTables();
  const version = useTopic(collection, hz);
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for the table's content
  return useMemo(() => {
    const out: LiveRec<Collections[C]>[] = [];
    for (const rec of tables.table(collection).values())
      if (!test || test(rec.body, rec.id)) out.push(rec);
    return out.sort((a, b) => (a.id < b.id ? -1 : 1));
  }, [tables, collection, version, test]);
}

export function useSession() {
  useTopic('session', 20);
  return useLiveTables().session;
}

/** Session time, refreshed `hz` times a second. */
export function useSimNow(hz = 1): number | undefined {
  const tables = useLiveTables();
  const [, bump] = useReducer((n: number) => n + 1, 0);
  useTopic('session', 20);
  useEffect(() => {
    const timer = setInterval(bump, 1000 / hz);
    return () => clearInterval(timer);
  }, [hz]);
  return tables.simNow();
}
