import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { Project } from '../main/api/contract.ts';

/** As many as a menu should hold. */
const MOST = 10;

/** The projects that were opened here. */
export interface RecentProjects {
  /** The latest first; those too whose folder is not there now: a disk may be away for a while. */
  list(): readonly Project[];
  /** Puts it first. */
  add(path: string): void;
}

/** The list that is kept in this file. One that cannot be read is empty. */
export function recentProjects(file: string): RecentProjects {
  const paths = (): readonly string[] => {
    try {
      return pathsOf(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return [];
    }
  };
  return {
    list: () => paths().map(projectAt),
    add: (path) => {
      const next = [resolve(path), ...paths().filter((other) => other !== resolve(path))].slice(0, MOST);
      try {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(`${file}.tmp`, JSON.stringify({ projects: next }, null, 2));
        renameSync(`${file}.tmp`, file);
      } catch {
        // A full disk must not keep a project from opening; it is only not found in the menu next time.
      }
    },
  };
}

/** The project in this folder. */
export function projectAt(path: string): Project {
  return { path, name: basename(path) || path, isMissing: !isFolder(path) };
}

/** Whether there is a folder, which may be empty. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Whether a folder holds what the program keeps. */
export function holdsProject(path: string): boolean {
  return ['runs', 'data', 'queue', 'library'].some((name) => existsSync(resolve(path, name)));
}

function pathsOf(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  const projects: unknown = Reflect.get(value, 'projects');
  if (!Array.isArray(projects)) return [];
  return projects.filter((path): path is string => typeof path === 'string' && path !== '').slice(0, MOST);
}
