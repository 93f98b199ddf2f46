import { Button, Drawer, Input, Segmented, Select, Switch } from 'antd';
import { type ReactNode, useEffect, useState } from 'react';
import type { HostInfo } from '../../shared/contract/types.ts';
import { useApi, useText } from '../bridge/hooks.ts';
import { useAppDispatch, useAppSelector } from '../state/hooks.ts';
import { drawerSet, type Role, type Settings, settingsChanged } from '../state/ui.ts';
import { useActions } from './actions.ts';

const roles: readonly Role[] = ['commander', 'plotter', 'watch', 'wall', 'field'];

export function SettingsDrawer() {
  const t = useText();
  const dispatch = useAppDispatch();
  const actions = useActions();
  const open = useAppSelector((s) => s.ui.drawer === 'settings');
  const settings = useAppSelector((s) => s.ui.settings);
  const set = (change: Partial<Settings>) => dispatch(settingsChanged(change));
  return (
    <Drawer
      open={open}
      onClose={() => dispatch(drawerSet(undefined))}
      title={t('common.settings.title')}
      size={400}
    >
      <Row label={t('common.settings.language')}>
        <Segmented<Settings['locale']>
          value={settings.locale}
          onChange={(locale) => set({ locale })}
          options={[
            { value: 'zh', label: t('common.settings.zh') },
            { value: 'en', label: t('common.settings.en') },
          ]}
        />
      </Row>
      <Row label={t('common.settings.coordinates')} hint={t('common.settings.coordinatesHint')}>
        <Segmented<Settings['coordinates']>
          value={settings.coordinates}
          onChange={(coordinates) => set({ coordinates })}
          options={[
            { value: 'decimal', label: t('common.settings.decimal') },
            { value: 'dms', label: t('common.settings.dms') },
            { value: 'mgrs', label: t('common.settings.mgrs') },
          ]}
        />
      </Row>
      <Row label={t('common.settings.profile')} hint={t('common.settings.profileHint')}>
        <Segmented<Settings['profile']>
          value={settings.profile}
          onChange={(profile) => set({ profile })}
          options={[
            { value: 'auto', label: t('common.settings.auto') },
            { value: 'light', label: t('common.settings.light') },
            { value: 'full', label: t('common.settings.full') },
          ]}
        />
      </Row>
      <Row label={t('common.settings.reduceMotion')}>
        <Switch
          aria-label={t('common.settings.reduceMotion')}
          checked={settings.reduceMotion}
          onChange={(reduceMotion) => set({ reduceMotion })}
        />
      </Row>
      <SeatForm
        key={`${settings.seatName}|${settings.seatRole}`}
        settings={settings}
        onSave={(change) => set(change)}
      />
      <Row label={t('common.settings.layout')}>
        <Button size="small" onClick={() => actions.run('resetLayout')}>
          {t('common.panel.reset')}
        </Button>
      </Row>
      <p className="muted">{t('common.settings.stored')}</p>
      {open && <About />}
    </Drawer>
  );
}

function SeatForm(props: {
  readonly settings: Settings;
  readonly onSave: (change: Partial<Settings>) => void;
}) {
  const t = useText();
  const [name, setName] = useState(props.settings.seatName);
  const [role, setRole] = useState(props.settings.seatRole);
  const changed = name.trim() !== props.settings.seatName || role !== props.settings.seatRole;
  return (
    <Row label={t('common.settings.seat')} hint={t('common.settings.seatHint')}>
      <Input
        aria-label={t('common.settings.seatName')}
        placeholder={t('common.settings.seatName')}
        value={name}
        maxLength={80}
        onChange={(e) => setName(e.target.value)}
      />
      <Select
        aria-label={t('common.settings.seatRole')}
        value={role}
        onChange={setRole}
        options={roles.map((value) => ({ value, label: t(`common.role.${value}`) }))}
      />
      <Button
        type="primary"
        size="small"
        disabled={!changed}
        onClick={() => props.onSave({ seatName: name.trim(), seatRole: role })}
      >
        {t('common.button.save')}
      </Button>
    </Row>
  );
}

function Row(props: {
  readonly label: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  return (
    <fieldset className="setting">
      <legend>{props.label}</legend>
      <div className="setting-fields">{props.children}</div>
      {props.hint && <div className="muted">{props.hint}</div>}
    </fieldset>
  );
}

function About() {
  const t = useText();
  const api = useApi();
  const [info, setInfo] = useState<HostInfo>();
  useEffect(() => {
    let gone = false;
    api.info.query().then(
      (found) => {
        if (!gone) setInfo(found);
      },
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [api]);
  if (!info) return null;
  return (
    <p className="muted">
      {t('common.settings.about', {
        version: info.version,
        protocol: info.protocol,
        dir: info.dataDir,
      })}
    </p>
  );
}
