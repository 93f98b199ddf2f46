import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { Fact } from '../../../shared/events/fact.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useApi, useText } from '../../bridge/hooks.ts';
import { useSession, useTopic } from '../../live/hooks.ts';
import { Blank } from '../../ui/index.ts';

/** The newest facts; a click shows the situation as it was known when the fact arrived. */
export default function Journal() {
  const t = useText();
  const api = useApi();
  const session = useSession();
  const version = useTopic('incidents', 0.5) + useTopic('plan', 0.5) + useTopic('orders', 0.5);
  const [facts, setFacts] = useState<readonly Fact[]>([]);
  const lineId = session?.line.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: version stands for newer facts
  useEffect(() => {
    let gone = false;
    if (lineId)
      api.facts.query({ lineId, limit: 200, reverse: true }).then(
        (found) => !gone && setFacts(found),
        () => {},
      );
    return () => {
      gone = true;
    };
  }, [api, lineId, version]);
  if (facts.length === 0 || !lineId) return <Blank title={t('panels.journal.none')} />;
  return (
    <ul className="plain-list num">
      {facts.map((f) => (
        <li key={f.seq}>
          <Button
            type="text"
            size="small"
            onClick={() =>
              void api.attach.mutate({ lineId, mode: 'replay', at: f.rx }).catch(() => {})
            }
          >
            #{f.seq}
          </Button>
          {formatBeijing(f.at, 'clock')} {f.kind} <span className="muted">{f.source}</span>
        </li>
      ))}
    </ul>
  );
}
