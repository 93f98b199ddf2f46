import type { MenuItemConstructorOptions } from 'electron';
import type { NativeDisplay } from '../../shared/contract/native.ts';
import type { Text } from '../../shared/text/index.ts';

export interface MenuActions {
  importElevation(): void;
  openData(): void;
  reload(): void;
  setWall(displayId: number, on: boolean): void;
  about(): void;
}

export interface MenuState {
  readonly mac: boolean;
  /** Developer tools only where the program is run from its sources. */
  readonly packaged: boolean;
  readonly displays: readonly NativeDisplay[];
}

/** The application menu. Every label is ours: Electron's own follow the system's language, not the program's. */
export function menuTemplate(
  text: Text,
  { mac, packaged, displays }: MenuState,
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const rule: MenuItemConstructorOptions = { type: 'separator' };
  const about: MenuItemConstructorOptions = {
    label: text('shell.menu.about'),
    click: () => actions.about(),
  };
  const quit: MenuItemConstructorOptions = { role: 'quit', label: text('shell.menu.quit') };
  const screens = displays.map(
    (d, i): MenuItemConstructorOptions => ({
      type: 'checkbox',
      label: text('shell.menu.screen', {
        number: i + 1,
        label: d.label || (d.primary ? text('shell.menu.mainScreen') : String(d.id)),
        width: d.widthPx,
        height: d.heightPx,
      }),
      checked: d.wall,
      click: (item) => actions.setWall(d.id, item.checked),
    }),
  );
  const appMenu: MenuItemConstructorOptions = {
    label: text('shell.name'),
    submenu: [
      about,
      rule,
      { role: 'hide', label: text('shell.menu.hide') },
      { role: 'hideOthers', label: text('shell.menu.hideOthers') },
      { role: 'unhide', label: text('shell.menu.showAll') },
      rule,
      quit,
    ],
  };
  return [
    ...(mac ? [appMenu] : []),
    {
      label: text('shell.menu.file'),
      submenu: [
        { label: text('shell.menu.importElevation'), click: () => actions.importElevation() },
        { label: text('shell.menu.openData'), click: () => actions.openData() },
        ...(mac ? [] : [rule, quit]),
      ],
    },
    {
      label: text('shell.menu.edit'),
      submenu: [
        // Undo on the keyboard belongs to the page: there it takes back a fact, not a letter only.
        { role: 'undo', label: text('shell.menu.undo'), registerAccelerator: false },
        { role: 'redo', label: text('shell.menu.redo'), registerAccelerator: false },
        rule,
        { role: 'cut', label: text('shell.menu.cut') },
        { role: 'copy', label: text('shell.menu.copy') },
        { role: 'paste', label: text('shell.menu.paste') },
        { role: 'selectAll', label: text('shell.menu.selectAll') },
      ],
    },
    {
      label: text('shell.menu.view'),
      submenu: [
        {
          label: text('shell.menu.reload'),
          accelerator: 'CmdOrCtrl+Shift+R',
          click: () => actions.reload(),
        },
        rule,
        { role: 'zoomIn', label: text('shell.menu.zoomIn') },
        { role: 'zoomOut', label: text('shell.menu.zoomOut') },
        { role: 'resetZoom', label: text('shell.menu.zoomReset') },
        { role: 'togglefullscreen', label: text('shell.menu.fullscreen') },
        ...(packaged
          ? []
          : [
              rule,
              {
                role: 'toggleDevTools',
                label: text('shell.menu.devTools'),
              } satisfies MenuItemConstructorOptions,
            ]),
      ],
    },
    { label: text('shell.menu.screens'), submenu: screens },
    {
      label: text('shell.menu.window'),
      submenu: [
        { role: 'minimize', label: text('shell.menu.minimize') },
        { role: 'close', label: text('shell.menu.close') },
      ],
    },
    ...(mac ? [] : [{ label: text('shell.menu.help'), submenu: [about] }]),
  ];
}
