import { net, protocol, session, shell } from 'electron';
import type { App, WebContents } from 'electron';
import { pathToFileURL } from 'node:url';
import { pageFile } from './page-file.ts';

/** The pages are served under a scheme of their own: it is a secure origin, and it reaches no other file. */
export const APP_ORIGIN = 'app://dartboard';

/** The page of the workbench. */
export const APP_URL = `${APP_ORIGIN}/index.html`;

/** Must be called before the application is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    // Electron 25 does not know of the code cache and passes it over.
    {
      scheme: 'app',
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Nothing inline, nothing from elsewhere: the page talks to its bridge alone. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Serves the built pages in `folder` to the window. */
export function servePages(folder: string): void {
  protocol.handle('app', async (request) => {
    const path = pageFile(folder, request.url);
    if (path === null) return new Response('There is no such page.', { status: 404 });
    const file = await net.fetch(pathToFileURL(path).href).catch(() => null);
    if (file === null) return new Response('There is no such page.', { status: 404 });
    const headers = new Headers(file.headers);
    headers.set('content-security-policy', POLICY);
    headers.set('x-content-type-options', 'nosniff');
    return new Response(file.body, { status: file.status, headers });
  });
}

/** Refuses what no page of ours needs: other places, other windows, permissions, embedded views. */
export function lockDown(app: App): void {
  session.defaultSession.setPermissionRequestHandler((_, permission, decide) =>
    decide(permission === 'clipboard-sanitized-write'),
  );
  session.defaultSession.setPermissionCheckHandler(
    (_, permission) => permission === 'clipboard-sanitized-write',
  );
  app.on('web-contents-created', (_, contents) => confine(contents));
}

function confine(contents: WebContents): void {
  contents.on('will-navigate', (event, url) => {
    if (!url.startsWith(`${APP_ORIGIN}/`)) event.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    // A paper's page belongs into the person's own browser.
    if (url.startsWith('https://')) void shell.openExternal(url);
    return { action: 'deny' };
  });
}
