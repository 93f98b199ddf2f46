import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlaceInfo } from '../../shared/contract/types.ts';

export interface Places {
  readonly all: readonly PlaceInfo[];
  search(query: string, limit: number): readonly PlaceInfo[];
}

/** Named places that the program brings; found by part of their Chinese or English name or their code. */
export async function loadPlaces(assetsDir: string): Promise<Places> {
  const all = JSON.parse(
    await readFile(join(assetsDir, 'terrain', 'places.json'), 'utf8'),
  ) as PlaceInfo[];
  return {
    all,
    search(query, limit) {
      const wanted = query.trim().toLowerCase();
      if (wanted === '') return [];
      const rank = (p: PlaceInfo) => {
        const names = [p.name, p.nameEn ?? '', p.code ?? ''].map((n) => n.toLowerCase());
        if (names.some((n) => n === wanted)) return 0;
        if (names.some((n) => n.startsWith(wanted))) return 1;
        return names.some((n) => n.includes(wanted)) ? 2 : 3;
      };
      return all
        .map((p) => [rank(p), p] as const)
        .filter(([r]) => r < 3)
        .sort((a, b) => a[0] - b[0])
        .slice(0, limit)
        .map(([, p]) => p);
    },
  };
}
