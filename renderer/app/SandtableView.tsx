import { useEffect, useRef, useState } from 'react';
import { useActiveIncident, useApi, useText } from '../bridge/hooks.ts';
import { useLiveTables } from '../live/hooks.ts';
import { useAppSelector } from '../state/hooks.ts';
import { Blank } from '../ui/index.ts';

type Bbox = readonly [number, number, number, number];
interface Sandtable {
  dispose(): void;
  setBbox?(bbox: Bbox): void;
}
interface SandtableModule {
  createSandtable?(container: HTMLElement, deps: unknown): Sandtable;
}

/** The incident's area cut out of the land, beside or instead of the globe. */
export function SandtableView() {
  const t = useText();
  const api = useApi();
  const tables = useLiveTables();
  const incident = useActiveIncident();
  const aoi = incident?.body.formed?.aoi;
  const light = useAppSelector((s) => s.ui.settings.profile === 'light');
  const box = useRef<HTMLDivElement>(null);
  const table = useRef<Sandtable>(undefined);
  const [failed, setFailed] = useState<string>();
  const here = aoi !== undefined;
  const key = aoi?.join();

  // biome-ignore lint/correctness/useExhaustiveDependencies: the area is followed by the effect below
  useEffect(() => {
    if (!here) return;
    let gone = false;
    void (async () => {
      try {
        const module = (await import('../sandtable/index.ts')) as SandtableModule;
        if (gone || !box.current || !module.createSandtable) return;
        table.current = module.createSandtable(box.current, {
          tables,
          api,
          text: t,
          origin: location.origin,
          light,
        });
        if (aoi) table.current.setBbox?.(aoi);
      } catch (error) {
        if (!gone) setFailed(error instanceof Error ? error.message : String(error));
      }
    })();
    return () => {
      gone = true;
      table.current?.dispose();
      table.current = undefined;
    };
  }, [here, tables, api, light]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: key stands for the area's four numbers
  useEffect(() => {
    if (aoi) table.current?.setBbox?.(aoi);
  }, [key]);

  return (
    <section className="sandtable-slot" aria-label={t('common.map.sandtable')}>
      {!here && <Blank title={t('common.map.noSandtable')} />}
      {failed !== undefined && <Blank title={t('common.map.noGlobe')} hint={failed} />}
      <div className="sandtable-box" ref={box} />
    </section>
  );
}
