// `npm run -s sandtable -- <command>`: the command line. Prints nothing on stdout itself.
import { ensureInstalled, hostFlags, node24, run } from './bootstrap.mjs';
import { hostProgram } from './build.mjs';

ensureInstalled();
process.exit(
  await run(node24(), [...hostFlags, hostProgram(), ...process.argv.slice(2)], {
    cwd: process.env.INIT_CWD ?? process.cwd(),
  }),
);
