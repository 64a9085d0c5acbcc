/** What the operating system says when a file cannot be read or written, in words for people. */
import { AppError, messageOf } from './errors.ts';

const OWN_CODES = /^(?:ERR_|ABORT_ERR$)/;

/** The code of a failed system call, such as `ENOENT`; null for anything else that was thrown. */
export function systemCode(thrown: unknown): string | null {
  if (!(thrown instanceof Error) || thrown instanceof AppError || !('code' in thrown)) return null;
  // Node.js has codes of its own, such as ERR_OUT_OF_RANGE: mistakes of the program, not of the system.
  return typeof thrown.code === 'string' && !OWN_CODES.test(thrown.code) ? thrown.code : null;
}

const FREE_SPACE = 'Free some space, then go on.';
const PERMISSIONS =
  'Check who owns it and its permissions, or set DARTBOARD_HOME to a folder that can be written.';

/** Reasons and remedies of failed writes, by the code of the system call. */
const WRITE_FAILURES: Readonly<Record<string, readonly [reason: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', FREE_SPACE],
  EDQUOT: ['the quota of this user on the disk is used up', FREE_SPACE],
  EFBIG: ['the file would be larger than the file system allows', FREE_SPACE],
  EROFS: ['its file system is read-only', PERMISSIONS],
  EACCES: ['permission denied', PERMISSIONS],
  EPERM: ['permission denied', PERMISSIONS],
  // Node.js says so of a folder that cannot be made on a read-only file system.
  ENOENT: ['a folder of the path does not exist and cannot be made', PERMISSIONS],
  ENOTDIR: ['a part of the path is a file, not a folder', 'Set DARTBOARD_HOME to a folder.'],
};

/** Why a write failed, and what to do about it. */
export function writeFailure(thrown: unknown): { readonly reason: string; readonly remedy: string } {
  const [reason, remedy] = WRITE_FAILURES[systemCode(thrown) ?? ''] ?? [messageOf(thrown), 'Check the disk.'];
  return { reason, remedy };
}

const READ_FAILURES: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EISDIR: 'it is a folder, not a file',
  ENOENT: 'it does not exist',
  ENOTDIR: 'it is not a folder, or lies in a file',
};

/** Why a read failed. */
export function readFailure(thrown: unknown): string {
  return READ_FAILURES[systemCode(thrown) ?? ''] ?? messageOf(thrown);
}
