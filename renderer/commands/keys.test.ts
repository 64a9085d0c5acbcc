import { describe, expect, it } from 'vitest';
import { acceleratorOf, isKeyOfText, keysOfStroke, normalKeys, readableKeys } from './keys.ts';
import type { KeyStroke } from './keys.ts';

const stroke = (key: string, more: Partial<KeyStroke> = {}): KeyStroke => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('shortcuts', () => {
  it.each([
    ['Shift+Mod+z', 'Mod+Shift+Z'],
    ['ArrowLeft', 'Left'],
    ['Alt+ArrowLeft', 'Alt+Left'],
    ['F2', 'F2'],
    ['Mod+,', 'Mod+,'],
  ])('%s has one spelling: %s', (given, normal) => {
    expect(normalKeys(given)).toBe(normal);
  });

  it.each([
    [stroke('z', { ctrlKey: true, shiftKey: true, code: 'KeyZ' }), 'Mod+Shift+Z'],
    [stroke('&', { ctrlKey: true, code: 'Digit1' }), 'Mod+1'],
    [stroke('я', { ctrlKey: true, code: 'KeyZ' }), 'Mod+Z'],
    [stroke('+', { ctrlKey: true, shiftKey: true, code: 'Equal' }), 'Mod+Plus'],
    [stroke('?', { shiftKey: true, code: 'Slash' }), '?'],
    [stroke('ArrowLeft', { altKey: true }), 'Alt+Left'],
    [stroke('Delete'), 'Delete'],
    [stroke('Shift', { shiftKey: true }), null],
    [stroke('Dead'), null],
  ])('reads the stroke %o as %s', (given, keys) => {
    expect(keysOfStroke(given, false)).toBe(keys);
  });

  it('takes Cmd for Mod on a Mac, and Ctrl for itself', () => {
    expect(keysOfStroke(stroke('k', { metaKey: true }), true)).toBe('Mod+K');
    expect(keysOfStroke(stroke('k', { ctrlKey: true }), true)).toBe('Ctrl+K');
    expect(keysOfStroke(stroke('k', { metaKey: true }), false)).toBe('K');
  });

  it('leaves to text fields what is theirs', () => {
    for (const keys of ['A', 'Delete', 'Shift+A', 'Mod+Z', 'Mod+Shift+Z', 'Mod+Left', 'Alt+N'])
      expect([keys, isKeyOfText(keys)]).toEqual([keys, true]);
    for (const keys of ['F1', 'Mod+K', 'Mod+1', 'Mod+,', 'Alt+Left', 'Mod+Shift+P'])
      expect([keys, isKeyOfText(keys)]).toEqual([keys, false]);
  });

  it('is written as each system does', () => {
    expect(readableKeys('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
    expect(readableKeys('Mod+Shift+Z', true)).toBe('⌘⇧Z');
    expect(readableKeys('Alt+Left', false)).toBe('Alt+←');
  });

  it('is shown by native menus only where they have words for it', () => {
    expect(acceleratorOf('Mod+Shift+Z')).toBe('CommandOrControl+Shift+Z');
    expect(acceleratorOf('Mod+Plus')).toBe('CommandOrControl+Plus');
    expect(acceleratorOf('F1')).toBe('F1');
    expect(acceleratorOf('Mod+Ä')).toBeNull();
  });
});
