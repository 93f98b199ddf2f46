import type { Level } from '../../shared/model/common.ts';

const COLOURS: Readonly<Record<string, Level>> = {
  红: 1,
  橙: 2,
  黄: 3,
  蓝: 4,
  red: 1,
  orange: 2,
  yellow: 3,
  blue: 4,
};

/** Parameters that speak of the level (ColorCode, awareness_level, 预警级别 …). */
const LEVEL_PARAMETER = /colou?r|level|grade|颜色|级别|等级|预警/i;
/** 暴雨红色预警, 红色暴雨预警, 橙色(Ⅱ级), 暴雨蓝色: a colour that belongs to a warning, not to a river or a hill. */
const COLOUR_IN_TEXT =
  /(红|橙|黄|蓝)色(?=[^\s,，。;；、]{0,4}(?:预警|警报|警戒|告警|信号|响应)|[\])）】/／(（[【]|\s*$)/g;
/** 由黄色升级为橙色: what follows the word is what holds now. */
const CHANGED_TO =
  /(?:升级|提升|上升|变更|调整|更改|更新|降低|降级|下调|上调|改)(?:为|至|到|成)[^,，。;；]{0,12}?(红|橙|黄|蓝)色/;

function only(levels: readonly (Level | undefined)[]): Level | undefined {
  const found = new Set(levels.filter((l) => l !== undefined));
  return found.size === 1 ? [...found][0] : undefined;
}

function levelOfValue(value: string): Level | undefined {
  const words =
    value.toLowerCase().match(/\b(?:red|orange|yellow|blue)\b|[红橙黄蓝](?=色|$)/g) ?? [];
  return only(words.map((w) => COLOURS[w]));
}

/**
 * 1 red … 4 blue, only where the message says a colour: first in its parameters, then in the Chinese words of its
 * event and headline. Two colours that contradict each other give none. Never read from severity: the two
 * scales are set by different rules.
 */
export function levelOf(
  parameters: readonly { readonly name: string; readonly value: string }[],
  texts: readonly string[],
): Level | undefined {
  const said = parameters
    .filter((p) => LEVEL_PARAMETER.test(p.name))
    .map((p) => levelOfValue(p.value))
    .filter((l) => l !== undefined);
  if (said.length > 0) return only(said);
  const found: Level[] = [];
  for (const text of texts) {
    const changed = CHANGED_TO.exec(text)?.[1];
    if (changed !== undefined) return COLOURS[changed];
    for (const m of text.matchAll(COLOUR_IN_TEXT)) found.push(COLOURS[m[1] as string] as Level);
  }
  return only(found);
}
