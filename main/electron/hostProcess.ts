import { startHost } from '../host/host.ts';
import { runHostLoop } from './hostLoop.ts';

// Ctrl-C reaches every process of the terminal at once; the shell then says stop, after its windows have closed.
process.on('SIGINT', () => undefined);

runHostLoop({
  port: {
    post: (message) => process.parentPort.postMessage(message),
    onMessage: (listener) => {
      process.parentPort.on('message', (event) => listener(event.data));
    },
  },
  start: startHost,
  exit: (code) => process.exit(code),
  log: (line) => process.stderr.write(`${line}\n`),
});
