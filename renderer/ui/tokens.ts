/**
 * Colours that mean something. The four warning colours are for levels and nothing else; the same names stand as
 * CSS variables in base.css.
 */
export const colours = {
  ground: '#0b0f14',
  panel: '#151b23',
  raised: '#1c242e',
  line: '#2a3440',
  text: '#e6edf3',
  textMuted: '#9aa7b4',
  /** ours, in progress */
  accent: '#4aa3ff',
  /** confirmed, arrived, done */
  confirmed: '#3fcf8e',
  /** forecast */
  forecast: '#b48cff',
  /** unknown, standby, stale */
  unknown: '#8b97a3',
  /** top bar and marks of an exercise (teal) and of a review (sepia): none of the warning colours, nor forecast */
  exercise: '#0f766e',
  review: '#6e5638',
} as const;

/** level → fill and the text colour that can be read on it */
export const levelColours = {
  1: { fill: '#f04438', on: '#ffffff' },
  2: { fill: '#ff9f2e', on: '#1a1206' },
  3: { fill: '#f5d33f', on: '#1a1706' },
  4: { fill: '#3b82f6', on: '#ffffff' },
} as const;

export const fontText =
  '"Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", "Helvetica Neue", Arial, sans-serif';
export const fontFigures =
  '"JetBrains Mono", "DejaVu Sans Mono", "Cascadia Mono", "SF Mono", Consolas, "Noto Sans Mono CJK SC", monospace';
