/** The shell: the window and its life. It holds no state that matters; runs live in the host and its trainers. */
import { app } from 'electron';
import { join, resolve } from 'node:path';
import { declareFileTypes } from './file-types.ts';
import { serveFiles } from './files.ts';
import type { HostOptions } from './host-process.ts';
import { splitArguments } from './opened.ts';
import { ownFolder } from './own-folder.ts';
import { onAsked } from './page.ts';
import { recentProjects } from './recent.ts';
import type { RecentProjects } from './recent.ts';
import { declareScheme, lockDown, servePages } from './security.ts';
import { serveWindow } from './window-actions.ts';
import { windowState } from './window-state.ts';
import { Workbench } from './workbench.ts';

const DIST = join(__dirname, '..');
const REPEAT_MS = 500;

/** The arguments behind our own file are the host's; Chromium's switches begin with two dashes before it. */
function ownArguments(argv: readonly string[]): readonly string[] {
  const own = argv.findIndex((argument) => argument.endsWith('main.cjs'));
  return own === -1 ? [] : argv.slice(own + 1);
}

/** For a host that takes the place of one that died: it begins nothing anew. One that was to end by itself has ended. */
function argumentsAgain(own: readonly string[]): readonly string[] | null {
  if (own.includes('--once')) return null;
  return ['start', '--ipc', '--rejoin', ...own.filter((argument) => argument !== '--again')];
}

/** Who says where the project is means that one; everybody else goes on with the one that was open last. */
function homeOf(env: NodeJS.ProcessEnv, recent: RecentProjects): NodeJS.ProcessEnv {
  const [last] = recent.list();
  return env['DARTBOARD_HOME'] || last === undefined || last.isMissing
    ? env
    : { ...env, DARTBOARD_HOME: last.path };
}

function run(): void {
  declareScheme();
  app.setName('Dartboard');
  const entry = join(DIST, 'main', 'cli.js');
  const own = splitArguments(ownArguments(process.argv), process.cwd());
  const recent = recentProjects(join(app.getPath('userData'), 'recent.json'));
  const hostOf = (project: string): HostOptions => {
    const args = ['start', '--ipc', '--rejoin'];
    return { entry, args, argsAgain: args, env: { ...process.env, DARTBOARD_HOME: project } };
  };
  const workbench = new Workbench({
    host: {
      entry,
      args: ['start', '--ipc', ...own.rest],
      argsAgain: argumentsAgain(own.rest),
      env: homeOf(process.env, recent),
    },
    hostOf,
    state: windowState(join(app.getPath('userData'), 'window.json')),
    recent,
    folder: __dirname,
  });
  workbench.open(own.files);
  app.on('second-instance', (_, argv, folder) => {
    if (app.isReady()) workbench.show();
    workbench.open(splitArguments(ownArguments(argv), folder).files);
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    workbench.open([path]);
  });
  app.on('activate', () => workbench.show());
  app.on('window-all-closed', () => workbench.leave());

  void app.whenReady().then(() => {
    stopOnSignals(() => void workbench.stopAndLeave());
    lockDown(app);
    servePages(join(DIST, 'renderer'));
    serveFiles();
    onAsked('dartboard:file-types', {
      check: () => null,
      answer: () => declareFileTypes(process.env, join(DIST, 'renderer', 'icon.svg')),
    });
    serveWindow();
    workbench.show();
    workbench.serveMenu();
  });
}

/**
 * Ctrl-C in the terminal and a session that ends ask no questions, and lose nothing. Electron sets handlers of its own while it starts,
 * so ours come after. The same Ctrl-C may arrive twice, from the terminal and from the program that started us.
 */
function stopOnSignals(stop: () => void): void {
  let lastMs = -Infinity;
  const onSignal = (): void => {
    const isRepeated = performance.now() - lastMs < REPEAT_MS;
    lastMs = performance.now();
    if (!isRepeated) stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
}

// Who keeps the runs elsewhere keeps the window's state there too, and may have a second workbench for them.
const home = process.env['DARTBOARD_HOME'];
const own = ownFolder(home ? join(resolve(home), 'window') : app.getPath('userData'));
if (own.problem !== null) process.stderr.write(`${own.problem}\n`);
process.on('exit', () => own.remove());
app.setPath('userData', own.path);
if (app.requestSingleInstanceLock()) run();
else app.exit(0);
