import type { Problem } from '../../shared/kit/result.ts';
import { createText, type Locale, type Text } from '../../shared/text/index.ts';

/** Where a command speaks: with --json one document on stdout and all else on stderr. */
export interface CommandIo {
  readonly text: Text;
  readonly json: boolean;
  /** For people: stdout, or stderr when the caller asked for JSON. */
  say(line: string): void;
  log(line: string): void;
  /** The one result of the command. `human` prints it for people. Only the first one counts. */
  result(value: unknown, human: () => string): void;
  /** Tells what went wrong: to people, and to a script that waits for its one document. */
  problem(problem: Problem, usage?: string): void;
  readonly signal: AbortSignal;
}

export function createIo(locale: Locale, json: boolean, signal: AbortSignal): CommandIo {
  const out = (line: string) => process.stdout.write(`${line}\n`);
  const err = (line: string) => process.stderr.write(`${line}\n`);
  const text = createText(locale);
  let told = false;
  return {
    text,
    json,
    say: json ? err : out,
    log: err,
    result: (value, human) => {
      if (json && told) return;
      told = true;
      out(json ? JSON.stringify(value) : human());
    },
    problem: (problem, usage) => {
      const message = text.problem(problem);
      err(usage === undefined ? message : `${message}\n\n${usage}`);
      if (!json || told) return;
      told = true;
      out(JSON.stringify({ ok: false, problem: { ...problem, message } }));
    },
    signal,
  };
}

/** A table in plain text; wide (CJK) characters count two columns. */
export function plainTable(rows: readonly (readonly string[])[]): string {
  const width = (s: string) =>
    [...s].reduce(
      (n, c) =>
        n +
        (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/.test(
          c,
        )
          ? 2
          : 1),
      0,
    );
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, width(cell));
    });
  return rows
    .map((row) =>
      row
        .map(
          (cell, i) =>
            cell + ' '.repeat(i === row.length - 1 ? 0 : (widths[i] as number) - width(cell) + 2),
        )
        .join(''),
    )
    .join('\n');
}
