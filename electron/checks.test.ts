import { describe, expect, it } from 'vitest';
import { checkedAction, checkedFile, checkedMenus, checkedProject, checkedWishes } from './checks.ts';

const ITEM = { id: 'a.b', title: 'B', accelerator: 'CommandOrControl+Shift+Z', isEnabled: true, isOn: null };
const menus = (item: unknown): unknown => [{ id: 'file', title: 'File', items: [item] }];

describe('what the page tells the shell', () => {
  it('is believed where it is what the page says', () => {
    expect(checkedMenus(menus(ITEM))).toEqual(menus(ITEM));
    expect(checkedMenus(menus('line'))).toEqual(menus('line'));
    expect(checkedWishes({ finished: true, failed: false, alarm: true }).failed).toBe(false);
    expect(checkedProject({ path: '/a' })).toEqual({ path: '/a' });
    expect(checkedAction('zoom-in')).toBe('zoom-in');
  });

  it.each([
    null,
    {},
    [null],
    [{ id: 'file', title: 'File' }],
    menus({ ...ITEM, id: '../x' }),
    menus({ ...ITEM, title: 7 }),
    menus({ ...ITEM, title: 'x'.repeat(201) }),
    menus({ ...ITEM, accelerator: 'rm -rf' }),
    menus({ ...ITEM, role: 'quit' }),
    menus({ ...ITEM, isEnabled: 'yes' }),
    Array.from({ length: 13 }, () => ({ id: 'a', title: 'a', items: [] })),
  ])('is refused as menus: %j', (value) => {
    expect(() => checkedMenus(value)).toThrow('words that are not known');
  });

  it('is refused where it names other folders, actions, files or wishes', () => {
    for (const path of ['', 7, 'a\0b', 'x'.repeat(5000)]) expect(() => checkedProject({ path })).toThrow();
    for (const action of ['reload', 'constructor', null]) expect(() => checkedAction(action)).toThrow();
    expect(() => checkedFile({ name: '../a', data: new Uint8Array() })).toThrow();
    expect(() => checkedWishes({ finished: true, failed: true })).toThrow();
  });
});
