/**
 * The names under which page and shell exchange messages; nothing else passes between them. They are types, so that both sides
 * write them out and cannot differ: a sandboxed preload script must be one file, and would lose what it shared with another.
 */
export type ToHost = 'dartboard:to-host';

/** A message of the host for this window. */
export type FromHost = 'dartboard:from-host';

/** The host was lost, is there again, or has ended for good. */
export type HostState = 'dartboard:host-state';

/** What the page asks of the shell, besides what it asks of the host. */
export type PageRequest =
  | 'dartboard:choose'
  | 'dartboard:save'
  | 'dartboard:menu'
  | 'dartboard:listening'
  | 'dartboard:notices'
  | 'dartboard:projects'
  | 'dartboard:open-project'
  | 'dartboard:file-types'
  | 'dartboard:window';

/** What the shell tells the page of itself. */
export type ShellNews = 'dartboard:command' | 'dartboard:visit';
