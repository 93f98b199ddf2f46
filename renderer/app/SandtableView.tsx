import { useEffect, useRef, useState } from 'react';
import { ProblemError, problemOf } from '../../shared/kit/result.ts';
import { useActiveIncident, useApi, useWindowText } from '../bridge/hooks.ts';
import { useLiveTables } from '../live/hooks.ts';
import type { Sandtable, SandtableState } from '../sandtable/index.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { globePickOf, panelWanted, selected } from '../state/ui.ts';
import { Blank } from '../ui/index.ts';
import { SandtableHud } from './SandtableHud.tsx';

type Aoi = readonly [number, number, number, number];
const HELD_MS = 1500;

/** A jump in a replay empties the tables before it fills them: the table is not torn down for that moment. */
function useHeld(now: Aoi | undefined): Aoi | undefined {
  const [held, setHeld] = useState(now);
  const key = now?.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: key stands for the area's four numbers
  useEffect(() => {
    if (now) {
      setHeld(now);
      return;
    }
    const timer = setTimeout(() => setHeld(undefined), HELD_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return held;
}

/** The incident's area cut out of the land, beside or instead of the globe. */
export function SandtableView() {
  const words = useWindowText();
  const { t } = words;
  const api = useApi();
  const tables = useLiveTables();
  const dispatch = useAppDispatch();
  const incident = useActiveIncident();
  const aoi = useHeld(incident?.body.formed?.aoi);
  const profile = useAppSelector((s) => s.ui.settings.profile);
  const layers = useAppSelector((s) => s.ui.settings.layers);
  const selection = useAppSelector((s) => s.ui.selection);
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(words);
  latest.current = words;
  const [table, setTable] = useState<Sandtable>();
  const [state, setState] = useState<SandtableState>({ is: 'loading' });
  const [attempt, setAttempt] = useState(0);
  const [times, setTimes] = useState(1.5);
  const here = aoi !== undefined;
  const key = aoi?.join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt builds it anew
  useEffect(() => {
    if (!here) return;
    let gone = false;
    let made: Sandtable | undefined;
    setState({ is: 'loading' });
    void (async () => {
      try {
        const { createSandtable } = await import('../sandtable/index.ts');
        if (gone || !box.current) return;
        made = createSandtable(box.current, {
          tables,
          api: {
            sample: (points) =>
              api.terrain.sample.query({ points: points.map(([lon, lat]) => [lon, lat]) }),
          },
          text: (path, params) => latest.current.t(path, params),
          english: () => latest.current.locale === 'en',
          origin: location.origin,
          light: profile === 'auto' ? undefined : profile === 'light',
        });
        made.onState(setState);
        made.onPick((pick) => {
          dispatch(selected(pick));
          if (pick) dispatch(panelWanted('selected'));
        });
        setTable(made);
      } catch (error) {
        if (!gone) setState({ is: 'failed', problem: problemOf(error) });
        // Only what was foreseen is told and done with; the rest belongs in the log too.
        if (!(error instanceof ProblemError)) throw error;
      }
    })();
    return () => {
      gone = true;
      setTable(undefined);
      made?.dispose();
    };
  }, [here, tables, api, profile, dispatch, attempt]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: key stands for the area's four numbers
  useEffect(() => {
    if (aoi) table?.setBbox(aoi);
  }, [table, key]);
  useEffect(() => table?.setExaggeration(times), [table, times]);
  useEffect(() => table?.setIncident(incident?.id), [table, incident?.id]);
  useEffect(() => table?.setLayers(layers), [table, layers]);
  useEffect(() => table?.setSelected(globePickOf(selection)), [table, selection]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words are asked for again in the new language
  useEffect(() => table?.retext(), [table, words.locale]);

  return (
    <section className="sandtable-slot" aria-label={t('sandtableView.label')}>
      {!here && <Blank title={t('common.map.noSandtable')} />}
      {/* The box keeps no children of React: the table puts its own in. */}
      {here && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrows, + and − turn the table
        <div className="sandtable-box" ref={box} tabIndex={0} />
      )}
      {here && table && state.is === 'ready' && (
        <SandtableHud table={table} state={state} times={times} onTimes={setTimes} />
      )}
      {here && state.is === 'loading' && (
        <div className="sandtable-wait" role="status">
          {t('sandtableView.loading')}
        </div>
      )}
      {here && state.is === 'failed' && (
        <div className="sandtable-failed" role="alert">
          <Blank title={t('sandtableView.failed')} hint={words.problem(state.problem)}>
            <button type="button" onClick={() => setAttempt((n) => n + 1)}>
              {t('sandtableView.again')}
            </button>
          </Blank>
        </div>
      )}
    </section>
  );
}
