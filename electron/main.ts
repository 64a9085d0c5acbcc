/** The shell: the window and its life. It holds no state that matters; runs live in the host and its trainers. */
import { app, BrowserWindow, dialog, ipcMain } from 'electron';
import { join, resolve } from 'node:path';
import type { FromHost, HostState, ToHost } from './channels.ts';
import { serveFiles } from './files.ts';
import { startHost } from './host-process.ts';
import type { HostProcess } from './host-process.ts';
import { question, runsUnderWay, stopRuns } from './leaving.ts';
import type { Leaving } from './leaving.ts';
import { setMenu } from './menu.ts';
import { APP_ORIGIN, declareScheme, lockDown, servePages } from './security.ts';
import { openWindow } from './window.ts';
import { windowState } from './window-state.ts';

const TO_HOST: ToHost = 'dartboard:to-host';
const FROM_HOST: FromHost = 'dartboard:from-host';
const HOST_STATE: HostState = 'dartboard:host-state';
const DIST = join(__dirname, '..');
/** What a program ends with that was interrupted. */
const INTERRUPTED = 130;
const REPEAT_MS = 500;

/** The arguments behind our own file are the host's; Chromium's switches begin with two dashes before it. */
function hostArguments(argv: readonly string[]): readonly string[] {
  const own = argv.findIndex((argument) => argument.endsWith('main.cjs'));
  return own === -1 ? [] : argv.slice(own + 1);
}

/** For a host that takes the place of one that died: it begins nothing anew. One that was to end by itself has ended. */
function argumentsAgain(own: readonly string[]): readonly string[] | null {
  if (own.includes('--once')) return null;
  return ['start', '--ipc', '--rejoin', ...own.filter((argument) => argument !== '--again')];
}

function run(): void {
  declareScheme();
  app.setName('Dartboard');
  const own = hostArguments(process.argv);
  const host = startHost({
    entry: join(DIST, 'main', 'cli.js'),
    args: ['start', '--ipc', ...own],
    argsAgain: argumentsAgain(own),
    env: process.env,
  });
  const life = createLife(host);
  relay(host);
  app.on('second-instance', () => life.show());
  app.on('activate', () => life.show());
  app.on('window-all-closed', () => life.leave());

  void app.whenReady().then(() => {
    stopOnSignals(() => void life.stopAndLeave());
    lockDown(app);
    servePages(join(DIST, 'renderer'));
    setMenu();
    serveFiles();
    life.show();
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

/** Passes messages between windows and host. Only our own page is heard, and only under its own number. */
function relay(host: HostProcess): void {
  ipcMain.on(TO_HOST, (event, message: unknown) => {
    if (event.senderFrame?.url.startsWith(`${APP_ORIGIN}/`) === true) host.send(event.sender.id, message);
  });
  host.onMessage((port, message) => {
    const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.id === port);
    window?.webContents.send(FROM_HOST, message);
  });
  host.onState((state) => {
    for (const { webContents } of BrowserWindow.getAllWindows()) webContents.send(HOST_STATE, state);
  });
}

interface Life {
  show(): void;
  leave(): void;
  stopAndLeave(): Promise<void>;
}

function createLife(host: HostProcess): Life {
  const state = windowState(join(app.getPath('userData'), 'window.json'));
  const leaving = { isDecided: false, isOver: false, exitCode: 0 };

  const leave = (code = 0): void => {
    leaving.isDecided = true;
    leaving.exitCode ||= code;
    if (leaving.isOver) app.exit(leaving.exitCode);
    else host.disconnect();
  };
  const stopAndLeave = async (): Promise<void> => {
    if (leaving.isDecided) {
      app.exit(1);
      return;
    }
    leaving.isDecided = true;
    const runs = await runsUnderWay(host.client);
    if (runs.length > 0) {
      process.stderr.write(
        'Stopping after the present step, with a checkpoint. Ctrl-C again leaves at once.\n',
      );
    }
    await stopRuns(host.client);
    leave(INTERRUPTED);
  };
  const show = (): void => {
    const [open] = BrowserWindow.getAllWindows();
    if (open !== undefined) {
      if (open.isMinimized()) open.restore();
      open.focus();
      return;
    }
    const window = openWindow(__dirname, state);
    const port = window.webContents.id;
    // A page that is loaded anew begins anew; what it asked for before is forgotten.
    window.webContents.on('did-start-navigation', (navigation) => {
      if (navigation.isMainFrame && !navigation.isSameDocument) host.closePort(port);
    });
    // One that is loaded while the host is away must know.
    window.webContents.on('did-finish-load', () => window.webContents.send(HOST_STATE, host.state()));
    window.on('close', (event) => {
      if (leaving.isDecided) return;
      event.preventDefault();
      void decide(window);
    });
    window.on('closed', () => host.closePort(port));
  };
  const decide = async (window: BrowserWindow): Promise<void> => {
    const runs = await runsUnderWay(host.client);
    const answer = runs.length === 0 ? 'keep' : await ask(window, runs);
    if (answer === 'cancel') return;
    if (answer === 'stop') await stopRuns(host.client);
    leaving.isDecided = true;
    window.close();
  };
  host.onEnd((code) => {
    leaving.isOver = true;
    if (!leaving.isDecided) leaving.exitCode = code ?? 1;
    if (leaving.isDecided) app.exit(leaving.exitCode);
    // The window stays and says so: what it shows can still be read.
    if (BrowserWindow.getAllWindows().length === 0) app.exit(leaving.exitCode);
  });
  return { show, leave, stopAndLeave };
}

async function ask(window: BrowserWindow, runs: Parameters<typeof question>[0]): Promise<Leaving> {
  const { message, detail, buttons, answers } = question(runs);
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message,
    detail,
    buttons: [...buttons],
    defaultId: 0,
    cancelId: answers.indexOf('cancel'),
    noLink: true,
  });
  return answers[response] ?? 'cancel';
}

// Who keeps the runs elsewhere keeps the window's state there too, and may have a second workbench for them.
const home = process.env['DARTBOARD_HOME'];
if (home) app.setPath('userData', join(resolve(home), 'window'));
if (app.requestSingleInstanceLock()) run();
else app.exit(0);
