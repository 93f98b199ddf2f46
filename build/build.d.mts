/** Path of the command line's entry: emitted where it is up to date, else the sources. */
export function hostProgram(): string;
