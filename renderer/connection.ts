import { createClient, httpTransport, portTransport } from '../main/api/client.ts';
import type { Client, Transport } from '../main/api/client.ts';
import type { ShellBridge } from '../main/api/contract.ts';

declare global {
  interface Window {
    /** Present in the window of the shell, absent in a browser. */
    readonly dartboard?: ShellBridge;
  }
}

const TOKEN_KEY = 'dartboard.token';

/** The host that this page belongs to: through the shell in its window, over loopback in a browser. */
export function connectToHost(): Client {
  return createClient(window.dartboard === undefined ? browserTransport() : shellTransport(window.dartboard));
}

function shellTransport(bridge: ShellBridge): Transport {
  return portTransport({
    send: (message) => bridge.send(message),
    onMessage: (listener) => bridge.onMessage(listener),
    onState: (listener) => bridge.onHost(listener),
    close: () => undefined,
  });
}

function browserTransport(): Transport {
  return httpTransport({
    origin: window.location.origin,
    token: takeToken(),
    openSocket: (url, protocols) => new WebSocket(url, protocols),
  });
}

/**
 * The token of the URL's fragment, which is then removed from the address bar and the history. It is kept for this tab alone,
 * so that the page can be loaded again.
 */
function takeToken(): string {
  const given = new URLSearchParams(window.location.hash.slice(1)).get('token');
  if (given !== null) {
    window.sessionStorage.setItem(TOKEN_KEY, given);
    window.history.replaceState(null, '', window.location.pathname);
  }
  return given ?? window.sessionStorage.getItem(TOKEN_KEY) ?? '';
}
