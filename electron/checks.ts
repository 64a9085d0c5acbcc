/** What the page says is checked here before it is believed: it shows what others wrote. */
import type {
  ChooseRequest,
  NoticeWishes,
  ProjectChoice,
  ShellMenu,
  ShellMenuItem,
  WindowAction,
} from '../main/api/contract.ts';

/** A file that the page wants to have kept. */
export interface SavedData {
  /** Without a folder. */
  readonly name: string;
  readonly data: Uint8Array;
}

const ACTIONS = ['zoom-in', 'zoom-out', 'zoom-reset', 'full-screen', 'developer-tools', 'quit'] as const;
const ID = /^[A-Za-z0-9][\w.:-]{0,99}$/;
const ACCELERATOR =
  /^((CommandOrControl|Control|Alt|Shift)\+){0,4}([A-Z0-9]|F\d{1,2}|[A-Z][a-zA-Z]{2,9}|[,.\-=/;'[\]\\`])$/;
const MOST_MENUS = 12;
const MOST_ITEMS = 200;
const MOST_TEXT = 200;
const MOST_PATH = 4096;

/** @throws Error where it is nothing that the page says */
export function checkedMenus(value: unknown): readonly ShellMenu[] {
  return list(value, MOST_MENUS).map((each) => {
    const { id, title, items } = fields(each, ['id', 'title', 'items']);
    return { id: word(id), title: text(title), items: list(items, MOST_ITEMS).map(checkedItem) };
  });
}

function checkedItem(value: unknown): ShellMenuItem {
  if (value === 'line') return value;
  const item = fields(value, ['id', 'title', 'accelerator', 'isEnabled', 'isOn']);
  const { accelerator, isOn } = item;
  if (accelerator !== null && !ACCELERATOR.test(text(accelerator))) throw unknownWords('a shortcut');
  return {
    id: word(item['id']),
    title: text(item['title']),
    accelerator: accelerator === null ? null : text(accelerator),
    isEnabled: yesOrNo(item['isEnabled']),
    isOn: isOn === null ? null : yesOrNo(isOn),
  };
}

/** @throws Error where it is nothing that the page says */
export function checkedWishes(value: unknown): NoticeWishes {
  const { finished, failed, alarm } = fields(value, ['finished', 'failed', 'alarm']);
  return { finished: yesOrNo(finished), failed: yesOrNo(failed), alarm: yesOrNo(alarm) };
}

/** @throws Error where it is nothing that the page says */
export function checkedAction(value: unknown): WindowAction {
  const action = ACTIONS.find((each) => each === value);
  if (action === undefined) throw unknownWords('something to be done with the window');
  return action;
}

/** @throws Error where it is nothing that the page says */
export function checkedProject(value: unknown): ProjectChoice {
  if (value === 'choose' || value === 'new') return value;
  const { path } = fields(value, ['path']);
  if (typeof path !== 'string' || path === '' || path.length > MOST_PATH || path.includes('\0'))
    throw unknownWords('a folder');
  return { path };
}

/** @throws Error where it is nothing that the page says */
export function checkedChoice(value: unknown): ChooseRequest {
  const { title, what, endings } = fields(value, ['title', 'what', 'endings']);
  if (what !== 'files' && what !== 'folder') throw unknownWords('what to choose');
  if (endings === undefined) return { title: text(title), what };
  return { title: text(title), what, endings: list(endings, 100).map(text) };
}

/** @throws Error where it is nothing that the page says */
export function checkedFile(value: unknown): SavedData {
  const { name, data } = fields(value, ['name', 'data']);
  if (/[/\\\0]/.test(text(name)) || !(data instanceof Uint8Array)) throw unknownWords('a file');
  return { name: text(name), data };
}

const unknownWords = (what: string): Error =>
  new Error(`The page asked the shell for ${what} in words that are not known.`);

/** An object with these fields at most. */
function fields(value: unknown, names: readonly string[]): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw unknownWords('something');
  const entries: readonly [string, unknown][] = Object.entries(value);
  if (entries.some(([name]) => !names.includes(name))) throw unknownWords('something more');
  return Object.fromEntries(entries);
}

function list(value: unknown, most: number): readonly unknown[] {
  if (!Array.isArray(value) || value.length > most) throw unknownWords('a list');
  return value;
}

function text(value: unknown): string {
  if (typeof value !== 'string' || value.length > MOST_TEXT) throw unknownWords('a text');
  return value;
}

function word(value: unknown): string {
  if (!ID.test(text(value))) throw unknownWords('a name');
  return text(value);
}

function yesOrNo(value: unknown): boolean {
  if (typeof value !== 'boolean') throw unknownWords('yes or no');
  return value;
}
