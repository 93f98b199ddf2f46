import type { GlobePick } from '../state/globePort.ts';
import type { Spot } from './overlay.ts';

/**
 * What stands on the table for those who do not point: one button each, in reading order, over its symbol. The mouse
 * goes through them to the land.
 */
export function createSpots(choose: (pick: GlobePick) => void) {
  const element = document.createElement('div');
  element.className = 'sandtable-spots';
  const buttons = new Map<string, HTMLButtonElement>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let latest: readonly Spot[] = [];

  function settle(): void {
    timer = undefined;
    const gone = new Set(buttons.keys());
    for (const { pick, label, box } of latest) {
      if (label === '') continue;
      const key = `${pick.collection}/${pick.id}`;
      gone.delete(key);
      let button = buttons.get(key);
      if (!button) {
        button = document.createElement('button');
        button.type = 'button';
        button.dataset.spot = key;
        button.addEventListener('click', () => choose(pick));
        buttons.set(key, button);
        element.append(button);
      }
      if (button.ariaLabel !== label) button.ariaLabel = label;
      button.style.cssText = `left:${box.x.toFixed(1)}px;top:${box.y.toFixed(1)}px;width:${box.w}px;height:${box.h}px`;
    }
    for (const key of gone) {
      buttons.get(key)?.remove();
      buttons.delete(key);
    }
  }

  return {
    element,
    /** While the table turns nothing is written into the page. */
    update(spots: readonly Spot[]) {
      latest = spots;
      clearTimeout(timer);
      timer = setTimeout(settle, 160);
    },
    dispose() {
      clearTimeout(timer);
      element.remove();
    },
  };
}
