/** Runs in the page's sandbox before the page, and gives it one thing: a channel to the host. */
import { contextBridge, ipcRenderer } from 'electron';
import type { ShellBridge } from '../main/api/contract.ts';
import type { FromHost, HostState, ToHost } from './channels.ts';

const TO_HOST: ToHost = 'dartboard:to-host';
const FROM_HOST: FromHost = 'dartboard:from-host';
const HOST_STATE: HostState = 'dartboard:host-state';

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
};

contextBridge.exposeInMainWorld('dartboard', bridge);
