import { BrowserWindow } from 'electron';
import type { ShellVisit } from '../main/api/contract.ts';
import { onTold, tellPage } from './page.ts';

/** Asks the page for something; what comes before it listens waits for it. */
export interface PageVisits {
  ask(visit: ShellVisit): void;
  /** The page goes and another one comes. */
  wait(): void;
}

/** From now on. */
export function serveVisits(): PageVisits {
  const waiting: ShellVisit[] = [];
  const page = { isListening: false };
  const tell = (): void => {
    for (const visit of waiting.splice(0)) tellPage('dartboard:visit', visit);
  };
  onTold('dartboard:listening', {
    check: () => null,
    answer: () => {
      page.isListening = true;
      tell();
    },
  });
  return {
    ask: (visit) => {
      waiting.push(visit);
      if (page.isListening && BrowserWindow.getAllWindows().length > 0) tell();
    },
    wait: () => (page.isListening = false),
  };
}
