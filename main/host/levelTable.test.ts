import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../shared/kit/result.ts';
import { defaultLevels } from '../../shared/plan/levels.ts';
import { loadLevels } from './levelTable.ts';

let dir: string;
let told: Problem[];
const load = (content?: string) => {
  if (content !== undefined) writeFileSync(join(dir, 'levels.json'), content);
  return loadLevels(dir, (p) => told.push(p));
};
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'sandtable-levels-'));
  told = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe("a bureau's own grading table", () => {
  it('is the built-in one where there is no file, without a word', () => {
    expect(load()).toBe(defaultLevels);
    expect(told).toEqual([]);
  });

  it('is what the file says', () => {
    const rows = [{ field: 'vesselsSunk', atLeast: [20, 10, 5, 1], hazards: ['landslide'] }];
    expect(load(JSON.stringify(rows))).toEqual(rows);
    expect(told).toEqual([]);
  });

  it.each([
    ['no JSON', '{'],
    ['no rows', '[]'],
    ['bounds that rise', '[{"field":"lost","atLeast":[1,3,10,30]}]'],
    ['a bound of nothing', '[{"field":"lost","atLeast":[30,10,3,0]}]'],
    ['an unknown figure', '[{"field":"mood","atLeast":[4,3,2,1]}]'],
    ['an unknown hazard', '[{"field":"lost","atLeast":[4,3,2,1],"hazards":["aliens"]}]'],
  ])('is refused with its reason and replaced by the built-in one: %s', (_, content) => {
    expect(load(content)).toBe(defaultLevels);
    expect(told.map((p) => p.code)).toEqual(['levels.bad']);
    expect(String(told[0]?.params?.why)).not.toBe('');
  });

  it('is refused where the file cannot be read', () => {
    mkdirSync(join(dir, 'levels.json'));
    expect(load()).toBe(defaultLevels);
    expect(told).toHaveLength(1);
  });
});
