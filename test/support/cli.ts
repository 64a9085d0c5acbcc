import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createHost, createOutput, runProgram } from '../../main/cli/index.ts';
import type { Host } from '../../main/cli/index.ts';

/** What a call of the program gave. */
export interface Called {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** With `--json`: the lines of stdout, parsed. */
  readonly lines: readonly Record<string, unknown>[];
}

/** Calls the program in this process, as a shell would, with the user's data in `home`. */
export async function call(
  argv: readonly string[],
  home: string,
  change: (host: Host) => Host = (host) => host,
): Promise<Called> {
  const env = { ...process.env, DARTBOARD_HOME: home };
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = {
    stdout,
    stderr: Object.assign(stderr, { isTTY: false }) as unknown as NodeJS.WriteStream,
  };
  // Read while it is written: a stream that nobody reads keeps only its beginning at hand.
  const written = Promise.all([text(stdout), text(stderr)]);
  process.exitCode = 0;
  const code = await runProgram(argv, {
    env,
    host: change(createHost(env)),
    output: createOutput(argv, streams),
  });
  // What a command has set besides; the test's own process ends as vitest says.
  const set = exitCodeSet();
  process.exitCode = 0;
  stdout.end();
  stderr.end();
  const [out, err] = await written;
  const lines = argv.includes('--json')
    ? out
        .split('\n')
        .flatMap((line) => (line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : []))
    : [];
  return { code: code || set, stdout: out, stderr: err, lines };
}

function exitCodeSet(): number {
  return Number(process.exitCode ?? 0);
}
