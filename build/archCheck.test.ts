import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error plain JavaScript without types
import { breaches } from './archCheck.mjs';

function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'sandtable-arch-'));
  const table = {
    'shared/kit': [],
    'main/store': ['shared/kit'],
    'main/electron': ['shared/kit'],
    'renderer/panels': ['shared/kit'],
    'renderer/globe': ['shared/kit'],
  };
  for (const [name, text] of Object.entries({
    'build/rooms.json': JSON.stringify(table),
    ...files,
  })) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

describe('architecture check', () => {
  it('lets allowed edges pass', () => {
    expect(
      breaches(
        tree({
          'main/store/a.ts': "import { x } from '../../shared/kit/x.ts';\nimport 'node:fs';",
        }),
      ),
    ).toEqual([]);
  });

  it.each([
    ['main/store/a.ts', "import { y } from '../../renderer/globe/y.ts';", 'renderer/globe'],
    ['shared/kit/a.ts', "import type { T } from '../../main/store/t.ts';", 'main/store'],
    ['shared/kit/a.ts', "import fs from 'node:fs';", 'shared runs anywhere'],
    ['renderer/panels/a/index.tsx', "import { Z } from '../b/z.tsx';", 'does not import a panel'],
    ['main/store/a.ts', "import { app } from 'electron';", 'only main/electron'],
    ['renderer/panels/a/index.tsx', "const c = import('cesium');", 'only renderer/globe'],
    ['shared/kit/a.ts', 'export const t = Math.random();', 'Math.random'],
    ['renderer/globe/a.ts', 'export const t = performance.now();', 'performance.now'],
  ])('%s: %s', (file, text, why) => {
    const found = breaches(tree({ [file]: text })) as string[];
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(file);
    expect(found[0]).toContain(why);
  });

  it('does not mind the words in comments', () => {
    expect(
      breaches(tree({ 'shared/kit/a.ts': '// Math.random() is banned\nexport const a = 1;' })),
    ).toEqual([]);
  });
});
