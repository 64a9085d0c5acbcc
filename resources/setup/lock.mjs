import { randomBytes } from 'node:crypto';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, startTime } from './process-alive.mjs';

/** @typedef {{ pid: number, host: string, started: string | null }} Owner */

/** A live owner on another machine touches its lock this often; we cannot ask for its process. */
const HEARTBEAT_MS = 5_000;
const ABANDONED_MS = 120_000;
const POLL_MS = 300;

/**
 * Runs `work` while holding a lock file; waits as long as another live process holds it. A lock whose owner was killed is
 * recognised by its process id and start time and is taken over.
 *
 * @template T
 * @param {string} path the lock file
 * @param {{ work: () => Promise<T>, onWait?: (owner: Owner) => void, pollMs?: number }} options
 * @returns {Promise<T>} what `work` resolved to
 */
export async function withLock(path, { work, onWait, pollMs = POLL_MS }) {
  mkdirSync(dirname(path), { recursive: true });
  let told = false;
  while (!tryTake(path)) {
    const owner = readOwner(path);
    if (owner !== null && isStale(path, owner)) {
      discard(path, owner);
      continue;
    }
    if (!told && owner !== null) {
      onWait?.(owner);
      told = true;
    }
    await sleep(pollMs);
  }
  const heartbeat = setInterval(() => touch(path), HEARTBEAT_MS);
  heartbeat.unref();
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(path, { force: true });
  }
}

/**
 * The lock appears under its name with its content complete: a link to a finished file, not a file that is then written to.
 *
 * @param {string} path
 * @returns {boolean} false when somebody holds it
 */
function tryTake(path) {
  const own = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  writeFileSync(own, JSON.stringify({ pid: process.pid, host: hostname(), started: startTime(process.pid) }));
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * @param {string} path
 * @returns {Owner | null} null when the lock was released meanwhile
 */
function readOwner(path) {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return null;
    throw error;
  }
  try {
    return JSON.parse(text);
  } catch {
    // Not written by us: nobody holds it.
    return { pid: 0, host: hostname(), started: null };
  }
}

/**
 * @param {string} path
 * @param {Owner} owner
 * @returns {boolean}
 */
function isStale(path, owner) {
  if (owner.host !== hostname()) return Date.now() - modifiedAt(path) > ABANDONED_MS;
  if (owner.pid === 0 || !isAlive(owner.pid)) return true;
  return owner.started !== null && startTime(owner.pid) !== owner.started;
}

/**
 * Removes a dead owner's lock. Two waiters may come to this at once, and the slower one must not remove the lock that the
 * faster one has taken meanwhile: so it is moved away first, looked at, and put back if it is not the dead one's.
 *
 * @param {string} path
 * @param {Owner} dead
 */
function discard(path, dead) {
  const away = `${path}.dead-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    renameSync(path, away);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return;
    throw error;
  }
  const moved = readOwner(away);
  if (
    moved !== null &&
    (moved.pid !== dead.pid || moved.host !== dead.host || moved.started !== dead.started)
  ) {
    linkSync(away, path);
  }
  rmSync(away, { force: true });
}

/**
 * @param {string} path
 * @returns {number} milliseconds since the epoch; now, when it is gone
 */
function modifiedAt(path) {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
}

/** @param {string} path */
function touch(path) {
  const now = new Date();
  try {
    utimesSync(path, now, now);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
  }
}
