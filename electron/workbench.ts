/** The window, the host of the project that is open, and how both end. */
import { app, BrowserWindow, dialog, ipcMain } from 'electron';
import type { ProjectChoice, ProjectList } from '../main/api/contract.ts';
import { createAttention } from './attention.ts';
import type { Attention } from './attention.ts';
import type { FromHost, HostState, ToHost } from './channels.ts';
import { checkedProject } from './checks.ts';
import { startHost } from './host-process.ts';
import type { HostOptions, HostProcess } from './host-process.ts';
import { question, runsUnderWay, stopRuns } from './leaving.ts';
import type { Leaving } from './leaving.ts';
import { serveMenu } from './menu.ts';
import type { NativeMenu } from './menu.ts';
import { visitOf } from './opened.ts';
import { isOwnPage, onAsked } from './page.ts';
import { chosenProject } from './projects.ts';
import { projectAt } from './recent.ts';
import type { RecentProjects } from './recent.ts';
import { createRestarts } from './restarts.ts';
import { watchRuns } from './run-watch.ts';
import { serveVisits } from './visits.ts';
import type { PageVisits } from './visits.ts';
import { openWindow } from './window.ts';
import type { WindowState } from './window-state.ts';

const TO_HOST: ToHost = 'dartboard:to-host';
const FROM_HOST: FromHost = 'dartboard:from-host';
const HOST_STATE: HostState = 'dartboard:host-state';
/** What a program ends with that was interrupted. */
const INTERRUPTED = 130;

/** What the workbench is made of. */
export interface WorkbenchOptions {
  /** How the host is started. */
  readonly host: HostOptions;
  /** How it is started for a project that is opened later, in this folder. */
  hostOf(project: string): HostOptions;
  readonly state: WindowState;
  readonly recent: RecentProjects;
  /** Of the preload script. */
  readonly folder: string;
}

/** The workbench of this program. */
export class Workbench {
  readonly #options: WorkbenchOptions;
  readonly #attention: Attention;
  readonly #visits: PageVisits;
  readonly #crashes = createRestarts(() => performance.now());
  #menu: NativeMenu | null = null;
  #host: HostProcess;
  #stopWatching: () => void = () => undefined;
  /** The folder of the project that is open; null until its host has said so. */
  #project: string | null = null;
  #isLeaving = false;
  #isOver = false;
  #exitCode = 0;

  /** Starts the host. */
  constructor(options: WorkbenchOptions) {
    this.#options = options;
    this.#attention = createAttention((run) => {
      this.show();
      this.#visits.ask({ kind: 'run', run });
    });
    this.#visits = serveVisits();
    this.#host = startHost(options.host);
    this.#attend(this.#host);
    ipcMain.on(TO_HOST, (event, message: unknown) => {
      if (isOwnPage(event)) this.#host.send(event.sender.id, message);
    });
    onAsked('dartboard:projects', { check: () => null, answer: () => this.#projects() });
    onAsked('dartboard:open-project', {
      check: checkedProject,
      answer: (window, choice) => this.#openProject(window, choice),
    });
  }

  /** Once the application is ready. */
  serveMenu(): void {
    this.#menu = serveMenu(({ path }) => {
      const [window] = BrowserWindow.getAllWindows();
      if (window !== undefined) void this.#openProject(window, { path });
    });
    this.#menu.offer(this.#projects().recent);
  }

  /** Brings the window to the front; opens one if there is none. */
  show(): void {
    const [open] = BrowserWindow.getAllWindows();
    if (open !== undefined) {
      if (open.isMinimized()) open.restore();
      open.focus();
      return;
    }
    const window = openWindow(this.#options.folder, this.#options.state);
    const port = window.webContents.id;
    // A page that is loaded anew begins anew; what it asked for before is forgotten.
    window.webContents.on('did-start-navigation', (navigation) => {
      if (!navigation.isMainFrame || navigation.isSameDocument) return;
      this.#host.closePort(port);
      this.#visits.wait();
    });
    // One that is loaded while the host is away must know.
    window.webContents.on('did-finish-load', () => window.webContents.send(HOST_STATE, this.#host.state()));
    // Runs go on without a page; it comes back, unless it breaks again and again.
    window.webContents.on('render-process-gone', (_, { reason }) => {
      if (reason !== 'clean-exit' && this.#crashes.next() !== null) window.webContents.reload();
    });
    // The title is ours: it tells of runs while the page is away, too.
    window.on('page-title-updated', (event) => event.preventDefault());
    window.on('close', (event) => {
      if (this.#isLeaving) return;
      event.preventDefault();
      void this.#decide(window);
    });
    window.on('closed', () => this.#host.closePort(port));
    this.#attention.refresh();
  }

  /** Shows files that were opened from outside. */
  open(files: readonly string[]): void {
    for (const path of files) this.#visits.ask(visitOf(path));
  }

  /** Ends; runs go on. */
  leave(code = 0): void {
    this.#isLeaving = true;
    this.#exitCode ||= code;
    if (this.#isOver) app.exit(this.#exitCode);
    else this.#host.disconnect();
  }

  /** Ends without a question; runs save themselves first. Asked again meanwhile, it ends at once. */
  async stopAndLeave(): Promise<void> {
    if (this.#isLeaving) {
      app.exit(1);
      return;
    }
    this.#isLeaving = true;
    const { client } = this.#host;
    const runs = await runsUnderWay(client);
    if (runs.length > 0) {
      process.stderr.write(
        'Stopping after the present step, with a checkpoint. Ctrl-C again leaves at once.\n',
      );
    }
    await stopRuns(client);
    this.leave(INTERRUPTED);
  }

  /** Makes this host the one of the windows. */
  #attend(host: HostProcess): void {
    host.onMessage((port, message) => {
      if (host !== this.#host) return;
      const window = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.id === port);
      window?.webContents.send(FROM_HOST, message);
    });
    host.onState((state) => {
      if (host !== this.#host) return;
      for (const { webContents } of BrowserWindow.getAllWindows()) webContents.send(HOST_STATE, state);
    });
    host.onEnd((code) => {
      if (host === this.#host) this.#ended(code);
    });
    this.#stopWatching = watchRuns(host.client, this.#attention);
    host.client.call('host.info', {}).then(
      ({ dataFolder }) => {
        if (host === this.#host) this.#opened(dataFolder);
      },
      // A host that ends before it says so says why in the terminal, and the page says that it has ended.
      () => undefined,
    );
  }

  #opened(project: string): void {
    this.#project = project;
    this.#options.recent.add(project);
    this.#attention.name(projectAt(project).name);
    this.#menu?.offer(this.#projects().recent);
    app.addRecentDocument(project);
  }

  #projects(): ProjectList {
    const current = this.#project;
    return {
      current: current === null ? null : projectAt(current),
      recent: this.#options.recent.list().filter(({ path }) => path !== current),
    };
  }

  async #openProject(window: Electron.BrowserWindow, choice: ProjectChoice): Promise<boolean> {
    const path = await chosenProject(window, choice, this.#options.recent);
    if (path === null) return false;
    if (path === this.#project) return true;
    if ((await this.#settleRuns(window)) === 'cancel') return false;
    this.#stopWatching();
    const before = this.#host;
    this.#host = startHost(this.#options.hostOf(path));
    before.disconnect();
    this.#isOver = false;
    this.#attend(this.#host);
    this.#opened(path);
    window.webContents.reload();
    return true;
  }

  async #decide(window: Electron.BrowserWindow): Promise<void> {
    if ((await this.#settleRuns(window)) === 'cancel') return;
    this.#isLeaving = true;
    // What the page remembers is on the disk before everything ends.
    window.webContents.session.flushStorageData();
    window.close();
  }

  /** Asks what becomes of the runs, and sees to it. */
  async #settleRuns(window: Electron.BrowserWindow): Promise<Leaving> {
    const { client } = this.#host;
    const runs = await runsUnderWay(client);
    const answer = runs.length === 0 ? 'keep' : await ask(window, runs);
    if (answer === 'stop') await stopRuns(client);
    return answer;
  }

  #ended(code: number | null): void {
    this.#isOver = true;
    if (!this.#isLeaving) this.#exitCode = code ?? 1;
    if (this.#isLeaving) app.exit(this.#exitCode);
    // The window stays and says so: what it shows can still be read.
    if (BrowserWindow.getAllWindows().length === 0) app.exit(this.#exitCode);
  }
}

async function ask(window: Electron.BrowserWindow, runs: Parameters<typeof question>[0]): Promise<Leaving> {
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
