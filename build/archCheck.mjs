// The walls between the rooms, read off the imports themselves; prints every offending edge.
// `node build/archCheck.mjs [ROOT]`
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ownRoot = join(dirname(fileURLToPath(import.meta.url)), '..');
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|new\s+URL\(\s*)(['"])([^'"]+)\1/g;
/** package → the one room that may import it */
const keepers = {
  electron: 'main/electron',
  cesium: 'renderer/globe',
  three: 'renderer/sandtable',
};

function filesBelow(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir).flatMap((name) => {
    const path = join(dir, name);
    if (statSync(path).isDirectory()) return filesBelow(path);
    return /\.(?:tsx?|cts)$/.test(name) && !/\.test\.tsx?$/.test(name) ? [path] : [];
  });
}

/** Breaches as printable edges. `root` holds shared/, main/, renderer/ and build/rooms.json. */
export function breaches(root = ownRoot) {
  const table = JSON.parse(readFileSync(join(root, 'build/rooms.json'), 'utf8'));
  const rooms = Object.keys(table).filter((k) => !k.startsWith('$'));
  const roomOf = (file) => rooms.find((r) => file === r || file.startsWith(`${r}/`));
  const found = [];
  for (const room of rooms)
    for (const path of filesBelow(join(root, room))) {
      const file = relative(root, path).split(sep).join('/');
      const source = readFileSync(path, 'utf8');
      const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
      for (const [, , target] of source.matchAll(IMPORT)) {
        if (!target.startsWith('.')) {
          const name = target.startsWith('@')
            ? target.split('/').slice(0, 2).join('/')
            : target.split('/')[0];
          if (keepers[name] && keepers[name] !== room)
            found.push(`${file} → ${target} (only ${keepers[name]} imports ${name})`);
          if (room.startsWith('shared/') && (target.startsWith('node:') || name === 'react'))
            found.push(`${file} → ${target} (shared runs anywhere)`);
          continue;
        }
        const to = relative(root, resolve(dirname(path), target))
          .split(sep)
          .join('/');
        const toRoom = roomOf(to);
        if (toRoom === undefined) {
          if (/^(?:main|renderer|tests|build)\//.test(to))
            found.push(`${file} → ${to} (not a room)`);
        } else if (toRoom !== room && !table[room].includes(toRoom))
          found.push(`${file} → ${to} (${room} may not import ${toRoom})`);
        else if (room === 'renderer/panels' && toRoom === room) {
          const [, , from] = file.split('/');
          const [, , other] = to.split('/');
          const inPanel = file.split('/').length > 3;
          if (inPanel && to.split('/').length > 3 && from !== other)
            found.push(`${file} → ${to} (a panel does not import a panel)`);
        }
      }
      const ownClock = room.startsWith('shared/') || room === 'renderer/globe';
      if (ownClock)
        for (const [what] of code.matchAll(
          room === 'shared/time'
            ? /Math\.random\(|performance\.now\(|Date\.now\(/g
            : /Math\.random\(|performance\.now\(|Date\.now\(|new Date\(\)/g,
        ))
          found.push(`${file} (${what} here: pass a Clock or a seeded RNG)`);
    }
  return found;
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  const found = breaches(process.argv[2] ? resolve(process.argv[2]) : ownRoot);
  for (const line of found) console.error(line);
  if (found.length > 0) process.exit(1);
}
