import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { printedPart } from './log-service.ts';

describe('what a run printed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'printed-'));
  const path = join(folder, 'trainer.log');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is nothing before there is a file', async () => {
    expect(await printedPart(path, null)).toEqual({ text: '', from: 0, next: 0, sizeBytes: 0 });
  });

  it('comes in whole lines, each once', async () => {
    writeFileSync(path, 'größer\nhalf');
    const first = await printedPart(path, null);
    expect(first).toMatchObject({ text: 'größer\n', from: 0 });
    appendFileSync(path, ' a line\n');
    expect(await printedPart(path, first.next)).toMatchObject({ text: 'half a line\n', sizeBytes: 21 });
  });

  it('begins with the last megabyte of a long one, at a line', async () => {
    const line = `${'x'.repeat(99)}\n`;
    writeFileSync(path, line.repeat(20_000));
    const { text, from, next } = await printedPart(path, null);
    expect(text.startsWith('x') && text.length % 100 === 0).toBe(true);
    expect(from % 100).toBe(0);
    expect(next).toBe(2_000_000);
  });
});
