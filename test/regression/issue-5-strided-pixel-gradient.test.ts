/** oneDNN's kernel wrote beyond its memory: the process died, some steps into the training of a narrow network for large images. */
import { it } from 'vitest';
import { createRng } from '../../main/base/rng.ts';
import { createBuilder, createTensorflowExecutor, float32 } from '../../main/engine/index.ts';
import { expectClose } from '../support/close.ts';

const [N, SIZE, C, OUT] = [4, 112, 4, 8];
const HALF = SIZE / 2;

it('the gradient of a 1x1 convolution with stride 2 by its kernel, for few channels and a large image', async () => {
  const b = createBuilder();
  const geometry = { strides: [2, 2], padding: [0, 0, 0, 0], dilations: [1, 1] };
  const x = b.feed('x', float32(N, SIZE, SIZE, C));
  const dy = b.feed('dy', float32(N, HALF, HALF, OUT));
  const gradient = b.one('conv2dFilterGrad', [x, dy], { ...geometry, kernelShape: [1, 1, C, OUT] });
  const executable = await createTensorflowExecutor().load({
    variables: {},
    programs: { p: b.build('p', { fetches: { gradient }, updates: {} }) },
  });
  const feeds = { x: drawn('x', N * SIZE * SIZE * C), dy: drawn('dy', N * HALF * HALF * OUT) };
  const expected = byHand(feeds);
  for (let round = 0; round < 20; round += 1) {
    const { gradient: found } = await executable.run('p', feeds);
    expectClose(found, expected, { tolerance: 1e-4, what: 'the gradient' });
  }
  await executable.dispose();
});

function drawn(name: string, length: number): Float32Array {
  const rng = createRng(5, name);
  return Float32Array.from({ length }, () => 2 * rng.uniform() - 1);
}

/** [C,OUT]: sums over the pixels that the convolution sees. */
function byHand({ x, dy }: { readonly x: Float32Array; readonly dy: Float32Array }): Float32Array {
  const sums = new Float64Array(C * OUT);
  for (let pixel = 0; pixel < N * HALF * HALF; pixel += 1) {
    const [row, column] = [Math.floor(pixel / HALF) % HALF, pixel % HALF];
    const at = (Math.floor(pixel / HALF / HALF) * SIZE + 2 * row) * SIZE + 2 * column;
    for (let c = 0; c < C; c += 1) {
      for (let o = 0; o < OUT; o += 1) {
        sums[c * OUT + o] = (sums[c * OUT + o] ?? 0) + (x[at * C + c] ?? 0) * (dy[pixel * OUT + o] ?? 0);
      }
    }
  }
  return Float32Array.from(sums);
}
