import { pathToFileURL } from 'node:url';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { z } from 'zod';
import { FETCHABLE, fetchSet } from '../../data/index.ts';
import type { Cli } from '../command.ts';
import { setupScript } from '../places.ts';
import type { Places } from '../places.ts';
import { tellAdded } from './add.ts';
import { withStages } from './stages.ts';

/** `data fetch`. */
export function defineFetch(command: Command, cli: Cli): void {
  command
    .command('fetch')
    .description(
      'fetch a published data set, check its files and register it; the only command that uses the network',
    )
    .argument('<name>', Object.keys(FETCHABLE).join(', '))
    .option('--name <name>', 'what it is to be called; without it, the same')
    .option('--from <url>', "a folder on the web that has the publisher's files under their names", parseUrl)
    .action(async (published: string, { name, from }: { readonly name?: string; readonly from?: URL }) => {
      const npm = await findNpm(cli.host.places, cli.env);
      const added = await withStages(cli, (context) =>
        fetchSet(
          { published, name: name ?? null, from: from ?? null },
          { ...context, npm, env: cli.env, onSource: cli.output.message },
        ),
      );
      if (added !== null) tellAdded(cli, added);
    })
    .addHelpText(
      'after',
      `\n${Object.entries(FETCHABLE)
        .map(([name, { title, page }]) => `${name}: ${title}; ${page}`)
        .join('\n')}`,
    );
}

function parseUrl(text: string): URL {
  let url: URL | null = null;
  try {
    if (/^https?:\/\//i.test(text)) url = new URL(text);
  } catch {
    // Said below, as of all that is no address.
  }
  if (url === null)
    throw new InvalidArgumentError('Expected an address that begins with http:// or https://.');
  // Names of files are added to it, and what is said of it must hold no password.
  if (url.search + url.hash + url.username + url.password !== '')
    throw new InvalidArgumentError('Expected an address of a folder without "?", "#" and a user.');
  return url;
}

const npmSchema = z.object({ program: z.string(), args: z.array(z.string()) }).nullable();

/** The set-up scripts know how npm is called; they come with the program and are not bundled. */
export async function findNpm(places: Places, env: NodeJS.ProcessEnv): Promise<readonly string[] | null> {
  const script: unknown = await import(pathToFileURL(setupScript(places, 'tools.mjs')).href);
  const { findNpm: find } = script as { findNpm: (env: NodeJS.ProcessEnv) => unknown };
  const npm = npmSchema.parse(find(env));
  return npm === null ? null : [npm.program, ...npm.args];
}
