import { defined } from '../base/assert.ts';
import { float32 } from '../engine/index.ts';
import type { EngineBuilder, Var } from '../engine/index.ts';

/**
 * Mean cross entropy of a batch.
 *
 * With smoothing e the target of a class is (1 - e) one-hot + e / K (DARTS, cnn/train_imagenet.py).
 *
 * @param logits - [N,K]
 * @param labels - int32 [N]
 * @returns a scalar, in nats
 */
export function crossEntropy(
  b: EngineBuilder,
  logits: Var,
  { labels, smoothing }: { labels: Var; smoothing: number },
): Var {
  const classes = defined(logits.type.shape[1], 'logits are [N,K]');
  const batch = defined(logits.type.shape[0], 'logits are [N,K]');
  const hot = b.one('oneHot', [labels], { depth: classes });
  const targets =
    smoothing === 0
      ? hot
      : b.one('add', [
          b.one('mul', [hot, b.fill(1 - smoothing, float32())]),
          b.fill(smoothing / classes, float32()),
        ]);
  const [losses] = b.all('softmaxCrossEntropy', [logits, targets]);
  const total = b.one('sum', [defined(losses, 'the op gives losses')], { axes: [0], keepDims: false });
  return b.one('mul', [total, b.fill(1 / batch, float32())]);
}
