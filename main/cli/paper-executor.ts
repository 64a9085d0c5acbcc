/** An executor for looking at a run without computing it. */
import { cpus } from 'node:os';
import type { Executable, Executor } from '../engine/index.ts';

/** Takes the form of a run on the processor and computes nothing. It refuses no precision and no devices: only memory is asked for. */
export const PAPER: Executor = {
  title: 'paper',
  fuses: true,
  describe: () => ({
    engine: 'paper',
    version: '',
    device: 'gpu',
    deviceName: 'paper',
    gpus: Number.MAX_SAFE_INTEGER,
    threads: cpus().length,
    notes: [],
  }),
  load: async () => PAPER_EXECUTABLE,
};

const refuse = async (): Promise<never> => {
  throw new Error('internal: a run on paper computes nothing');
};

/** What it loads, whatever is loaded. */
export const PAPER_EXECUTABLE: Executable = {
  run: refuse,
  read: refuse,
  write: async () => undefined,
  dispose: async () => undefined,
};
