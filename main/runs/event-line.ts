/**
 * One line of an event log: a JSON object whose last field is the CRC-32 of the text before that field, so that whatever
 * befalls a line is noticed: `{"seq":3,"at":1700000000000,"type":"state",...,"crc32":"0f3c9a1b"}`.
 */
import { z } from 'zod';
import { crc32 } from '../base/checksum.ts';
import type { RunEvent } from './events.ts';

const score = z.object({ loss: z.number(), accuracy: z.number() });
const count = z.number().int().nonnegative();
const alphas = z.object({ normal: z.array(z.array(z.number())), reduction: z.array(z.array(z.number())) });
const cell = z.object({
  edges: z.array(z.object({ primitive: z.string(), input: count })),
  concat: z.array(count),
});
const genotype = z.union([
  z.object({ normal: cell, reduction: cell, layout: z.literal('cell').exactOptional() }),
  z.object({ wiring: z.literal('complete'), operations: z.array(z.string()) }),
  z.object({
    wiring: z.literal('path'),
    operations: z.array(
      z.object({ primitive: z.string(), stride: count, channelsIn: count, channelsOut: count }),
    ),
    base: count,
  }),
  z.object({
    wiring: z.literal('recurrent'),
    recurrent: z.array(z.object({ primitive: z.string(), input: count })),
    concat: z.array(count),
  }),
]);
/** For each kind of cell that a space has. */
const perKind = <T>(schema: z.ZodType<T>) =>
  z.object({ normal: schema.exactOptional(), reduction: schema.exactOptional() });
const importance = z.object({
  live: perKind(z.array(z.array(z.boolean()))),
  scores: perKind(z.array(z.array(z.number().nullable()))).nullable(),
});
const removed = z.object({ edge: count, primitive: z.string(), score: z.number().nullable() });
const state = z.enum(['queued', 'starting', 'running', 'finished', 'failed', 'interrupted', 'lost']);

/** What a run ended with, as `result.json` and the event log hold it. */
export const resultSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('search'), genotype, alphas }),
  z.object({
    kind: z.literal('train'),
    test: score,
    // Earlier versions did not keep it.
    best: z
      .object({ epoch: count, accuracy: z.number(), loss: z.number().exactOptional() })
      .nullable()
      .default(null),
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
  z.object({
    ...line,
    type: z.literal('alphas'),
    epoch: count,
    alphas,
    genotype,
    importance: importance.exactOptional(),
  }),
  z.object({
    ...line,
    type: z.literal('shrink'),
    epoch: count,
    removed: perKind(z.array(removed)),
    importance,
    parameters: count,
    secondsPerStep: z.number().nullable(),
  }),
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
/** How a line of a step begins; it is the whole line as far as its type is concerned. */
const STEP = /^\{"seq":\d+,"at":[^,]+,"type":"step",/;
/** More than the beginning of a line takes until its type is said. */
const BEGINNING_BYTES = 72;

/** The event as a line, its line feed included. */
export function encodeLine(event: RunEvent): Buffer {
  return sealed(event);
}

/** An object, its last field being the CRC-32 of the text before that field, as a line. */
export function sealed(value: object): Buffer {
  const payload = Buffer.from(JSON.stringify(value).slice(0, -1));
  return Buffer.concat([payload, Buffer.from(`${suffixOf(payload)}${LINE_FEED}`)]);
}

/**
 * The object of a sealed line without its sum; undefined, which no schema takes, if the line is damaged.
 *
 * @param bytes - the line without its line feed
 */
export function unsealed(bytes: Buffer): unknown {
  const payload = payloadOf(bytes);
  return payload === null ? undefined : jsonOf(`${payload.toString()}}`);
}

/**
 * The event of a line, or null if the line is damaged.
 *
 * @param bytes - the line without its line feed
 */
export function decodeLine(bytes: Buffer): RunEvent | null {
  const payload = payloadOf(bytes);
  if (payload === null) return null;
  const value = jsonOf(`${isStepLine(bytes) ? payload.toString('latin1') : payload.toString()}}`);
  return stepOf(value) ?? eventSchema.safeParse(value).data ?? null;
}

/** Whether a line, if it is sound, tells of a step: known from its beginning alone. */
function isStepLine(bytes: Buffer): boolean {
  return STEP.test(bytes.toString('latin1', 0, BEGINNING_BYTES));
}

function payloadOf(bytes: Buffer): Buffer | null {
  const end = bytes.length - SUFFIX_BYTES;
  if (end < 0) return null;
  const payload = bytes.subarray(0, end);
  return bytes.toString('latin1', end) === suffixOf(payload) ? payload : null;
}

const suffixOf = (payload: Buffer): string => `${HEAD}${crc32(payload).toString(16).padStart(8, '0')}${TAIL}`;

/** The value of a JSON text; undefined, which no schema takes, if it is none. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type StepLine = Extract<RunEvent, { type: 'step' }>;
type Unchecked = Readonly<Record<string, unknown>>;

/**
 * The step that the value is; null if it is none, or not plainly one: then the schema decides. A long log consists of steps, and
 * this takes a tenth of the schema's time.
 */
function stepOf(value: unknown): StepLine | null {
  if (!isObject(value) || value.type !== 'step') return null;
  const { seq, at, epoch, step, steps, learningRate, seconds } = value;
  if (!isCount(seq) || !isCount(epoch) || !isCount(step) || !isCount(steps)) return null;
  if (!Number.isFinite(at) || !Number.isFinite(learningRate) || !Number.isFinite(seconds)) return null;
  const train = scoreOf(value.train);
  const valid = value.valid === null ? null : scoreOf(value.valid);
  if (train === undefined || valid === undefined) return null;
  // Written out: what a later version may have added stays behind, as it does with the schema.
  return {
    seq,
    at: Number(at),
    type: 'step',
    epoch,
    step,
    steps,
    train,
    valid,
    learningRate: Number(learningRate),
    seconds: Number(seconds),
  };
}

function scoreOf(value: unknown): StepLine['train'] | undefined {
  if (!isObject(value)) return undefined;
  const { loss, accuracy } = value;
  return typeof loss === 'number' && typeof accuracy === 'number' && Number.isFinite(loss + accuracy)
    ? { loss, accuracy }
    : undefined;
}

const isObject = (value: unknown): value is Unchecked => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
