// `npm run -s sandtable -- <command>`: the command line. Prints nothing on stdout itself.
import { join } from 'node:path';
import { ensureInstalled, node24, root, run } from './bootstrap.mjs';

ensureInstalled();
process.exit(
  await run(node24(), [join(root, 'main/cli/main.ts'), ...process.argv.slice(2)], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  }),
);
