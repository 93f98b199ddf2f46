/** Asks for a series again and again. An answer to what was asked before a jump in time is of another time. */
export function createSeries<P extends { readonly at: number; readonly value: number }>(
  query: () => Promise<readonly P[]> | undefined,
  show: (points: readonly P[]) => void,
) {
  let round = 0;
  let last = '';
  const ask = () => {
    const asked = round;
    query()?.then(
      (found) => {
        const sign = `${found.length}|${found.at(-1)?.at}|${found.at(-1)?.value}`;
        if (asked !== round || sign === last) return;
        last = sign;
        show(found);
      },
      () => {},
    );
  };
  return {
    ask,
    /** Another session or another time of it: nothing of the old one stays. */
    reset() {
      round += 1;
      last = '';
      show([]);
      ask();
    },
    stop() {
      round += 1;
    },
  };
}
