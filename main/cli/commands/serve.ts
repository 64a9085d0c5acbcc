import type { CommandDef } from '../command.ts';
import { addServeOptions, openServing } from '../serve/serving.ts';
import type { ServeOptions } from '../serve/serving.ts';

/** `serve`: the host with the workbench in a browser. */
export const serve: CommandDef = {
  summary: 'serve the workbench to a browser on this machine',
  define(command, cli) {
    addServeOptions(command).action(async (options: ServeOptions) => {
      const serving = await openServing(cli, options);
      await serving.ended;
      const { runs } = await serving.services.runs.list({});
      await serving.close();
      serving.leave();
      const left = runs.filter(({ state }) => state === 'running' || state === 'starting');
      for (const { run } of left) {
        cli.output.message(`The run ${run} goes on by itself. To stop it: dartboard runs stop ${run}`);
      }
    });
  },
};
