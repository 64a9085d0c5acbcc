/** What the desktop is told of runs: a bar in the taskbar, a title, a notice at the end, and that the machine stays awake. */
import { BrowserWindow, Notification, powerSaveBlocker } from 'electron';
import type { NoticeWishes } from '../main/api/contract.ts';
import { checkedWishes } from './checks.ts';
import { onTold } from './page.ts';
import type { RunListener, RunNews, RunsNow } from './run-watch.ts';

/** Before the page has said what the person wants. */
const ALL: NoticeWishes = { finished: true, failed: true, alarm: true };

/** Tells the desktop. */
export interface Attention extends RunListener {
  /** The project that is open; null: not known yet. */
  name(project: string | null): void;
  /** To be called for each new window. */
  refresh(): void;
}

/** @param show - brings the window to the front, with this run */
export function createAttention(show: (run: string) => void): Attention {
  const told: { wishes: NoticeWishes; now: RunsNow; project: string | null } = {
    wishes: ALL,
    now: { computing: 0, share: null, title: null },
    project: null,
  };
  const awake = createWakefulness();
  // One that nobody holds may be collected, and its click is lost.
  const open = new Set<Notification>();
  onTold('dartboard:notices', { check: checkedWishes, answer: (_, wishes) => (told.wishes = wishes) });

  const refresh = (): void => {
    const { now, project } = told;
    for (const window of BrowserWindow.getAllWindows()) {
      window.setProgressBar(progressOf(now));
      window.setTitle(titleOf(now, project));
    }
  };
  return {
    refresh,
    name: (project) => {
      told.project = project;
      refresh();
    },
    onNow: (now) => {
      told.now = now;
      awake.keep(now.computing > 0);
      refresh();
    },
    onNews: (news) => {
      if (!told.wishes[news.kind] || BrowserWindow.getFocusedWindow() !== null) return;
      if (!Notification.isSupported()) return;
      const notice = new Notification(wordsOf(news));
      open.add(notice);
      notice.on('click', () => show(news.run));
      notice.on('close', () => open.delete(notice));
      notice.show();
    },
  };
}

/** Electron's words: less than nothing takes the bar away, more than all is a bar without a measure. */
const progressOf = ({ computing, share }: RunsNow): number => (computing === 0 ? -1 : (share ?? 2));

const HEADS = { finished: 'Finished', failed: 'Failed', alarm: 'Look at this search' } as const;

const wordsOf = ({ kind, title, text }: RunNews): { title: string; body: string } => ({
  title: `${HEADS[kind]}: ${title}`,
  body: text,
});

/** `43 % · quick search · my-project · Dartboard`. */
function titleOf({ computing, share, title }: RunsNow, project: string | null): string {
  const job = title === null ? null : computing > 1 ? `${computing} runs` : title;
  const parts = [share === null ? null : `${Math.floor(100 * share)} %`, job, project, 'Dartboard'];
  return parts.filter((part) => part !== null).join(' · ');
}

/** Keeps the machine from sleeping, not its display, while something computes. */
function createWakefulness(): { keep(isWanted: boolean): void } {
  let blocker: number | null = null;
  return {
    keep: (isWanted) => {
      if (isWanted === (blocker !== null)) return;
      if (blocker !== null) powerSaveBlocker.stop(blocker);
      blocker = isWanted ? powerSaveBlocker.start('prevent-app-suspension') : null;
    },
  };
}
