import type { ComponentType } from 'react';

export interface PanelDef {
  readonly id: string;
  readonly titleKey: string;
  readonly load: () => Promise<{ default: ComponentType }>;
  readonly roles?: readonly string[];
  readonly workspaces: readonly string[];
  readonly side: 'left' | 'right' | 'bottom';
}

/** All panels, by hand: what is not in this list does not exist. */
export const panels: readonly PanelDef[] = [
  {
    id: 'incidents',
    titleKey: 'panels.incidents.title',
    load: () => import('./incidents/index.tsx'),
    workspaces: ['situation', 'command', 'exercise'],
    side: 'left',
  },
  {
    id: 'report',
    titleKey: 'panels.report.title',
    load: () => import('./report/index.tsx'),
    workspaces: ['situation', 'command'],
    side: 'left',
  },
  {
    id: 'layers',
    titleKey: 'panels.layers.title',
    load: () => import('./layers/index.tsx'),
    workspaces: ['situation', 'review'],
    side: 'left',
  },
  {
    id: 'todo',
    titleKey: 'panels.todo.title',
    load: () => import('./todo/index.tsx'),
    workspaces: ['situation', 'command'],
    side: 'left',
  },
  {
    id: 'plan',
    titleKey: 'panels.plan.title',
    load: () => import('./plan/index.tsx'),
    workspaces: ['situation', 'command'],
    side: 'right',
  },
  {
    id: 'orders',
    titleKey: 'panels.orders.title',
    load: () => import('./orders/index.tsx'),
    workspaces: ['situation', 'command'],
    side: 'right',
  },
  {
    id: 'feeds',
    titleKey: 'panels.feeds.title',
    load: () => import('./feeds/index.tsx'),
    workspaces: ['situation', 'exercise'],
    side: 'right',
  },
  {
    id: 'journal',
    titleKey: 'panels.journal.title',
    load: () => import('./journal/index.tsx'),
    workspaces: ['review'],
    side: 'left',
  },
  {
    id: 'branches',
    titleKey: 'panels.branches.title',
    load: () => import('./branches/index.tsx'),
    workspaces: ['whatif', 'review'],
    side: 'right',
  },
  {
    id: 'predict',
    titleKey: 'predictPanel.title',
    load: () => import('./predict/index.tsx'),
    workspaces: ['situation', 'whatif', 'command'],
    side: 'left',
  },
  {
    id: 'terrain',
    titleKey: 'terrainPanel.title',
    load: () => import('./terrain/index.tsx'),
    workspaces: ['situation', 'whatif'],
    side: 'left',
  },
  {
    id: 'forces',
    titleKey: 'desk.forces.title',
    load: () => import('./forces/index.tsx'),
    workspaces: ['situation', 'command', 'review', 'exercise'],
    side: 'left',
  },
  {
    id: 'chain',
    titleKey: 'desk.chain.title',
    load: () => import('./chain/index.tsx'),
    workspaces: ['situation', 'command', 'review'],
    side: 'left',
  },
  {
    id: 'panorama',
    titleKey: 'desk.panorama.title',
    load: () => import('./panorama/index.tsx'),
    workspaces: ['situation', 'review', 'exercise'],
    side: 'right',
  },
  {
    id: 'gaps',
    titleKey: 'desk.gaps.title',
    load: () => import('./gaps/index.tsx'),
    workspaces: ['situation', 'whatif', 'review', 'exercise'],
    side: 'right',
  },
  {
    id: 'claims',
    titleKey: 'desk.claims.title',
    load: () => import('./claims/index.tsx'),
    workspaces: ['situation', 'whatif', 'review', 'exercise'],
    side: 'right',
  },
  {
    id: 'stations',
    titleKey: 'desk.stations.title',
    load: () => import('./stations/index.tsx'),
    workspaces: ['situation', 'whatif', 'review'],
    side: 'right',
  },
  {
    id: 'aspects',
    titleKey: 'desk.aspects.title',
    load: () => import('./aspects/index.tsx'),
    workspaces: ['situation', 'whatif', 'review'],
    side: 'right',
  },
  {
    id: 'selected',
    titleKey: 'desk.selected.title',
    load: () => import('./selected/index.tsx'),
    workspaces: ['situation', 'whatif', 'command', 'review', 'exercise'],
    side: 'right',
  },
  {
    id: 'tasks',
    titleKey: 'desk.tasks.panel',
    load: () => import('./tasks/index.tsx'),
    workspaces: ['command'],
    side: 'right',
  },
  {
    id: 'scenarios',
    titleKey: 'desk.scenarios.title',
    load: () => import('./scenarios/index.tsx'),
    workspaces: ['exercise', 'whatif'],
    side: 'left',
  },
];
