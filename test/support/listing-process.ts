/** A process that lists the runs of its home over and over, and tells how many there are. */
import { homePaths, openStore } from '../../main/runs/index.ts';

const store = openStore(homePaths());
for (;;) {
  const { total, problems } = await store.list();
  process.send?.({ total, problems });
}
