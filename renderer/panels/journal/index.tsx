import { Button, Input, Select } from 'antd';
import { useEffect, useState } from 'react';
import type { Fact } from '../../../shared/events/fact.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useApi, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useSession, useTopic } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';
import { gist, kindGroups, matches } from './search.ts';

const LIMIT = 500;
const groups = Object.keys(kindGroups) as (keyof typeof kindGroups)[];

/** The facts, newest first, of one kind or all, searched in their words; a press goes to the moment it arrived. */
export default function Journal() {
  const t = useText();
  const api = useApi();
  const session = useSession();
  const tables = useLiveTables();
  const nameOf = (id: string) =>
    tables.table('forces').get(id)?.body.name ?? tables.table('things').get(id)?.body.name ?? id;
  const version =
    useTopic('incidents', 0.5) +
    useTopic('plan', 0.5) +
    useTopic('orders', 0.5) +
    useTopic('reports', 0.5);
  const [facts, setFacts] = useState<readonly Fact[]>();
  const [group, setGroup] = useState<keyof typeof kindGroups>('people');
  const [query, setQuery] = useState('');
  const [open, setOpen] = useState<number>();
  const lineId = session?.line.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for newer facts
  useEffect(() => {
    let gone = false;
    const kinds = kindGroups[group];
    if (lineId)
      api.facts
        .query({ lineId, limit: LIMIT, reverse: true, ...(kinds ? { kinds: [...kinds] } : {}) })
        .then(
          (found) => !gone && setFacts(found),
          () => {},
        );
    return () => {
      gone = true;
    };
  }, [api, lineId, version, group]);
  if (!lineId) return null;
  const shown = (facts ?? []).filter((f) => matches(f, query));
  return (
    <div className="stack tight">
      <div className="row">
        <Select
          size="small"
          value={group}
          onChange={setGroup}
          popupMatchSelectWidth={false}
          aria-label={t('desk.journal.kind')}
          options={groups.map((g) => ({ value: g, label: t(`desk.journal.groups.${g}`) }))}
        />
        <Input
          size="small"
          className="grow"
          allowClear
          value={query}
          placeholder={t('desk.journal.search')}
          aria-label={t('desk.journal.search')}
          onChange={(e) => setQuery(e.target.value)}
        />
      </div>
      {facts && shown.length === 0 && (
        <Blank title={t(query === '' ? 'panels.journal.none' : 'desk.journal.nothing')} />
      )}
      <ul className="lines">
        {shown.map((f) => (
          <li key={f.seq}>
            <div className="line">
              <span className="muted num">{formatBeijing(f.at, 'clock')}</span>
              <button
                type="button"
                className="bare clip"
                aria-expanded={open === f.seq}
                title={`${gist(f.body, nameOf)}\n${f.kind} · ${f.source}`}
                onClick={() => setOpen(open === f.seq ? undefined : f.seq)}
              >
                {t(`desk.kind.${f.kind.replace('.', '_')}`)}{' '}
                <span className="muted">{gist(f.body, nameOf)}</span>
              </button>
              <span className="muted num">#{f.seq}</span>
            </div>
            {open === f.seq && (
              <div className="fact">
                <pre>{JSON.stringify(f.body, undefined, 1)}</pre>
                <div className="muted num">
                  at {formatBeijing(f.at)} · rx {formatBeijing(f.rx)} · {f.source}
                  {f.actor ? ` · ${f.actor}` : ''}
                  {f.cause === undefined ? '' : ` · ← #${f.cause}`}
                </div>
                <Button
                  size="small"
                  onClick={() =>
                    void api.attach.mutate({ lineId, mode: 'replay', at: f.rx }).catch(() => {})
                  }
                >
                  {t('desk.journal.go')}
                </Button>
              </div>
            )}
          </li>
        ))}
      </ul>
      {facts?.length === LIMIT && <p className="muted">{t('desk.journal.limit', { n: LIMIT })}</p>}
    </div>
  );
}
