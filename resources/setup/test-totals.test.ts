import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addTotals, NO_TESTS, totalsLine, totalsOf } from './test-totals.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dartboard-totals-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function report(content) {
  const path = join(folder, 'report.json');
  const numbers = {
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: [],
  };
  writeFileSync(path, JSON.stringify({ ...numbers, ...content }));
  return path;
}

it('adds up the reports and prints one line', () => {
  const unit = totalsOf(report({ numPassedTests: 40, numPendingTests: 1, numTodoTests: 1 }));
  const parity = totalsOf(report({ numPassedTests: 2, numFailedTests: 1 }));
  expect(totalsLine(addTotals(unit, parity))).toBe('42 passed, 1 failed, 2 skipped');
  expect(totalsLine(NO_TESTS)).toBe('0 passed, 0 failed, 0 skipped');
});

it('counts a file that failed before its first test, but not one whose test failed', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'failed', assertionResults: [{ status: 'failed' }, { status: 'passed' }] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ];
  expect(totalsOf(report({ numPassedTests: 2, numFailedTests: 1, testResults }))).toMatchObject({
    passed: 2,
    failed: 2,
  });
});

it('counts a run that wrote no report as failed', () => {
  expect(totalsOf(join(folder, 'none.json'))).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
