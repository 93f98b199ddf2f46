import { Button } from 'antd';
import { useEffect, useState } from 'react';
import type { FieldLineage } from '../../../shared/contract/types.ts';
import type { CollectionName } from '../../../shared/events/situation.ts';
import type { LonLat } from '../../../shared/model/common.ts';
import { formatBeijing } from '../../../shared/time/time.ts';
import { useActiveIncident, useApi, useGlobe, useText } from '../../bridge/hooks.ts';
import { useLiveTables, useSimNow, useTopic } from '../../live/hooks.ts';
import { useAppDispatch, useAppSelector, useSettings } from '../../state/hooks.ts';
import { selected } from '../../state/ui.ts';
import { Blank } from '../../ui/index.ts';
import { ageText } from '../useBrief.ts';
import { Readings } from './Readings.tsx';
import { fieldName, valueText } from './words.ts';

const AGAIN_MS = 3000;
type Asked = readonly [collection: CollectionName, id: string];
interface Row extends FieldLineage {
  readonly collection: CollectionName;
}

/** The records that together are the selected thing: a force is its listing, its deployment and where it moves. */
function recordsOf(collection: string, id: string, incidentId: string | undefined): Asked[] {
  if (collection === 'places') return [];
  if (collection === 'forces')
    return [
      ...(incidentId === undefined ? [] : ([['deployments', `${incidentId}|${id}`]] as Asked[])),
      ['forces', id],
      ['tracks', id],
    ];
  if (collection === 'tracks')
    return [
      ['things', id],
      ['tracks', id],
    ];
  return [[collection as CollectionName, id]];
}

/** States and times before descriptions, numbers of records last. */
function weight(field: string): number {
  if (/^(status|state|level|levelState|etaAt|value|text|headline|no)$/.test(field)) return 0;
  return /Id$|^id$/.test(field) ? 2 : 1;
}

/** The selected thing, field by field: value, age, source, and the fact that it came with. */
export default function Selected() {
  const t = useText();
  const api = useApi();
  const globe = useGlobe();
  const tables = useLiveTables();
  const dispatch = useAppDispatch();
  const { coordinates } = useSettings();
  const pick = useAppSelector((s) => s.ui.selection);
  const incident = useActiveIncident();
  const now = useSimNow(0.5);
  useTopic('tracks', 0.5);
  const [lineage, setLineage] = useState<readonly Row[]>();
  const collection = pick?.collection;
  const id = pick?.id;
  const incidentId = incident?.id;
  const track = id === undefined ? undefined : tables.tracks.get(id);

  useEffect(() => {
    setLineage(undefined);
    if (collection === undefined || id === undefined) return;
    let gone = false;
    const ask = async () => {
      const found = await Promise.all(
        recordsOf(collection, id, incidentId).map(async ([c, key]) =>
          (await api.lineage.query({ collection: c, id: key })).map((f) => ({
            ...f,
            collection: c,
          })),
        ),
      );
      if (!gone)
        setLineage(
          (found.flat() as readonly Row[]).toSorted((a, b) => weight(a.field) - weight(b.field)),
        );
    };
    const tell = () => void ask().catch(() => {});
    tell();
    const timer = setInterval(tell, AGAIN_MS);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [api, collection, id, incidentId]);

  if (!pick || collection === undefined || id === undefined)
    return <Blank title={t('desk.selected.none')} />;
  const firstOf = (...fields: string[]) =>
    lineage?.find((f) => fields.includes(f.field) && f.value !== undefined)?.value;
  const name = String(
    firstOf('name', 'title', 'headline', 'label', 'to', 'from', 'claimant') ?? id,
  );
  const at = firstOf('position') as LonLat | undefined;
  const position: LonLat | undefined = track ? [track.lon, track.lat] : at;
  return (
    <div className="stack tight">
      <div className="line-head">
        <b className="clip" title={name}>
          {name}
        </b>
        <span className="muted">{t(`desk.collection.${collection}`)}</span>
        {position && (
          <Button size="small" onClick={() => globe?.flyTo({ position, rangeM: 3000 })}>
            {t('desk.selected.fly')}
          </Button>
        )}
        <Button
          size="small"
          type="text"
          aria-label={t('common.button.close')}
          onClick={() => dispatch(selected(undefined))}
        >
          ✕
        </Button>
      </div>
      {(collection === 'tracks' || collection === 'forces') && <Readings thing={id} name={name} />}
      {lineage?.length === 0 && <p className="muted">{t('desk.selected.notThen')}</p>}
      <table className="lineage">
        <tbody>
          {lineage?.map((f, i) => (
            <tr key={`${f.collection}.${f.field}`}>
              <th scope="row">{fieldName(t, f.field)}</th>
              <td>
                {valueText(t, f.collection, f.field, f.value, coordinates)}
                {lineage[i + 1]?.stamp[2] !== f.stamp[2] && (
                  <div className="origin num">
                    {t('desk.selected.origin', {
                      at: formatBeijing(f.stamp[0], 'clock'),
                      age: now === undefined ? '—' : ageText(now - f.stamp[0]),
                      rx: formatBeijing(f.stamp[1], 'clock'),
                      seq: f.stamp[2],
                      source: f.source,
                    })}
                    {f.actor ? ` · ${f.actor}` : ''}
                    {f.cause === undefined
                      ? ''
                      : ` · ${t('desk.selected.cause', { seq: f.cause })}`}
                  </div>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
