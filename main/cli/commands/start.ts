import { Option } from 'commander';
import type { Cli, CommandDef } from '../command.ts';
import { workOnSample } from '../serve/sample.ts';
import type { SampleOutcome } from '../serve/sample.ts';
import { addServeOptions, openServing } from '../serve/serving.ts';
import type { ServeOptions, Serving } from '../serve/serving.ts';
import { tellFailure } from '../output.ts';

interface StartOptions extends ServeOptions {
  readonly preset: string;
  readonly again?: boolean;
  readonly once?: boolean;
  readonly rejoin?: boolean;
}

const EXIT_CODES: Readonly<Record<SampleOutcome, number>> = {
  idle: 0,
  finished: 0,
  interrupted: 130,
  failed: 1,
};

/** `start`: what `npm start` runs: the workbench with its sample project. */
export const start: CommandDef = {
  summary: 'serve the workbench and work on its sample project',
  define(command, cli) {
    addServeOptions(command)
      .option('--preset <name>', 'the settings of the sample project', 'quick')
      .option('--again', 'start the sample project anew')
      .option('--once', 'end when the sample project is finished')
      .addOption(new Option('--rejoin', 'stay with what an earlier host began; set nothing going').hideHelp())
      .action(async (options: StartOptions) => {
        process.exitCode = await startWorkbench(cli, options);
      });
  },
};

async function startWorkbench(cli: Cli, options: StartOptions): Promise<number> {
  const serving = await openServing(cli, options);
  const nobodyWaits = new AbortController();
  const { preset, again = false, once = false, rejoin = false } = options;
  // In a terminal a start is meant to compute; a window is also opened to look at what is there.
  const anew = again ? 'always' : options.ipc === true || once ? 'first-time' : 'when-finished';
  const begin = rejoin ? 'what-follows' : anew;
  const work: { outcome: SampleOutcome | null } = { outcome: null };
  const sample = workOnSample(cli, serving.services, { preset, begin, until: nobodyWaits.signal }).then(
    (done) => (work.outcome = done),
    (thrown: unknown) => {
      tellFailure(cli.output, thrown);
      work.outcome = 'failed';
      return work.outcome;
    },
  );
  const how = await (once ? Promise.race([serving.ended, sample.then(() => null)]) : serving.ended);
  if (how !== null) await end(cli, serving, { asked: how.asked, isBusy: work.outcome === null });
  nobodyWaits.abort();
  const outcome = await sample;
  await serving.close();
  serving.leave();
  // Whoever ends a workbench whose work is done has interrupted nothing.
  return EXIT_CODES[outcome];
}

/** A Ctrl-C is not to lose anything: the runs of this workbench save themselves first. Those of a window that has gone run on. */
async function end(
  { output }: Cli,
  serving: Serving,
  { asked, isBusy }: { readonly asked: boolean; readonly isBusy: boolean },
): Promise<void> {
  if (!asked) return;
  if (isBusy)
    output.message('Stopping after the present step, with a checkpoint. Ctrl-C again leaves at once.');
  const impatient = new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
  await Promise.race([serving.stopTrainers(), impatient]);
}
