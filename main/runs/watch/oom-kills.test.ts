import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hasRisen, oomKills } from './oom-kills.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'dartboard-oom-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));
async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), text);
}

it('are counted by the control group of the process', async () => {
  const events = 'sys/fs/cgroup/jobs/one/memory.events';
  await put('proc/self/cgroup', '0::/jobs/one\n');
  await put(events, 'low 0\noom 3\noom_kill 2\noom_group_kill 0\n');
  const before = await oomKills(root);
  expect(before).toEqual({ file: join(root, events), kills: 2 });
  expect(before && (await hasRisen(before))).toBe(false);
  await put(events, 'oom 4\noom_kill 3\n');
  expect(before && (await hasRisen(before))).toBe(true);
  await rm(join(root, events));
  expect(before && (await hasRisen(before))).toBe(false);
});

it('are known of the first version of control groups, also where a container sees its own as the root', async () => {
  await put('proc/self/cgroup', '9:name=systemd:/\n4:memory:/docker/abc\n0::/\n');
  await put('sys/fs/cgroup/memory/memory.oom_control', 'oom_kill_disable 0\nunder_oom 0\noom_kill 1\n');
  expect(await oomKills(root)).toMatchObject({ kills: 1 });
});

it('are not known elsewhere', async () => {
  expect(await oomKills(root)).toBeNull();
});
