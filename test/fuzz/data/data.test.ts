/**
 * Damaged files of every layout: each set opens consistent or is refused with a sentence, in time and in bounded memory, and what is
 * refused leaves nothing behind. Processes of their own open them, so that a crash is a result too.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defined } from '../../../main/base/assert.ts';
import { addSet } from '../../../main/data/index.ts';
import { bundleProgram } from '../../support/bundle.ts';
import type { Bundled } from '../../support/bundle.ts';
import { dataFixture } from '../../support/data-fixtures.ts';
import { runCases } from './children.ts';
import type { FuzzResults } from './children.ts';
import { damageOf } from './damage.ts';
import type { FuzzCase } from './protocol.ts';
import { damageSources } from './sources.ts';
import type { DamageSource } from './sources.ts';

/** In all; DARTBOARD_FUZZ_CASES=50000 does more, and takes as many times as long. */
const CASES = Number(process.env['DARTBOARD_FUZZ_CASES'] ?? 2100);
const LIMIT_MS = 5000;
/** Of all cases: a minute on two cores that do nothing else, and these are seldom. */
const LONGEST_MS = 300_000 * Math.max(1, CASES / 2100);
/** Node.js itself and what the libraries load take 100 to 200. */
const MOST_MEGABYTES = 600;
const UNDAMAGED = -1;

let sources: readonly DamageSource[] = [];
let whole: FuzzResults;
let damaged: FuzzResults;
let bundle: Bundled | null = null;
let folder = '';

beforeAll(async () => {
  const fixtures = dataFixture('.');
  sources = await damageSources(fixtures);
  bundle = await bundleProgram('test/fuzz/data/child.ts');
  folder = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const options = { program: bundle.path, fixtures, processes: 3, limitMs: LIMIT_MS };
  const undamaged = sources.map((_, source) => ({ source, seed: UNDAMAGED }));
  whole = await runCases(undamaged, { ...options, folder: join(folder, 'whole') });
  const cases = Array.from({ length: CASES }, (_, i): FuzzCase => {
    const source = i % sources.length;
    return { source, seed: Math.floor(i / sources.length) };
  });
  damaged = await runCases(cases, { ...options, folder: join(folder, 'damaged') });
}, LONGEST_MS);

afterAll(async () => {
  await bundle?.remove();
  await rm(folder, { recursive: true, force: true });
});

const known = z.object({ data: z.object({ known: z.array(z.string()) }) });

/** As the error says that names them. */
async function readerNames(): Promise<readonly string[]> {
  const nowhere = { resourcesDir: folder, dataDir: folder };
  const wanted = { path: folder, name: null, isCopied: false, reader: 'none of them', config: {} };
  const context = { opening: nowhere, now: () => 0, onProgress: () => undefined };
  const refusal: unknown = await addSet(wanted, context).catch((error: unknown) => error);
  return known.parse(refusal).data.known;
}

const whatOf = ({ source, seed }: FuzzCase): string =>
  damageOf(defined(sources[source], 'a case has a source'), seed).what;

describe('undamaged sets', () => {
  it('open and can be added', () => {
    expect(whole.lost).toEqual([]);
    expect(whole.outcomes.filter(({ result }) => result !== 'opened')).toEqual([]);
  });

  it('are of every layout', async () => {
    const readers = new Set(whole.outcomes.map(({ reader }) => reader));
    expect([...readers].sort()).toEqual([...(await readerNames())].sort());
  });
});

describe('damaged sets', () => {
  it('end no process, and take no more than 5 seconds', () => {
    expect(damaged.lost.map(({ fuzzCase, how }) => `${whatOf(fuzzCase)}: ${how}`)).toEqual([]);
    expect(damaged.outcomes).toHaveLength(CASES);
    expect(CASES).toBeGreaterThanOrEqual(2000);
    expect(Math.max(...damaged.outcomes.map(({ milliseconds }) => milliseconds))).toBeLessThan(LIMIT_MS);
  });

  it('are refused with a sentence or open consistent, and leave nothing behind', () => {
    const wrong = damaged.outcomes.filter(({ result }) => result === 'wrong');
    expect(wrong.map(({ what, words }) => `${what}: ${words}`)).toEqual([]);
  });

  it('are noticed, most of them', () => {
    const noticed = damaged.outcomes.filter(
      ({ result, words }) =>
        result === 'refused' || !whole.outcomes.some((one) => one.result === 'opened' && one.words === words),
    );
    expect(noticed.length / CASES).toBeGreaterThan(0.6);
  });

  it('take no more memory than others', () => {
    expect(Math.max(...damaged.outcomes.map(({ megabytes }) => megabytes))).toBeLessThan(MOST_MEGABYTES);
  });
});
