/**
 * One line of an event log: a JSON object whose last field is the CRC-32 of the text before that field, so that whatever
 * befalls a line is noticed: `{"seq":3,"at":1700000000000,"type":"state",...,"crc32":"0f3c9a1b"}`.
 */
import { z } from 'zod';
import { crc32 } from '../base/crc32.ts';
import type { RunEvent } from './events.ts';

const score = z.object({ loss: z.number(), accuracy: z.number() });
const count = z.number().int().nonnegative();
const alphas = z.object({ normal: z.array(z.array(z.number())), reduction: z.array(z.array(z.number())) });
const cell = z.object({
  edges: z.array(z.object({ primitive: z.string(), input: count })),
  concat: z.array(count),
});
const genotype = z.object({ normal: cell, reduction: cell, layout: z.literal('cell').exactOptional() });
const state = z.enum(['queued', 'starting', 'running', 'finished', 'failed', 'interrupted', 'lost']);

/** What a run ended with, as `result.json` and the event log hold it. */
export const resultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('search'), genotype, alphas }),
  z.object({
    kind: z.literal('train'),
    test: score,
    // Earlier versions did not keep it.
    best: z.object({ epoch: count, accuracy: z.number() }).nullable().default(null),
    parameters: count,
    macs: count,
  }),
]);

const line = { seq: count, at: z.number() };
const eventSchema: z.ZodType<RunEvent> = z.discriminatedUnion('type', [
  z.object({
    ...line,
    type: z.literal('state'),
    state,
    message: z.string().nullable(),
    code: z.string().exactOptional(),
    resumedFrom: count.exactOptional(),
  }),
  z.object({ ...line, type: z.literal('engine'), device: z.string(), parameters: count }),
  z.object({
    ...line,
    type: z.literal('step'),
    epoch: count,
    step: count,
    steps: count,
    train: score,
    valid: score.nullable(),
    learningRate: z.number(),
    seconds: z.number(),
  }),
  z.object({
    ...line,
    type: z.literal('epoch'),
    epoch: count,
    epochs: count,
    train: score,
    valid: score.nullable(),
  }),
  z.object({ ...line, type: z.literal('alphas'), epoch: count, alphas, genotype }),
  z.object({ ...line, type: z.literal('checkpoint'), step: count, file: z.string() }),
  z.object({
    ...line,
    type: z.literal('load'),
    cpu: z.number(),
    machineCpu: z.number(),
    memoryBytes: z.number(),
    freeBytes: z.number(),
    gpus: z.array(
      z.object({
        index: count,
        name: z.string(),
        utilization: z.number(),
        memoryUsedBytes: z.number(),
        memoryTotalBytes: z.number(),
      }),
    ),
  }),
  z.object({
    ...line,
    type: z.literal('alarm'),
    alarm: z.enum(['skips', 'entropy', 'gap']),
    epoch: count,
    message: z.string(),
  }),
  z.object({ ...line, type: z.literal('result'), result: resultSchema }),
]);

const LINE_FEED = '\n';
const HEAD = ',"crc32":"';
const TAIL = '"}';
const SUFFIX_BYTES = HEAD.length + 8 + TAIL.length;
const SUFFIX = new RegExp(`^${HEAD}([0-9a-f]{8})${TAIL}$`);

/** The event as a line, its line feed included. */
export function encodeLine(event: RunEvent): Buffer {
  const payload = Buffer.from(JSON.stringify(event).slice(0, -1));
  const sum = crc32(payload).toString(16).padStart(8, '0');
  return Buffer.concat([payload, Buffer.from(`${HEAD}${sum}${TAIL}${LINE_FEED}`)]);
}

/**
 * The event of a line, or null if the line is damaged.
 *
 * @param bytes - the line without its line feed
 */
export function decodeLine(bytes: Buffer): RunEvent | null {
  const payload = bytes.subarray(0, Math.max(0, bytes.length - SUFFIX_BYTES));
  const sum = SUFFIX.exec(bytes.subarray(payload.length).toString('latin1'))?.[1];
  if (sum === undefined || Number.parseInt(sum, 16) !== crc32(payload)) return null;
  const parsed = eventSchema.safeParse(jsonOf(`${payload.toString()}}`));
  return parsed.success ? parsed.data : null;
}

/** The value of a JSON text; undefined, which no schema takes, if it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
