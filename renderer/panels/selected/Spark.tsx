interface Point {
  readonly at: number;
  readonly value: number;
}

/** A reading over time; where nothing came for long the line is broken, never bridged. */
export function Spark({ points }: { readonly points: readonly Point[] }) {
  if (points.length < 2) return null;
  const values = points.map((p) => p.value);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const from = (points[0] as Point).at;
  const to = (points.at(-1) as Point).at;
  const steps = points
    .slice(1)
    .map((p, i) => p.at - (points[i] as Point).at)
    .sort((a, b) => a - b);
  const usual = steps[Math.floor(steps.length / 2)] ?? 0;
  let d = '';
  points.forEach((p, i) => {
    const x = ((p.at - from) / Math.max(1, to - from)) * 100;
    const y = 30 - ((p.value - low) / Math.max(1e-9, high - low)) * 28 - 1;
    const before = points[i - 1];
    const broken = !before || (usual > 0 && p.at - before.at > usual * 3);
    d += `${broken ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`;
  });
  return (
    <svg className="spark" viewBox="0 0 100 30" preserveAspectRatio="none" aria-hidden="true">
      <path d={d} fill="none" vectorEffect="non-scaling-stroke" />
    </svg>
  );
}
