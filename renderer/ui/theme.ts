import { type ThemeConfig, theme } from 'antd';
import { colours, fontText } from './tokens.ts';

/** The component library in our colours: dark, dense, square-ish, still when motion is unwanted. */
export function appTheme(reduceMotion: boolean): ThemeConfig {
  return {
    algorithm: [theme.darkAlgorithm, theme.compactAlgorithm],
    token: {
      colorPrimary: colours.accent,
      colorInfo: colours.accent,
      colorSuccess: colours.confirmed,
      // The library's own error and warning tones stay clear of the four warning colours in weight, not in hue:
      // they appear in notices and forms only, always with words.
      colorBgBase: colours.ground,
      colorBgContainer: colours.raised,
      colorBgElevated: colours.raised,
      colorBgLayout: colours.ground,
      colorBorder: '#3a4653',
      colorBorderSecondary: colours.line,
      colorTextBase: colours.text,
      fontFamily: fontText,
      // The compact algorithm takes two off: 13 px on the desk.
      fontSize: 15,
      borderRadius: 4,
      wireframe: false,
      motion: !reduceMotion,
    },
    components: {
      Button: { primaryShadow: 'none', defaultShadow: 'none' },
      Tooltip: { colorBgSpotlight: '#000c' },
    },
  };
}
