// Writes one tsconfig per room and the linter's import rules from build/rooms.json.
// `node build/rooms.mjs` writes; `node build/rooms.mjs --check` fails when a file is out of date.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const table = JSON.parse(readFileSync(join(root, 'build/rooms.json'), 'utf8'));
const rooms = Object.keys(table).filter((k) => !k.startsWith('$'));
const check = process.argv.includes('--check');
const stale = [];

function put(path, value) {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  const full = join(root, path);
  // By content: the linter may lay out its own settings file as it likes.
  const same =
    existsSync(full) &&
    JSON.stringify(JSON.parse(readFileSync(full, 'utf8'))) === JSON.stringify(value);
  if (same) return;
  if (check) stale.push(path);
  else writeFileSync(full, text);
}

for (const room of rooms) {
  const depth = room
    .split('/')
    .map(() => '..')
    .join('/');
  const side = room.split('/')[0];
  put(`${room}/tsconfig.json`, {
    extends: `${depth}/build/tsconfig.${side}.json`,
    compilerOptions: {
      composite: true,
      rootDir: depth,
      outDir: `${depth}/dist`,
      tsBuildInfoFile: `${depth}/dist/.tsbuildinfo/${room.replace('/', '-')}.tsbuildinfo`,
    },
    include: ['./**/*.ts', './**/*.tsx', ...(room === 'renderer/app' ? ['./**/*.json'] : [])],
    exclude: ['./**/*.test.ts', './**/*.test.tsx'],
    references: table[room].map((to) => ({ path: relative(room, to) })),
  });
}

// Tests may look into every room; they are compiled as one project of their own.
put('tests/tsconfig.json', {
  extends: '../build/tsconfig.tests.json',
  compilerOptions: {
    composite: true,
    rootDir: '..',
    outDir: '../dist',
    tsBuildInfoFile: '../dist/.tsbuildinfo/tests.tsbuildinfo',
  },
  include: [
    './**/*.ts',
    '../shared/**/*.test.ts',
    '../main/**/*.test.ts',
    '../renderer/**/*.test.ts',
    '../renderer/**/*.test.tsx',
    '../build/**/*.ts',
  ],
  references: rooms.map((to) => ({ path: `../${to}` })),
});

put('tsconfig.json', {
  files: [],
  references: [...rooms, 'tests'].map((r) => ({ path: `./${r}` })),
});

const fence = (room) => {
  const side = room.split('/')[0];
  const banned = rooms.filter((r) => r !== room && !table[room].includes(r));
  const paths = {};
  if (room !== 'renderer/globe') paths.cesium = 'Only renderer/globe imports cesium.';
  if (room !== 'renderer/sandtable') paths.three = 'Only renderer/sandtable imports three.';
  if (room !== 'main/electron') paths.electron = 'Only main/electron imports electron.';
  return {
    includes: [`${room}/**`, `!${room}/**/*.test.ts`, `!${room}/**/*.test.tsx`],
    linter: {
      rules: {
        style: {
          noRestrictedImports: {
            level: 'error',
            options: {
              paths,
              patterns: [
                {
                  group: banned
                    .map((b) => `**/${b}/**`)
                    .concat(side === 'shared' ? ['node:*', 'react', 'fastify'] : []),
                  message: `${room} may not import this room: see build/rooms.json.`,
                },
              ],
            },
          },
        },
      },
    },
  };
};

const biome = JSON.parse(readFileSync(join(root, 'build/biome.base.json'), 'utf8'));
biome.overrides = [...(biome.overrides ?? []), ...rooms.map(fence)];
put('biome.json', biome);

if (stale.length > 0) {
  console.error(`Out of date (run: node build/rooms.mjs): ${stale.join(', ')}`);
  process.exit(1);
}
