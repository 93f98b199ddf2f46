import type { CommandSpec, Parsed } from './args.ts';
import type { CommandIo } from './io.ts';

export interface CommandInput extends Parsed {
  readonly io: CommandIo;
  readonly dataDir: string;
}

export interface Command {
  readonly spec: CommandSpec;
  /** Returns the exit code: 0 done, 1 failed, 2 wrong usage. */
  run(input: CommandInput): Promise<number>;
}
