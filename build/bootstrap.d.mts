/** Flags of Node for the host's process. */
export const hostFlags: readonly string[];
