import type { HazardType } from '../model/common.ts';

export interface ChecklistItem {
  readonly id: string;
  readonly textKey: string;
  /** Minutes after the report. */
  readonly dueMin: number;
}

const item = (id: string, dueMin: number): ChecklistItem => ({
  id,
  textKey: `plan.check.${id}`,
  dueMin,
});

const everywhere = [
  item('verify', 3),
  item('confirmLevel', 5),
  item('callOut', 10),
  item('advance', 10),
  item('liveView', 5),
  item('report', 20),
  item('comms', 20),
  item('panorama', 30),
];

const byHazard: Partial<Record<HazardType, readonly ChecklistItem[]>> = {
  flood: [item('floodClose', 15), item('evacuateLow', 20)],
  flashFlood: [item('evacuateLow', 10)],
  waterlogging: [item('closeUnderpass', 10), item('pumps', 20)],
  landslide: [
    item('cordon', 10),
    item('closeWater', 10),
    item('watchSlope', 15),
    item('evacuateRunup', 15),
  ],
  forestFire: [item('wind', 10), item('fireBelt', 20), item('evacuateFire', 15)],
  hazmat: [item('substance', 5), item('evacuateDown', 10), item('cordon', 10)],
  damBreach: [item('evacuateDown', 10), item('watchDam', 10)],
  earthquake: [item('aftershock', 10), item('watchDam', 20)],
};

/** What has to be done in the first half hour, in order of its due time. A bureau edits the list per incident. */
export function defaultChecklist(hazard: HazardType): readonly ChecklistItem[] {
  return [...everywhere, ...(byHazard[hazard] ?? [])].sort((a, b) => a.dueMin - b.dueMin);
}
