import { randomChoice } from '../method.ts';
import type { TournamentMethod } from '../method.ts';

/** Trains random cells. A cell may be drawn twice, and is paid for twice, as in the benchmark's own code. */
export const random: TournamentMethod = {
  title: 'random search',
  source: 'Bergstra and Bengio, JMLR 2012; as in AutoDL-Projects random_wo_share.py',
  *search(space, rng) {
    for (;;) yield randomChoice(space, rng);
  },
};
