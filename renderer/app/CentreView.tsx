import { useEffect, useRef } from 'react';
import { useText } from '../bridge/hooks.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { type MapView, mapViewChosen } from '../state/ui.ts';
import { Blank } from '../ui/index.ts';
import { CursorChip, MapTime, ScaleChip, TerrainChip } from './MapChips.tsx';
import { MapTools } from './MapTools.tsx';
import { useMapHost } from './mapHost.ts';
import { SandtableView } from './SandtableView.tsx';

const views: readonly MapView[] = ['globe', 'sandtable', 'both'];

/** The room: globe, cut-out sandtable or both, with tools and what must stand on every map. */
export function CentreView({ bare = false }: { readonly bare?: boolean }) {
  const t = useText();
  const dispatch = useAppDispatch();
  const view = useAppSelector((s) => s.ui.mapView);
  const showGlobe = view !== 'sandtable';
  return (
    <div className="centre">
      {showGlobe && <GlobeSlot />}
      {view !== 'globe' && <SandtableView />}
      {!bare && showGlobe && <MapTools />}
      <div className="map-corner top-right">
        <TerrainChip />
        {!bare && (
          <fieldset className="map-views">
            <legend className="visually-hidden">{t('common.map.view')}</legend>
            {views.map((id) => (
              <button
                key={id}
                type="button"
                aria-pressed={id === view}
                onClick={() => dispatch(mapViewChosen(id))}
              >
                {t(`common.map.${id}`)}
              </button>
            ))}
          </fieldset>
        )}
        <MapTime />
      </div>
      {showGlobe && (
        <div className="map-corner bottom-right">
          <ScaleChip />
          <CursorChip />
        </div>
      )}
    </div>
  );
}

/** Where the one map stands now. */
function GlobeSlot() {
  const t = useText();
  const slot = useRef<HTMLDivElement>(null);
  const host = useMapHost();
  const { element, ensure, state } = host;
  useEffect(() => {
    slot.current?.append(element);
    ensure();
  }, [element, ensure]);
  return (
    <section className="globe-slot" ref={slot} aria-label={t('common.map.label')}>
      {state.is === 'waiting' && (
        <div className="map-wait">
          <Blank title={t('common.map.loading')} />
        </div>
      )}
      {state.is === 'failed' && (
        <div className="map-wait">
          <Blank title={t('common.map.noGlobe')} hint={t('common.map.noGlobeHint')}>
            <pre>{state.why}</pre>
          </Blank>
        </div>
      )}
    </section>
  );
}
