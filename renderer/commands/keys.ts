/** Shortcuts as text: `Mod+Shift+Z`, where Mod is Ctrl, and Cmd on a Mac. Nothing here knows a page. */

/** What is read of a keyboard event. */
export interface KeyStroke {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

const MODIFIERS = ['Mod', 'Ctrl', 'Alt', 'Shift'] as const;

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  Esc: 'Escape',
  Del: 'Delete',
  '+': 'Plus',
};

/** The same shortcut in its one spelling: modifiers in their order, letters large. */
export function normalKeys(keys: string): string {
  const parts = keys.split('+').filter((part) => part !== '');
  const key = parts.find((part) => !isModifier(part)) ?? '';
  const name = NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return [...MODIFIERS.filter((modifier) => parts.includes(modifier)), name].join('+');
}

const isModifier = (part: string): boolean => MODIFIERS.some((modifier) => modifier === part);

/** The shortcut that was pressed; null where only modifiers are held, or the stroke belongs to the writing of text. */
export function keysOfStroke(stroke: KeyStroke, isMac: boolean): string | null {
  const { key, code, altKey, shiftKey } = stroke;
  if (['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead', 'Process', 'Unidentified'].includes(key))
    return null;
  const mod = isMac ? stroke.metaKey : stroke.ctrlKey;
  const control = isMac && stroke.ctrlKey;
  const name = keyName(key, code, mod || altKey);
  const isSign = name.length === 1 && !/[A-Z0-9]/.test(name);
  return [
    ...(mod ? ['Mod'] : []),
    ...(control ? ['Ctrl'] : []),
    ...(altKey ? ['Alt'] : []),
    // A sign that is written with Shift says so by itself.
    ...(shiftKey && !isSign && name !== 'Plus' ? ['Shift'] : []),
    name,
  ].join('+');
}

/** With modifiers held, the digits and letters are taken from their keys where the layout gives no latin ones. */
function keyName(key: string, code: string, isChord: boolean): string {
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (isChord && digit !== undefined) return digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (isChord && letter !== undefined && !/^[a-z]$/i.test(key)) return letter;
  return NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key);
}

const MAC_SIGNS: Readonly<Record<string, string>> = {
  Mod: '⌘',
  Ctrl: '⌃',
  Alt: '⌥',
  Shift: '⇧',
};
const SIGNS: Readonly<Record<string, string>> = {
  Left: '←',
  Right: '→',
  Up: '↑',
  Down: '↓',
  Plus: '+',
  Escape: 'Esc',
};

/** How a person reads the shortcut: `Ctrl+Shift+Z`, `⇧⌘Z`. */
export function readableKeys(keys: string, isMac: boolean): string {
  const parts = keys.split('+').map((part) => SIGNS[part] ?? part);
  if (isMac) return parts.map((part) => MAC_SIGNS[part] ?? part).join('');
  return parts.map((part) => (part === 'Mod' ? 'Ctrl' : part)).join('+');
}

/** What a text field does by itself with a modifier held. */
const OF_TEXT = new Set(
  ['A', 'C', 'V', 'X', 'Z', 'Y', 'Left', 'Right', 'Up', 'Down', 'Home', 'End', 'Backspace', 'Delete'].flatMap(
    (key) => [`Mod+${key}`, `Mod+Shift+${key}`],
  ),
);

/** Whether the shortcut is the text field's own where one has the focus: a letter is written, Mod+Z takes back what was. */
export function isKeyOfText(keys: string): boolean {
  if (/^F\d+$/.test(keys) || /^(Shift\+)F\d+$/.test(keys)) return false;
  const isChord = /^(Mod|Ctrl|Alt)\+/.test(keys);
  return !isChord || OF_TEXT.has(keys) || /^(Alt\+)(Shift\+)?[A-Z]$/.test(keys);
}

/** Whether a person may choose this shortcut: a bare letter would be one too, but not a modifier, Tab, Enter or Escape alone. */
export function isUsable(keys: string): boolean {
  return !['Tab', 'Shift+Tab', 'Enter', 'Escape', 'Space'].includes(keys);
}

/** As Electron's menus show it; null where they have no word for it. */
export function acceleratorOf(keys: string): string | null {
  const parts = keys.split('+');
  const key = parts.at(-1) ?? '';
  if (
    !/^([A-Z0-9]|F([1-9]|1\d|2[0-4])|Plus|Space|Tab|Delete|Backspace|Insert|Enter|Left|Right|Up|Down|Home|End|PageUp|PageDown|Escape|[,.\-=/;'[\]\\`])$/.test(
      key,
    )
  )
    return null;
  return parts
    .map((part) => (part === 'Mod' ? 'CommandOrControl' : part === 'Ctrl' ? 'Control' : part))
    .join('+');
}
