/** Colours of the table. Those that mean something are the window's own (renderer/ui/tokens.ts). */
export const ink = {
  text: '#e6edf3',
  muted: '#9aa7b4',
  halo: '#0b0e13',
  accent: '#4aa3ff',
  confirmed: '#3fcf8e',
  forecast: '#b48cff',
  forecastOver: '#75648f',
  unknown: '#98a4b0',
  place: '#c8d3de',
  water: '#9fc6ea',
} as const;

/** By level; 0: not levelled yet. */
export const levelInk = ['#98a4b0', '#f04438', '#ff9f2e', '#f5d33f', '#3b82f6'] as const;

/** As the globe draws them. */
export const planInk = {
  red: '#ff4d4f',
  blue: '#4aa3ff',
  black: '#11151b',
  yellow: '#ffd43b',
  green: '#3ecf8e',
} as const;

export const FONT = '"Noto Sans SC","Noto Sans CJK SC","Microsoft YaHei","PingFang SC",sans-serif';
export const BACKGROUND = '#0d1218';
