import { Drawer } from 'antd';
import { useText } from '../bridge/hooks.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { drawerSet } from '../state/ui.ts';

const keys = [
  ['common.key.workspace', 'common.workspace.switch'],
  ['common.key.palette', 'common.action.palette'],
  ['common.key.undo', 'common.action.undo'],
  ['common.key.redo', 'common.action.redo'],
  ['common.key.play', 'common.action.playPause'],
  ['common.key.step', 'common.action.stepForward'],
  ['common.key.ends', 'common.action.toEnd'],
  ['common.key.live', 'common.action.toLive'],
  ['common.key.escape', 'common.action.escape'],
  ['common.key.help', 'common.action.help'],
] as const;

const legend = [
  ['levels', 'common.help.red'],
  ['accent', 'common.help.blue'],
  ['confirmed', 'common.help.green'],
  ['forecast', 'common.help.purple'],
  ['unknown', 'common.help.grey'],
  ['solid', 'common.help.solid'],
  ['dashed', 'common.help.dashed'],
] as const;

export function HelpDrawer() {
  const t = useText();
  const dispatch = useAppDispatch();
  const open = useAppSelector((s) => s.ui.drawer === 'help');
  return (
    <Drawer
      open={open}
      onClose={() => dispatch(drawerSet(undefined))}
      title={t('common.help.title')}
      size={440}
    >
      <h3>{t('common.help.keys')}</h3>
      <dl className="help-keys">
        {keys.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{t(key)}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('common.help.colours')}</h3>
      <ul className="help-legend">
        {legend.map(([mark, what]) => (
          <li key={mark}>
            <i className={`swatch swatch-${mark}`} aria-hidden="true">
              {mark === 'levels' && [1, 2, 3, 4].map((n) => <b key={n} className={`level-${n}`} />)}
            </i>
            {t(what)}
          </li>
        ))}
      </ul>
      <h3>{t('common.help.marks')}</h3>
      <ul>
        <li>{t('common.help.stale')}</li>
        <li>{t('common.help.unknown')}</li>
        <li>{t('common.help.source')}</li>
      </ul>
    </Drawer>
  );
}
