export { Blank } from './Blank.tsx';
export { appTheme } from './theme.ts';
export { colours, fontFigures, fontText, levelColours } from './tokens.ts';
