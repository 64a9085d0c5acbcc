import { describe, expect, it } from 'vitest';
import type { ShellMenu } from '../main/api/contract.ts';
import { menuTemplate } from './menu-template.ts';
import type { MenuParts } from './menu-template.ts';

const UNDO = {
  id: 'cells.undo',
  title: 'Undo',
  accelerator: 'CommandOrControl+Z',
  isEnabled: true,
  isOn: null,
};
const DARK = {
  id: 'workbench.theme.dark',
  title: 'Dark & calm',
  accelerator: null,
  isEnabled: true,
  isOn: true,
};
const menu = (id: string, ...items: ShellMenu['items']): ShellMenu => ({ id, title: id, items });

function template(more: Partial<MenuParts>) {
  const done: string[] = [];
  const made = menuTemplate({
    menus: [],
    recent: [],
    isMac: false,
    choose: (id) => done.push(id),
    open: ({ path }) => done.push(path),
    ...more,
  });
  const items = (id: string) => {
    const submenu = made.find((each) => each.id === id)?.submenu;
    return Array.isArray(submenu) ? submenu : [];
  };
  return { made, items, done };
}

describe('the native menus', () => {
  it('show the commands, without taking their keys, and say which was chosen', () => {
    const { items, done } = template({ menus: [menu('edit', UNDO), menu('view', DARK)] });
    const [undo] = items('edit');
    expect(undo).toMatchObject({
      label: 'Undo',
      accelerator: 'CommandOrControl+Z',
      registerAccelerator: false,
    });
    const [dark] = items('view');
    expect(dark).toMatchObject({ label: 'Dark && calm', type: 'checkbox', checked: true });
    Reflect.apply(undo?.click as () => void, undefined, []);
    expect(done).toEqual(['cells.undo']);
  });

  it('keep what text fields need, with undo where no screen has one', () => {
    const rolesOf = (menus: readonly ShellMenu[]) =>
      template({ menus })
        .items('edit')
        .flatMap(({ role }) => role ?? []);
    expect(rolesOf([menu('edit', UNDO)])).toEqual(['cut', 'copy', 'paste', 'selectAll']);
    expect(rolesOf([menu('edit')])).toEqual(['undo', 'redo', 'cut', 'copy', 'paste', 'selectAll']);
  });

  it('name the projects of before, also those that are missing', () => {
    const recent = [
      { path: '/a', name: 'a', isMissing: false },
      { path: '/b', name: 'b', isMissing: true },
    ];
    const found = template({ menus: [menu('file')], recent })
      .items('file')
      .find(({ id }) => id === 'recent');
    const submenu = Array.isArray(found?.submenu) ? found.submenu : [];
    expect(submenu.map(({ label, enabled }) => [label, enabled])).toEqual([
      ['a', true],
      ['b (missing)', false],
    ]);
  });

  it('have a file menu before the page has said anything', () => {
    expect(template({}).made.map(({ id, role }) => id ?? role)).toEqual(['file', 'windowMenu']);
  });
});
