import { execFileSync } from 'node:child_process';

/** The processes that a process has started and whose command line holds a text. */
export function childrenOf(parent: number, text: string): readonly number[] {
  const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' });
  return listed.split('\n').flatMap((line) => {
    const [pid, ppid, ...command] = line.trim().split(/\s+/);
    return Number(ppid) === parent && command.join(' ').includes(text) ? [Number(pid)] : [];
  });
}
