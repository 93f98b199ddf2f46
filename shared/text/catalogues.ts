import { cli as enCli } from './en/cli.ts';
import { common as enCommon } from './en/common.ts';
import { desk as enDesk } from './en/desk.ts';
import { feeds as enFeeds } from './en/feeds.ts';
import { globe as enGlobe } from './en/globe.ts';
import { host as enHost } from './en/host.ts';
import { panels as enPanels } from './en/panels.ts';
import { panorama as enPanorama } from './en/panorama.ts';
import { plan as enPlan } from './en/plan.ts';
import { predictPanel as enPredictPanel } from './en/predictPanel.ts';
import { sandtableView as enSandtableView } from './en/sandtableView.ts';
import { scenario as enScenario } from './en/scenario.ts';
import { shell as enShell } from './en/shell.ts';
import { store as enStore } from './en/store.ts';
import { terrain as enTerrain } from './en/terrain.ts';
import { terrainPanel as enTerrainPanel } from './en/terrainPanel.ts';
import { timeline as enTimeline } from './en/timeline.ts';
import { cli as zhCli } from './zh/cli.ts';
import { common as zhCommon } from './zh/common.ts';
import { desk as zhDesk } from './zh/desk.ts';
import { feeds as zhFeeds } from './zh/feeds.ts';
import { globe as zhGlobe } from './zh/globe.ts';
import { host as zhHost } from './zh/host.ts';
import { panels as zhPanels } from './zh/panels.ts';
import { panorama as zhPanorama } from './zh/panorama.ts';
import { plan as zhPlan } from './zh/plan.ts';
import { predictPanel as zhPredictPanel } from './zh/predictPanel.ts';
import { sandtableView as zhSandtableView } from './zh/sandtableView.ts';
import { scenario as zhScenario } from './zh/scenario.ts';
import { shell as zhShell } from './zh/shell.ts';
import { store as zhStore } from './zh/store.ts';
import { terrain as zhTerrain } from './zh/terrain.ts';
import { terrainPanel as zhTerrainPanel } from './zh/terrainPanel.ts';
import { timeline as zhTimeline } from './zh/timeline.ts';

export type Locale = 'zh' | 'en';

/** namespace → catalogue, one file each; the order settles which one a bare path means. */
export const catalogues = {
  zh: {
    common: zhCommon,
    host: zhHost,
    cli: zhCli,
    plan: zhPlan,
    timeline: zhTimeline,
    panels: zhPanels,
    desk: zhDesk,
    panorama: zhPanorama,
    scenario: zhScenario,
    sandtableView: zhSandtableView,
    predictPanel: zhPredictPanel,
    terrainPanel: zhTerrainPanel,
    feeds: zhFeeds,
    terrain: zhTerrain,
    store: zhStore,
    shell: zhShell,
    globe: zhGlobe,
  },
  en: {
    common: enCommon,
    host: enHost,
    cli: enCli,
    plan: enPlan,
    timeline: enTimeline,
    panels: enPanels,
    desk: enDesk,
    panorama: enPanorama,
    scenario: enScenario,
    sandtableView: enSandtableView,
    predictPanel: enPredictPanel,
    terrainPanel: enTerrainPanel,
    feeds: enFeeds,
    terrain: enTerrain,
    store: enStore,
    shell: enShell,
    globe: enGlobe,
  },
} as const satisfies Record<Locale, Record<string, unknown>>;
