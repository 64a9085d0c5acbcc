/** The commands that every screen has. */
import type { ShellBridge, WindowAction } from '../../main/api/contract.ts';
import type { Command } from '../commands/command.ts';
import { useCommands } from '../commands/registry.ts';
import { useDesktop } from '../desktop/desktop.ts';
import type { Desktop } from '../desktop/desktop.ts';
import { SCREEN_WORDS } from '../screens.ts';
import type { ScreenName } from '../screens.ts';
import { THEME_CHOICES, useAppearance } from '../stores/appearance.ts';
import { useNavigation } from '../stores/navigation.ts';
import { sentenceOf } from '../stores/problems.ts';
import { useDiagnostics } from './diagnostics.ts';
import { useNotices } from './notices.ts';
import { useProjects } from './projects.ts';
import { useSurfaces } from './surfaces.ts';
import type { Surface } from './surfaces.ts';
import { useTour } from './tour.ts';

/** Offers them as long as the component is on the page. */
export function useWorkbenchCommands(): void {
  const desktop = useDesktop();
  const files = fileCommands(desktop);
  const look = lookCommands(desktop);
  const ways = wayCommands();
  const help = helpCommands();
  useCommands(() => [...files(), ...look(), ...ways(), ...help()]);
}

function fileCommands({ shell }: Desktop): () => readonly Command[] {
  const projects = useProjects();
  const surfaces = useSurfaces();
  const notices = useNotices();
  const settings: Command = {
    id: 'workbench.settings',
    title: 'Settings…',
    menu: 'file',
    keys: ['Mod+,'],
    run: () => surfaces.show('settings'),
  };
  if (shell === null) return () => [settings];
  const types: Command = {
    id: 'workbench.file-types',
    title: 'Open .dartboard and .genotype with this program',
    menu: 'file',
    run: () => declareTypes(shell, notices),
  };
  return () => [
    { id: 'workbench.new-project', title: 'New project…', menu: 'file', run: () => projects.open('new') },
    {
      id: 'workbench.open-project',
      title: 'Open project…',
      menu: 'file',
      keys: ['Mod+O'],
      run: () => projects.open('choose'),
    },
    settings,
    ...(navigator.userAgent.includes('Linux') ? [types] : []),
    { id: 'workbench.quit', title: 'Quit', menu: 'file', keys: ['Mod+Q'], run: () => shell.window('quit') },
  ];
}

async function declareTypes(shell: ShellBridge, notices: ReturnType<typeof useNotices>): Promise<void> {
  try {
    notices.tell({ title: 'The desktop knows these files now', text: await shell.fileTypes(), tone: 'good' });
  } catch (thrown) {
    notices.tell({ title: 'The desktop was not told', text: sentenceOf(thrown), tone: 'warn' });
  }
}

const WINDOW_ACTIONS: readonly (readonly [WindowAction, string, readonly string[]])[] = [
  ['zoom-in', 'Zoom in', ['Mod+=', 'Mod+Plus']],
  ['zoom-out', 'Zoom out', ['Mod+-']],
  ['zoom-reset', 'Usual size', ['Mod+0']],
  ['full-screen', 'Full screen', ['F11']],
  ['developer-tools', 'Developer tools', ['Mod+Shift+I']],
];

const THEME_TITLES = {
  system: 'as the system',
  light: 'light',
  dark: 'dark',
  contrast: 'high contrast',
} as const;

function lookCommands({ shell }: Desktop): () => readonly Command[] {
  const appearance = useAppearance();
  const surfaces = useSurfaces();
  return () => [
    {
      id: 'workbench.palette',
      title: 'Command palette…',
      menu: 'view',
      keys: ['Mod+K', 'Mod+Shift+P'],
      run: () => surfaces.show('palette'),
    },
    ...THEME_CHOICES.map((choice): Command => ({
      id: `workbench.theme.${choice}`,
      title: `Theme: ${THEME_TITLES[choice]}`,
      menu: 'view',
      isOn: () => appearance.choice === choice,
      run: () => void (appearance.choice = choice),
    })),
    ...(shell === null
      ? []
      : WINDOW_ACTIONS.map(([action, title, keys]): Command => ({
          id: `workbench.${action}`,
          title,
          menu: 'view',
          keys,
          run: () => shell.window(action),
        }))),
  ];
}

function wayCommands(): () => readonly Command[] {
  const navigation = useNavigation();
  const screens = Object.entries(SCREEN_WORDS) as [ScreenName, (typeof SCREEN_WORDS)[ScreenName]][];
  return () => [
    ...screens.map(([name, { title }], at): Command => ({
      id: `workbench.go.${name}`,
      title,
      menu: 'go',
      keys: [`Mod+${at + 1}`],
      isOn: () => navigation.screen === name,
      run: () => navigation.go(name),
    })),
    {
      id: 'workbench.back',
      title: 'Back',
      menu: 'go',
      keys: ['Alt+Left'],
      isEnabled: () => navigation.canGoBack,
      run: navigation.back,
    },
    {
      id: 'workbench.forward',
      title: 'Forward',
      menu: 'go',
      keys: ['Alt+Right'],
      isEnabled: () => navigation.canGoForward,
      run: navigation.forward,
    },
  ];
}

function helpCommands(): () => readonly Command[] {
  const surfaces = useSurfaces();
  const diagnostics = useDiagnostics();
  const tour = useTour();
  const surface = (id: Surface, title: string, keys: readonly string[] = []): Command => ({
    id: `workbench.${id}`,
    title,
    menu: 'help',
    keys,
    run: () => surfaces.show(id),
  });
  return () => [
    surface('shortcuts', 'Keyboard shortcuts…', ['F1']),
    { id: 'workbench.tour', title: 'Take the tour', menu: 'help', run: tour.start },
    { id: 'workbench.copy-diagnostics', title: 'Copy diagnostics', menu: 'help', run: diagnostics.copy },
    surface('about', 'About Dartboard…'),
  ];
}
