/** Runs in the page's sandbox before the page, and gives it one thing: a channel to the host. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { ShellBridge } from '../main/api/contract.ts';
import type { Choose, FromHost, HostState, Save, ToHost } from './channels.ts';

const TO_HOST: ToHost = 'dartboard:to-host';
const FROM_HOST: FromHost = 'dartboard:from-host';
const HOST_STATE: HostState = 'dartboard:host-state';
const CHOOSE: Choose = 'dartboard:choose';
const SAVE: Save = 'dartboard:save';

const bridge: ShellBridge = {
  send: (message) => ipcRenderer.send(TO_HOST, message),
  onMessage: (listener) => {
    ipcRenderer.removeAllListeners(FROM_HOST);
    // Without the event: it would hand the page more than the message.
    ipcRenderer.on(FROM_HOST, (_, message: unknown) => listener(message));
  },
  onHost: (listener) => {
    ipcRenderer.removeAllListeners(HOST_STATE);
    ipcRenderer.on(HOST_STATE, (_, state: Parameters<typeof listener>[0]) => listener(state));
  },
  choose: (request) => ipcRenderer.invoke(CHOOSE, request) as Promise<readonly string[]>,
  save: (file) => ipcRenderer.invoke(SAVE, file) as Promise<string | null>,
  pathOf: (file) => pathOf(file),
};

/** Electron before 32 tells by a property of the file itself. */
function pathOf(file: File): string {
  const utils = webUtils as typeof webUtils | undefined;
  return utils?.getPathForFile(file) ?? String(Reflect.get(file, 'path') ?? '');
}

contextBridge.exposeInMainWorld('dartboard', bridge);
