import { Modal } from 'antd';
import { useEffect, useId, useMemo, useState } from 'react';
import type { PlaceInfo, ScenarioInfo } from '../../shared/contract/types.ts';
import { formatPosition } from '../../shared/text/index.ts';
import { useApi, useCall, useGlobe, useText, useWindowText } from '../bridge/hooks.ts';
import { useLiveTables } from '../live/hooks.ts';
import { globeLayers } from '../state/globePort.ts';
import { useAppDispatch, useAppSelector, useSettings } from '../state/hooks.ts';
import {
  drawerSet,
  incidentChosen,
  layerToggled,
  panelWanted,
  selected,
  workspaceChosen,
  workspaces,
} from '../state/ui.ts';
import { actionIds, useActions } from './actions.ts';
import { type PaletteItem, rank } from './paletteModel.ts';
import { panelsFor } from './panelList.ts';

/** Finds any action, workspace, panel, place, force, layer, incident, warning and scenario. */
export function Palette() {
  const open = useAppSelector((s) => s.ui.drawer === 'palette');
  const dispatch = useAppDispatch();
  const t = useText();
  const close = () => dispatch(drawerSet(undefined));
  return (
    <Modal
      open={open}
      onCancel={close}
      footer={null}
      closable={false}
      width={640}
      destroyOnHidden
      className="palette"
      aria-label={t('common.palette.title')}
      style={{ top: 96 }}
    >
      <PaletteBody close={close} />
    </Modal>
  );
}

function PaletteBody({ close }: { readonly close: () => void }) {
  const t = useText();
  const list = useId();
  const [query, setQuery] = useState('');
  const [cursor, setCursor] = useState(0);
  const { places, searching } = usePlaces(query);
  const items = useItems(places);
  const found = useMemo(() => rank(items, query), [items, query]);
  const at = Math.min(cursor, Math.max(0, found.length - 1));
  const optionId = (i: number) => `${list}-${i}`;

  useEffect(() => {
    document.getElementById(`${list}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [list, at]);

  const run = (item: PaletteItem | undefined) => {
    if (!item) return;
    close();
    item.run();
  };
  return (
    <>
      <input
        // biome-ignore lint/a11y/noAutofocus: a palette is opened to type
        autoFocus
        className="palette-input"
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={found.length > 0 ? optionId(at) : undefined}
        aria-label={t('common.palette.title')}
        placeholder={t('common.palette.placeholder')}
        value={query}
        maxLength={100}
        onChange={(e) => {
          setQuery(e.target.value);
          setCursor(0);
        }}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return;
          if (e.key === 'ArrowDown') setCursor(Math.min(at + 1, found.length - 1));
          else if (e.key === 'ArrowUp') setCursor(Math.max(at - 1, 0));
          else if (e.key === 'Enter') run(found[at]);
          else return;
          e.preventDefault();
        }}
      />
      <div className="palette-list" role="listbox" id={list}>
        {found.map((item, i) => (
          <div key={item.key}>
            {found[i - 1]?.group !== item.group && (
              <div className="palette-group">{t(`common.palette.group.${item.group}`)}</div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys go through the input above */}
            <div
              id={optionId(i)}
              role="option"
              tabIndex={-1}
              aria-selected={i === at}
              className="palette-item"
              onMouseMove={() => setCursor(i)}
              onClick={() => run(item)}
            >
              <span>{item.title}</span>
              <span className="muted num">{item.detail}</span>
            </div>
          </div>
        ))}
        {found.length === 0 && (
          <div className="palette-empty">
            {searching ? t('common.palette.searching') : t('common.palette.empty', { query })}
          </div>
        )}
      </div>
      <div className="palette-foot muted">{t('common.palette.hint')}</div>
    </>
  );
}

/** Places that the host finds for the query, by name or pinyin; asked after a short pause in typing. */
function usePlaces(query: string): {
  readonly places: readonly PlaceInfo[];
  readonly searching: boolean;
} {
  const api = useApi();
  const [places, setPlaces] = useState<readonly PlaceInfo[]>([]);
  const [answered, setAnswered] = useState('');
  const wanted = query.trim();
  useEffect(() => {
    if (wanted === '') {
      setPlaces([]);
      setAnswered('');
      return;
    }
    let gone = false;
    const timer = setTimeout(async () => {
      try {
        const found = await api.places.query({ query: wanted, limit: 20 });
        if (!gone) setPlaces(found);
      } catch {
        if (!gone) setPlaces([]);
      }
      if (!gone) setAnswered(wanted);
    }, 120);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [api, wanted]);
  return { places, searching: wanted !== answered };
}

function useScenarios(): readonly ScenarioInfo[] {
  const api = useApi();
  const [list, setList] = useState<readonly ScenarioInfo[]>([]);
  useEffect(() => {
    let gone = false;
    api.scenario.list.query().then(
      (found) => {
        if (!gone) setList(found);
      },
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [api]);
  return list;
}

function useItems(places: readonly PlaceInfo[]): readonly PaletteItem[] {
  const t = useText();
  const { locale } = useWindowText();
  const dispatch = useAppDispatch();
  const actions = useActions();
  const api = useApi();
  const call = useCall();
  const globe = useGlobe();
  const tables = useLiveTables();
  const settings = useSettings();
  const scenarios = useScenarios();
  return useMemo(() => {
    const out: PaletteItem[] = [];
    const hidden = new Set<string>(['palette', 'escape']);
    for (const id of actionIds)
      if (!hidden.has(id))
        out.push({
          key: `action:${id}`,
          group: 'action',
          title: t(`common.action.${id}`),
          also: id,
          run: () => actions.run(id),
        });
    workspaces.forEach((id, i) => {
      out.push({
        key: `workspace:${id}`,
        group: 'workspace',
        title: t(`common.workspace.${id}`),
        detail: `Ctrl+${i + 1}`,
        also: id,
        run: () => dispatch(workspaceChosen(id)),
      });
    });
    for (const def of panelsFor(settings.seatRole))
      out.push({
        key: `panel:${def.id}`,
        group: 'panel',
        title: t(def.titleKey),
        also: def.id,
        run: () => dispatch(panelWanted(def.id)),
      });
    for (const place of places)
      out.push({
        key: `place:${place.id}`,
        group: 'place',
        title: locale === 'en' && place.nameEn ? `${place.nameEn} ${place.name}` : place.name,
        detail: formatPosition(place.position, settings.coordinates),
        also: place.nameEn,
        always: true,
        run: () => globe?.flyTo({ position: place.position, rangeM: 15_000 }),
      });
    for (const rec of tables.table('forces').values()) {
      const { name, position } = rec.body;
      if (!name) continue;
      out.push({
        key: `force:${rec.id}`,
        group: 'force',
        title: name,
        run: () => {
          dispatch(selected({ collection: 'forces', id: rec.id }));
          dispatch(panelWanted('selected'));
          if (position) globe?.flyTo({ position, rangeM: 8000 });
        },
      });
    }
    for (const rec of tables.table('incidents').values())
      out.push({
        key: `incident:${rec.id}`,
        group: 'incident',
        title: rec.body.title ?? rec.id,
        detail: rec.body.place,
        run: () => {
          dispatch(incidentChosen(rec.id));
          actions.run('toIncident');
        },
      });
    for (const rec of tables.table('alerts').values())
      out.push({
        key: `alert:${rec.id}`,
        group: 'alert',
        title: rec.body.headline ?? rec.body.event ?? rec.id,
        also: rec.body.headlineEn,
        run: () => {
          dispatch(selected({ collection: 'alerts', id: rec.id }));
          dispatch(panelWanted('selected'));
        },
      });
    for (const id of globeLayers) {
      const on = settings.layers[id] ?? true;
      const name = t(`common.layer.${id}`);
      out.push({
        key: `layer:${id}`,
        group: 'layer',
        title: t(on ? 'common.palette.hide' : 'common.palette.show', { name }),
        also: id,
        run: () => dispatch(layerToggled({ id })),
      });
    }
    for (const scenario of scenarios)
      out.push({
        key: `scenario:${scenario.id}`,
        group: 'scenario',
        title: t('common.palette.start', { name: scenario.title[locale] }),
        detail: t(`common.mode.${scenario.mode}`),
        also: scenario.id,
        run: () => {
          call(() => api.scenario.start.mutate({ scenarioId: scenario.id })).catch(() => {});
        },
      });
    return out;
  }, [t, locale, dispatch, actions, api, call, globe, tables, settings, scenarios, places]);
}
