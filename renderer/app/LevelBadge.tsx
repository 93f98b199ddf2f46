import { romanLevel } from '../../shared/text/index.ts';
import { useText } from '../bridge/hooks.ts';

/** Level in colour, roman numeral and word; hollow with 拟 while nobody has confirmed it. */
export function LevelBadge(props: {
  readonly level: 1 | 2 | 3 | 4 | undefined;
  readonly state: 'proposed' | 'confirmed' | undefined;
}) {
  const t = useText();
  if (props.level === undefined)
    return (
      <span className="level level-none" title={t('common.level.noneHint')}>
        {t('common.level.none')}
      </span>
    );
  const proposed = props.state !== 'confirmed';
  return (
    <span
      className={`level level-${props.level}${proposed ? ' level-proposed' : ''}`}
      title={t(proposed ? 'common.level.proposedHint' : 'common.level.confirmedHint')}
    >
      {proposed && <span className="level-mark">{t('common.level.proposed')}</span>}
      {t('common.level.roman', { roman: romanLevel(props.level) })}{' '}
      {t(`common.level.${props.level}`)}
    </span>
  );
}
