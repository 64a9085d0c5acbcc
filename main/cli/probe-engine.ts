import { fork } from 'node:child_process';
import { z } from 'zod';
import type { DeviceReport } from '../engine/index.ts';
import type { Places } from './places.ts';

const reportSchema: z.ZodType<DeviceReport> = z.object({
  engine: z.string(),
  version: z.string(),
  device: z.enum(['cpu', 'gpu']),
  deviceName: z.string(),
  gpus: z.number(),
  threads: z.number(),
  notes: z.array(z.string()),
});
const messageSchema = z.union([
  z.object({ report: reportSchema }),
  z.object({ error: z.object({ code: z.string(), message: z.string() }) }),
]);

/** What the probing process answers. */
export type ProbeMessage = z.infer<typeof messageSchema>;

/** What is known of the engine after a process of its own has loaded it. */
export interface EngineProbe {
  readonly report: DeviceReport | null;
  /** Why there is no report. */
  readonly problem: string | null;
  /** What TensorFlow said about GPUs while it looked for one. */
  readonly gpuNotes: readonly string[];
}

const TIMEOUT_MS = 120_000;
const SILENT = { report: null, problem: null };

/** Loads the engine in a process of its own and tells what it is, whatever befalls that process. */
export async function probeEngine({ probe }: Places, env: NodeJS.ProcessEnv): Promise<EngineProbe> {
  const child = fork(probe, [], {
    env: { ...env, TF_CPP_MIN_LOG_LEVEL: '0' },
    execArgv: [],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    timeout: TIMEOUT_MS,
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text));
  let answer: unknown = null;
  child.on('message', (message) => (answer = message));
  const end = await new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) =>
      resolve(signal === null ? `exit code ${code ?? 'unknown'}` : `the signal ${signal}`),
    );
  });
  const gpuNotes = gpuLines(said);
  const parsed = messageSchema.safeParse(answer);
  if (!parsed.success) {
    const problem = `TensorFlow cannot be loaded: the process that tried ended with ${end}. This processor or system may be too old for it; what it printed: ${lastLine(said)}`;
    return { ...SILENT, problem, gpuNotes };
  }
  return 'report' in parsed.data
    ? { ...SILENT, report: parsed.data.report, gpuNotes }
    : { ...SILENT, problem: parsed.data.error.message, gpuNotes };
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) || 'nothing';

/** TensorFlow's own lines about what it lacks for a GPU, without time and source position. */
function gpuLines(text: string): readonly string[] {
  const lines = text
    .split('\n')
    .filter((line) => /could not|cannot|failed|error/i.test(line) && /cuda|gpu|cudnn|nvidia/i.test(line));
  return [...new Set(lines.map((line) => line.replace(/^.*?\] /, '').trim()))].slice(0, 5);
}
