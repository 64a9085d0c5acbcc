import type { Command } from 'commander';
import { bytesWords } from '../../runs/index.ts';
import type { RunPlan } from '../../runs/index.ts';
import type { Cli, CommandDef } from '../command.ts';
import { estimatePlan, MEASURED_STEPS } from '../estimate-run.ts';
import type { RunEstimate } from '../estimate-run.ts';
import type { RunRequest } from '../plan-run.ts';
import { addSearchOptions, addTrainOptions, searchRequest, trainRequest } from '../run-options.ts';
import type { SearchOptions, TrainOptions } from '../run-options.ts';

interface Measuring {
  readonly measure?: true;
}

/** `estimate`: what a run would take, before there is one. */
export const estimate: CommandDef = {
  summary: 'memory of a search or a training before it is started, and the largest batch that fits',
  define(command, cli) {
    const search = command.command('search', { isDefault: true }).description('of a search');
    withMeasure(addSearchOptions(search)).action((options: SearchOptions & Measuring) =>
      tell(cli, searchRequest(options), options),
    );
    const train = command.command('train').description('of a training');
    withMeasure(addTrainOptions(train)).action((options: TrainOptions & Measuring) =>
      tell(cli, trainRequest(options), options),
    );
  },
};

const withMeasure = (command: Command): Command =>
  command.option('--measure', 'also compute the first three steps: their memory and the time of one');

async function tell({ host, output }: Cli, request: RunRequest, { measure }: Measuring): Promise<void> {
  const plan = await host.plan(request);
  const found = await estimatePlan(plan, {
    places: host.places,
    steps: measure === true ? MEASURED_STEPS : 0,
  });
  const { memory, outlook, parameters, measured } = found;
  const value = {
    kind: plan.kind,
    preset: plan.preset,
    data: plan.data.name,
    batch: outlook.batch,
    peakMemoryBytes: outlook.estimatedBytes,
    parts: {
      variablesBytes: memory.variablesBytes,
      activationBytes: memory.activationBytes,
      processBytes: memory.processBytes,
    },
    program: memory.program,
    parameters,
    equations: memory.equations,
    availableBytes: outlook.availableBytes,
    largestBatch: outlook.largestBatch,
    ...(measured === null ? {} : { measured }),
  };
  output.result(value, () => words(plan, found));
  output.message(fitSentence(found));
}

function words({ title }: RunPlan, { memory, outlook, parameters, measured }: RunEstimate): string {
  const { variablesBytes, activationBytes, processBytes, program, equations } = memory;
  const most = program === '' ? '' : ` (most in ${program})`;
  const parts = `${bytesWords(activationBytes)} for values${most}, ${bytesWords(variablesBytes)} for variables, ${bytesWords(processBytes)} for the process`;
  return [
    `${title}, batch ${outlook.batch}: about ${bytesWords(outlook.estimatedBytes)}: ${parts}`,
    `${parameters} parameters; ${equations} equations`,
    ...(measured === null ? [] : [measuredWords(measured)]),
  ].join('\n');
}

function measuredWords(measured: NonNullable<RunEstimate['measured']>): string {
  const { steps, peakMemoryBytes, estimatedBytes, stepSeconds } = measured;
  const time = stepSeconds === null ? '' : `, ${stepSeconds.toFixed(2)} s a step after the first`;
  return `measured over ${steps} steps: ${bytesWords(peakMemoryBytes)} (the estimate of these steps: ${bytesWords(estimatedBytes)})${time}`;
}

/** What the machine can do. Where the batch of a training is not what needs the most, a smaller one does not help. */
function fitSentence({ memory, outlook }: RunEstimate): string {
  const { availableBytes, batch, largestBatch } = outlook;
  const free = `${bytesWords(availableBytes)} are free here`;
  if (largestBatch !== null) {
    const verdict = largestBatch < batch ? `The batch of ${batch} does not fit` : 'The run fits';
    return `${verdict}: ${free}, enough for a batch of at most ${largestBatch}.`;
  }
  const isEvaluation = memory.programs[memory.program]?.batchBytes === 0;
  const remedy = isEvaluation ? 'set "evaluationBatch" lower' : 'use a smaller network, or "accumulate"';
  return `The run does not fit with any batch: ${free}; ${remedy}.`;
}
