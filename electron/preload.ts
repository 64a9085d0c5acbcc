/** Runs in the page's sandbox before the page, and gives it its bridge: each function one message, and nothing of Electron. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ProjectList, ShellBridge } from '../main/api/contract.ts';
import type { FromHost, HostState, PageRequest, ShellNews, ToHost } from './channels.ts';

const TO_HOST: ToHost = 'dartboard:to-host';
const FROM_HOST: FromHost = 'dartboard:from-host';
const HOST_STATE: HostState = 'dartboard:host-state';

const bridge: ShellBridge = {
  send: (message) => ipcRenderer.send(TO_HOST, message),
  onMessage: (listener) => hear(FROM_HOST, listener),
  onHost: (listener) => hear(HOST_STATE, (state) => listener(state as Parameters<typeof listener>[0])),
  choose: (request) => ask('dartboard:choose', request) as Promise<readonly string[]>,
  save: (file) => ask('dartboard:save', file) as Promise<string | null>,
  pathOf: (file) => pathOf(file),
  menu: (menus) => tell('dartboard:menu', menus),
  onCommand: (listener) => hear('dartboard:command', (id) => listener(String(id))),
  onVisit: (listener) => {
    hear('dartboard:visit', (visit) => listener(visit as Parameters<typeof listener>[0]));
    tell('dartboard:listening', null);
  },
  notices: (wishes) => tell('dartboard:notices', wishes),
  projects: () => ask('dartboard:projects', null) as Promise<ProjectList>,
  openProject: (choice) => ask('dartboard:open-project', choice) as Promise<boolean>,
  fileTypes: () => ask('dartboard:file-types', null) as Promise<string>,
  window: (action) => tell('dartboard:window', action),
};

function tell(channel: PageRequest, message: unknown): void {
  ipcRenderer.send(channel, message);
}

function ask(channel: PageRequest, request: unknown): Promise<unknown> {
  return ipcRenderer.invoke(channel, request);
}

/** One listener each. Without the event: it would hand the page more than the message. */
function hear(channel: FromHost | HostState | ShellNews, listener: (message: unknown) => void): void {
  ipcRenderer.removeAllListeners(channel);
  ipcRenderer.on(channel, (_, message: unknown) => listener(message));
}

/** Electron before 32 tells by a property of the file itself. */
function pathOf(file: File): string {
  const utils = webUtils as typeof webUtils | undefined;
  return utils?.getPathForFile(file) ?? String(Reflect.get(file, 'path') ?? '');
}

contextBridge.exposeInMainWorld('dartboard', bridge);
