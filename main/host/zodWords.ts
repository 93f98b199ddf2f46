import { z } from 'zod';
import { en, zhCN } from 'zod/v4/locales';
import type { Locale } from '../../shared/text/index.ts';

/** What is wrong with a field is said in the language of the program. */
export function speakZod(locale: Locale): void {
  z.config(locale === 'zh' ? zhCN() : en());
}
