/** Which files of a run's folder travel, and how they may be called: the same rule when they leave and when they come in. */

/** Of the process that writes a run, and of this machine: they mean nothing elsewhere. */
const VOLATILE = [
  /^(?:heartbeat|stop|save|reserve|hang\.json)$/,
  /^lock\.\d+$/,
  /\.lock$/,
  /\.tmp-/,
  /\.damaged$/,
  /\.progress$/,
];
/** Lower case only, so that no two names are one file anywhere; no name begins or ends with a dot. */
const PART = /^[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?$/;
/** Windows takes these for devices, with any ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;
const MOST_PARTS = 3;
const CHECKPOINT = /^checkpoints\/(\d{1,15})\.ckpt$/;

/** Whether a path within a run's folder can be one of its files; its parts are separated by `/`. */
export function isRunFile(path: string): boolean {
  const parts = path.split('/');
  return (
    parts.length <= MOST_PARTS &&
    parts.every((part) => PART.test(part) && !part.includes('..') && !DEVICE.test(part)) &&
    !isVolatile(path)
  );
}

/** Whether the file is left behind without a word. */
export function isVolatile(path: string): boolean {
  return path.split('/').some((part) => VOLATILE.some((pattern) => pattern.test(part)));
}

/** The step of a checkpoint; null of another file. */
export function stepOfCheckpoint(path: string): number | null {
  const step = CHECKPOINT.exec(path)?.[1];
  return step === undefined ? null : Number(step);
}

/** What a run that began with another one's state began with: a checkpoint as well. */
export const START = 'start.ckpt';
/** What the trainer's process printed: nothing depends on it. */
export const PRINTED = 'trainer.log';
/** What every run has. */
export const RECORD = 'run.json';
/** What every run has. */
export const EVENTS = 'events.jsonl';
/** What people say of the run, which may differ from place to place. */
export const ANNOTATIONS = 'annotations.json';
/** How the line ends that the log of a run under way has in a bundle, and only there. */
export const WHILE_COMPUTED = 'while it was computed elsewhere';
