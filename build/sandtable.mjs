// `npm run -s sandtable -- <command>`: the command line. Prints nothing on stdout itself.
import { join } from 'node:path';
import { ensureInstalled, hostFlags, node24, root, run } from './bootstrap.mjs';

ensureInstalled();
process.exit(
  await run(node24(), [...hostFlags, join(root, 'main/cli/main.ts'), ...process.argv.slice(2)], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  }),
);
