import { problemOf } from '../../shared/kit/result.ts';
import { createText } from '../../shared/text/index.ts';
import type { Host, HostConfig } from '../host/host.ts';
import { type FromHost, toHost } from './hostMessages.ts';

/** The host's end of the line to the shell. */
export interface ShellPort {
  post(message: FromHost): void;
  onMessage(listener: (message: unknown) => void): void;
}

export interface HostLoopDeps {
  readonly port: ShellPort;
  start(config: HostConfig): Promise<Host>;
  exit(code: number): void;
  log(line: string): void;
}

/** Runs one host on the shell's word: start, links, imports, stop. Ends the process by `exit`. */
export function runHostLoop({ port, start, exit, log }: HostLoopDeps): void {
  let text = createText('zh');
  let host: Promise<Host> | undefined;
  let ending = false;

  const words = (error: unknown) => text.problem(problemOf(error));
  const end = async (code: number) => {
    if (ending) return;
    ending = true;
    try {
      await (await host)?.stop();
      exit(code);
    } catch (error) {
      log(words(error));
      exit(1);
    }
  };

  port.onMessage((raw) => {
    const parsed = toHost.safeParse(raw);
    if (!parsed.success) {
      log(`shell message refused: ${parsed.error.issues[0]?.message}`);
      return;
    }
    const message = parsed.data;
    if (message.type === 'stop') void end(0);
    else if (message.type === 'start') {
      if (host || ending) return;
      text = createText(message.options.locale);
      host = start({ ...message.options, log });
      host.then(
        (started) => {
          started.onFatal((problem) => {
            port.post({ type: 'failed', words: text.problem(problem) });
            void end(1);
          });
          port.post({ type: 'ready', url: started.url, port: started.port });
        },
        (error: unknown) => {
          port.post({ type: 'failed', words: words(error) });
          host = undefined;
          void end(1);
        },
      );
    } else if (!ending)
      host?.then(
        (started) => {
          if (message.type === 'link')
            port.post({ type: 'link', id: message.id, url: started.link() });
          else started.importTerrain(message.paths);
        },
        // Told already, where it was started.
        () => undefined,
      );
  });
}
