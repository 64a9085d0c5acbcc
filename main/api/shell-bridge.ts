/** What the desktop program's page and its shell say to each other. The shell checks each message: a page may be anybody's. */
import type { z } from 'zod';
import type { clientMessageSchema } from './requests.ts';

/** What the shell gives its page, and nothing else: a channel to the host, the desktop's own things, and word of itself. */
export interface ShellBridge {
  send(message: z.infer<typeof clientMessageSchema>): void;
  /** One listener hears everything that the host sends to this window. */
  onMessage(listener: (message: unknown) => void): void;
  /** One listener is told when the host is lost and started again, is there again, and when it has ended for good. */
  onHost(listener: (state: 'open' | 'lost' | 'closed') => void): void;
  /** Asks the person for files or folders of this machine: their paths, none where the question was cancelled. */
  choose(request: ChooseRequest): Promise<readonly string[]>;
  /** Asks where to keep a file, and writes it: its path; null where the question was cancelled. */
  save(file: { readonly name: string; readonly data: Uint8Array }): Promise<string | null>;
  /** Where a file that was dropped on the page lies; empty where it lies nowhere. */
  pathOf(file: File): string;
  /** Shows these menus in place of those before. */
  menu(menus: readonly ShellMenu[]): void;
  /** One listener is told the id of each command that was chosen in a menu. */
  onCommand(listener: (id: string) => void): void;
  /** One listener is told what the desktop asks for; also what it asked before anybody listened. */
  onVisit(listener: (visit: ShellVisit) => void): void;
  /** Which news of runs the desktop is told of while the window is not looked at. */
  notices(wishes: NoticeWishes): void;
  projects(): Promise<ProjectList>;
  /** Ends the present host as at closing and opens another project; false where the person thought better of it. */
  openProject(choice: ProjectChoice): Promise<boolean>;
  /** Has the desktop open the program's files with it: a sentence of what was done. */
  fileTypes(): Promise<string>;
  window(action: WindowAction): void;
}

/** What a person is asked to choose. */
export interface ChooseRequest {
  readonly title: string;
  readonly what: 'files' | 'folder';
  /** Endings without dots, of what can be chosen; absent: all. */
  readonly endings?: readonly string[];
}

/** A menu of the window. */
export interface ShellMenu {
  /** `file`, `edit`. */
  readonly id: string;
  readonly title: string;
  readonly items: readonly ShellMenuItem[];
}

/** A line of a menu: a command, or a line between groups. */
export type ShellMenuItem =
  | 'line'
  | {
      /** The command's. */
      readonly id: string;
      readonly title: string;
      /** As Electron writes it; shown only, for the page hears the keys itself. Null: none. */
      readonly accelerator: string | null;
      readonly isEnabled: boolean;
      /** Whether it is on; null: it is nothing that can be on. */
      readonly isOn: boolean | null;
    };

/** What the desktop asks the page for: a file that was opened outside, or the run of a notification. */
export type ShellVisit =
  | {
      readonly kind: 'file';
      readonly path: string;
      /** What a `.genotype` says; null of any other file. */
      readonly text: string | null;
    }
  | { readonly kind: 'run'; readonly run: string };

/** Which news of runs are told. */
export interface NoticeWishes {
  readonly finished: boolean;
  readonly failed: boolean;
  readonly alarm: boolean;
}

/** A folder of runs and data sets. */
export interface Project {
  readonly path: string;
  readonly name: string;
  /** Whether the folder is not there now. */
  readonly isMissing: boolean;
}

/** The projects that are known here. */
export interface ProjectList {
  /** The one that is open; null: the host has not said yet. */
  readonly current: Project | null;
  /** The others, the latest first. */
  readonly recent: readonly Project[];
}

/** Which project is to be opened: one of the list, one that the person chooses now, or a new one. */
export type ProjectChoice = { readonly path: string } | 'choose' | 'new';

/** What is done with the window. */
export type WindowAction = 'zoom-in' | 'zoom-out' | 'zoom-reset' | 'full-screen' | 'developer-tools' | 'quit';
