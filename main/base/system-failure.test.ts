import { expect, it } from 'vitest';
import { AppError } from './errors.ts';
import { readFailure, systemCode, writeFailure } from './system-failure.ts';

const failed = (code: string): Error => Object.assign(new Error(`${code}: something`), { code });

it.each([
  ['ENOSPC', 'the disk is full', 'Free some space'],
  ['EDQUOT', 'the quota of this user', 'Free some space'],
  ['EACCES', 'permission denied', 'DARTBOARD_HOME'],
  ['EROFS', 'read-only', 'DARTBOARD_HOME'],
  ['EIO', 'EIO: something', 'Check the disk'],
])('%s of a write: %s, and what to do', (code, reason, remedy) => {
  const failure = writeFailure(failed(code));
  expect(failure.reason).toContain(reason);
  expect(failure.remedy).toContain(remedy);
});

it('a read that failed has its reason', () => {
  expect(readFailure(failed('EACCES'))).toBe('permission denied');
  expect(readFailure('thrown')).toBe('thrown');
});

it('only a system call has a code', () => {
  expect(systemCode(failed('ENOENT'))).toBe('ENOENT');
  expect(systemCode(new Error('plain'))).toBeNull();
  expect(systemCode({ code: 'ENOENT' })).toBeNull();
  expect(systemCode(new AppError('data/unreadable', 'It cannot be read.'))).toBeNull();
  expect(() => Buffer.alloc(1).readInt32LE(0)).toThrow(
    expect.toSatisfy((thrown) => systemCode(thrown) === null),
  );
});
