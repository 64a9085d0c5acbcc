import { expect, it } from 'vitest';
import { FORWARD, OPS, printProgram, runPasses } from '../../main/engine/index.ts';
import { traceSupernet } from '../../main/nn/index.ts';
import { SEARCH_PRESETS, STRATEGIES } from '../../main/search/index.ts';
import { SPACES } from '../../main/spaces/index.ts';
import type { CellSpace } from '../../main/spaces/index.ts';

/** One node, so that a program fits on a few pages. */
const SPACE: CellSpace = { ...SPACES.darts, intermediateNodes: 1, concatNodes: 1 };
const IMAGES = { height: 8, width: 8, channels: 1, classes: 3 };

// A refactor leaves these texts as they are; whoever means to change a program replaces them (`npx vitest run --project parity -u`).
it('traces and rewrites a supernet as recorded', async () => {
  const network = traceSupernet(SPACE, {
    batch: 2,
    ...IMAGES,
    inputChannels: IMAGES.channels,
    initChannels: 2,
    cells: 1,
    mode: 'train',
    weighting: 'scalar',
  });
  await expect(printProgram(network.program)).toMatchFileSnapshot('./supernet.traced.txt');
  await expect(printProgram(runPasses(network.program, OPS, FORWARD))).toMatchFileSnapshot('./supernet.rewritten.txt');
});

it('writes the steps of a first-order search as recorded', async () => {
  const { config } = SEARCH_PRESETS.tiny;
  const { bundle } = STRATEGIES.darts.programs(
    {
      space: SPACE,
      images: IMAGES,
      config: { ...config, network: { ...config.network, initChannels: 2, cells: 1 } },
      weightBatches: [2],
      alphaBatch: 2,
      evaluationBatches: [],
    },
    STRATEGIES.darts.config.parse({ alphas: {} }),
  );
  const text = Object.values(bundle.programs).map(printProgram).join('\n');
  await expect(text).toMatchFileSnapshot('./search-steps.txt');
});
