import type { TextFn } from '../../shared/text/index.ts';
import type { LegendEntry, SheetMap } from './sheetModel.ts';

/** The legend of what is on the map, and of nothing else. */
export function legendOf(text: TextFn, map: SheetMap, hasWater: boolean): LegendEntry[] {
  const found = new Set<string>();
  for (const item of map.items) {
    if (item.kind === 'symbol')
      found.add(item.main ? 'incident' : item.frame === 'solid' ? 'forceSolid' : 'forceDashed');
    else if (item.kind === 'plan') found.add(item.phase);
    else if (item.kind === 'ring') found.add(item.role);
    else if (item.kind === 'error') found.add('error');
    else found.add(item.role);
  }
  for (const name of map.names)
    if (name.kind === 'seat' || name.kind === 'peak') found.add(name.kind);
  if (hasWater) found.add('water');
  found.add('contour');
  const order = [
    'incident',
    'error',
    'forceSolid',
    'forceDashed',
    'source',
    'extent',
    'isochrone',
    'forecastPlace',
    'actual',
    'planned',
    'alert',
    'station',
    'thing',
    'seat',
    'peak',
    'water',
    'contour',
  ];
  return order
    .filter((id) => found.has(id))
    .map((swatch) => ({
      swatch,
      text: text(
        `panorama.legend.${swatch}`,
        swatch === 'contour' ? { index: map.contourM * 5 } : undefined,
      ),
    }));
}
