import { createSlice, type PayloadAction } from '@reduxjs/toolkit';
import type { CollectionName } from '../../shared/events/situation.ts';
import { type DrawTool, type GlobePick, globeLayers } from './globePort.ts';

export const workspaces = ['situation', 'whatif', 'command', 'review', 'exercise'] as const;
export type Workspace = (typeof workspaces)[number];
export type MapView = 'globe' | 'sandtable' | 'both';
export type Drawer = 'settings' | 'help' | 'palette';
export type Role = 'commander' | 'plotter' | 'watch' | 'wall' | 'field';

/** What the person points at: more than the globe can show, for an order or a claim has its lineage too. */
export interface Selection {
  readonly collection: GlobePick['collection'] | CollectionName;
  readonly id: string;
}

const onGlobe: readonly string[] = [
  'tracks',
  'plan',
  'incidents',
  'forces',
  'alerts',
  'forecasts',
  'places',
] satisfies readonly GlobePick['collection'][];

/** The part of a selection that the globe knows how to mark. */
export function globePickOf(selection: Selection | undefined): GlobePick | undefined {
  return selection && onGlobe.includes(selection.collection) ? (selection as GlobePick) : undefined;
}

/** What this seat keeps from one day to the next, in the browser's own storage. */
export interface Settings {
  readonly locale: 'zh' | 'en';
  readonly coordinates: 'decimal' | 'dms' | 'mgrs';
  readonly profile: 'auto' | 'light' | 'full';
  readonly reduceMotion: boolean;
  readonly seatName: string;
  readonly seatRole: Role;
  readonly workspace: Workspace;
  readonly layers: Readonly<Record<string, boolean>>;
  /** workspace → serialised docking layout */
  readonly layouts: Readonly<Partial<Record<Workspace, unknown>>>;
}

export interface UiState {
  readonly settings: Settings;
  /** Incident that the person chose; useActiveIncident() settles what is active. */
  readonly incidentId: string | undefined;
  readonly selection: Selection | undefined;
  readonly tool: DrawTool | undefined;
  readonly mapView: MapView;
  /** Follows the session's clock; false while this seat scrubs by itself. */
  readonly following: boolean;
  readonly wall: boolean;
  readonly drawer: Drawer | undefined;
  /** Panel that was asked for by another part of the window; the count tells a repeated wish apart. */
  readonly wantedPanel: { readonly id: string; readonly count: number } | undefined;
  /** Rises when the layout of the current workspace is to be built afresh. */
  readonly layoutResets: number;
}

export const defaultSettings: Settings = {
  locale: 'zh',
  coordinates: 'decimal',
  profile: 'auto',
  reduceMotion: false,
  seatName: '',
  seatRole: 'plotter',
  workspace: 'situation',
  layers: Object.fromEntries(globeLayers.map((id) => [id, id !== 'graticule'])),
  layouts: {},
};

const initialState: UiState = {
  settings: defaultSettings,
  incidentId: undefined,
  selection: undefined,
  tool: undefined,
  mapView: 'globe',
  following: true,
  wall: false,
  drawer: undefined,
  wantedPanel: undefined,
  layoutResets: 0,
};

const slice = createSlice({
  name: 'ui',
  initialState: initialState as UiState,
  reducers: {
    settingsChanged: (state, { payload }: PayloadAction<Partial<Settings>>) => ({
      ...state,
      settings: { ...state.settings, ...payload },
    }),
    workspaceChosen: (state, { payload }: PayloadAction<Workspace>) => ({
      ...state,
      settings: { ...state.settings, workspace: payload },
    }),
    layerToggled: (
      state,
      { payload }: PayloadAction<{ id: string; visible?: boolean | undefined }>,
    ) => ({
      ...state,
      settings: {
        ...state.settings,
        layers: {
          ...state.settings.layers,
          [payload.id]: payload.visible ?? !(state.settings.layers[payload.id] ?? true),
        },
      },
    }),
    layoutSaved: (
      state,
      { payload }: PayloadAction<{ workspace: Workspace; layout: unknown }>,
    ) => ({
      ...state,
      settings: {
        ...state.settings,
        layouts: { ...state.settings.layouts, [payload.workspace]: payload.layout },
      },
    }),
    layoutReset: (state, { payload }: PayloadAction<Workspace>) => ({
      ...state,
      layoutResets: state.layoutResets + 1,
      settings: {
        ...state.settings,
        layouts: { ...state.settings.layouts, [payload]: undefined },
      },
    }),
    incidentChosen: (state, { payload }: PayloadAction<string | undefined>) => ({
      ...state,
      incidentId: payload,
      selection: payload === state.incidentId ? state.selection : undefined,
    }),
    selected: (state, { payload }: PayloadAction<Selection | undefined>) => ({
      ...state,
      selection: payload,
    }),
    toolChosen: (state, { payload }: PayloadAction<DrawTool | undefined>) => ({
      ...state,
      tool: payload,
    }),
    mapViewChosen: (state, { payload }: PayloadAction<MapView>) => ({ ...state, mapView: payload }),
    followingSet: (state, { payload }: PayloadAction<boolean>) => ({
      ...state,
      following: payload,
    }),
    wallSet: (state, { payload }: PayloadAction<boolean>) => ({ ...state, wall: payload }),
    drawerSet: (state, { payload }: PayloadAction<Drawer | undefined>) => ({
      ...state,
      drawer: payload,
    }),
    panelWanted: (state, { payload }: PayloadAction<string>) => ({
      ...state,
      wantedPanel: { id: payload, count: (state.wantedPanel?.count ?? 0) + 1 },
    }),
  },
});

export const {
  settingsChanged,
  workspaceChosen,
  layerToggled,
  layoutSaved,
  layoutReset,
  incidentChosen,
  selected,
  toolChosen,
  mapViewChosen,
  followingSet,
  wallSet,
  drawerSet,
  panelWanted,
} = slice.actions;
export const uiReducer = slice.reducer;
