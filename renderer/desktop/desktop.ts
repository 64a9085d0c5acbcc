/** What the desktop around the page can do: the shell's window, or a browser, which can do less. */
import { inject } from 'vue';
import type { InjectionKey } from 'vue';
import type { ChooseRequest, ShellBridge } from '../../main/api/contract.ts';

/** A file that a person wants to keep. */
export interface SavedFile {
  /** With its ending, without a folder. */
  readonly name: string;
  readonly data: Uint8Array | string;
  /** `image/svg+xml`. */
  readonly type: string;
}

/** The desktop. */
export interface Desktop {
  /** The shell of the window, for what only it can do; null in a browser. */
  readonly shell: ShellBridge | null;
  /** Whether it can show the files of this machine; a browser asks for paths in words instead. */
  readonly canChoose: boolean;
  /** The paths that a person chose, none where the question was cancelled. */
  choose(request: ChooseRequest): Promise<readonly string[]>;
  /** Asks where to, and writes. What a person reads about where it went; null where the question was cancelled. */
  save(file: SavedFile): Promise<string | null>;
  /** Where a file that was dropped on the page lies; null where the page may not know. */
  pathOf(file: File): string | null;
}

/** Under this key the application provides its desktop. */
export const DESKTOP: InjectionKey<Desktop> = Symbol('desktop');

/** The desktop of this application. */
export function useDesktop(): Desktop {
  const desktop = inject(DESKTOP);
  if (desktop === undefined) throw new Error('internal: the application provides a desktop');
  return desktop;
}

/** The desktop around this page. */
export function desktopOf(bridge: ShellBridge | undefined): Desktop {
  return bridge === undefined ? browserDesktop() : windowDesktop(bridge);
}

function windowDesktop(bridge: ShellBridge): Desktop {
  return {
    shell: bridge,
    canChoose: true,
    choose: (request) => bridge.choose(request),
    save: ({ name, data }) =>
      bridge.save({ name, data: typeof data === 'string' ? new TextEncoder().encode(data) : data }),
    pathOf: (file) => bridge.pathOf(file) || null,
  };
}

/** Long enough for every browser to have begun the download. */
const DOWNLOAD_MS = 60_000;

function browserDesktop(): Desktop {
  return {
    shell: null,
    canChoose: false,
    choose: async () => [],
    save: async ({ name, data, type }) => {
      const url = URL.createObjectURL(new Blob([data as BlobPart], { type }));
      const link = document.createElement('a');
      link.href = url;
      link.download = name;
      link.click();
      window.setTimeout(() => URL.revokeObjectURL(url), DOWNLOAD_MS);
      return `the downloads of this browser, as ${name}`;
    },
    pathOf: () => null,
  };
}
