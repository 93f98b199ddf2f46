import type { Workspace } from '../state/ui.ts';

export type Side = 'left' | 'right' | 'bottom';

/** One group of tabs and its share of the column's height. */
export interface GroupPlan {
  readonly tabs: readonly string[];
  readonly weight: number;
}
export type LayoutPlan = Readonly<Record<Side, readonly GroupPlan[]>>;

const g = (weight: number, ...tabs: string[]): GroupPlan => ({ tabs, weight });

/** What each workspace shows before anybody moved anything. */
const plans: Record<Workspace, Pick<LayoutPlan, 'left' | 'right'>> = {
  situation: {
    left: [
      g(4, 'layers', 'incidents', 'report'),
      g(7, 'forces'),
      g(5, 'chain'),
      g(4, 'todo', 'predict', 'terrain'),
    ],
    right: [
      g(21, 'panorama'),
      g(14, 'gaps', 'claims', 'feeds'),
      g(20, 'aspects', 'stations'),
      g(17, 'selected'),
      g(13, 'orders', 'plan'),
    ],
  },
  whatif: {
    left: [g(4, 'branches', 'scenarios'), g(5, 'predict'), g(3, 'layers', 'terrain')],
    right: [g(5, 'selected'), g(4, 'aspects', 'stations'), g(4, 'gaps', 'claims')],
  },
  command: {
    left: [g(5, 'forces'), g(5, 'chain'), g(4, 'todo', 'incidents', 'report', 'predict')],
    right: [g(6, 'tasks'), g(5, 'orders'), g(3, 'plan'), g(4, 'selected')],
  },
  review: {
    left: [g(6, 'journal'), g(4, 'forces', 'layers'), g(4, 'chain')],
    right: [
      g(21, 'panorama', 'branches'),
      g(14, 'gaps', 'claims'),
      g(19, 'aspects', 'stations'),
      g(19, 'selected', 'orders'),
    ],
  },
  exercise: {
    left: [g(6, 'scenarios'), g(3, 'incidents', 'layers'), g(5, 'forces')],
    right: [g(6, 'panorama'), g(4, 'gaps', 'claims'), g(4, 'feeds'), g(4, 'selected')],
  },
};

export interface PanelLike {
  readonly id: string;
  readonly workspaces: readonly string[];
  readonly side: Side;
}

/**
 * The plan for a workspace with the panels that really exist: unknown ids fall out, and a panel that names the
 * workspace but stands in no plan joins the last group of its side.
 */
export function planFor(workspace: Workspace, panels: readonly PanelLike[]): LayoutPlan {
  const known = new Set(panels.map((p) => p.id));
  const plan = plans[workspace];
  const keep = (groups: readonly GroupPlan[]) =>
    groups
      .map((group) => ({ ...group, tabs: group.tabs.filter((id) => known.has(id)) }))
      .filter((group) => group.tabs.length > 0);
  const out: Record<Side, GroupPlan[]> = {
    left: keep(plan.left),
    right: keep(plan.right),
    bottom: [],
  };
  const placed = new Set([...out.left, ...out.right].flatMap((group) => group.tabs));
  for (const panel of panels) {
    if (placed.has(panel.id) || !panel.workspaces.includes(workspace)) continue;
    const side = out[panel.side];
    const last = side.at(-1);
    if (last) side[side.length - 1] = { ...last, tabs: [...last.tabs, panel.id] };
    else side.push({ tabs: [panel.id], weight: 3 });
  }
  return out;
}
