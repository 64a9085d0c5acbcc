import { describe, expect, it } from 'vitest';
import { recordFrame } from './record-frame.ts';

describe('a record of a TFRecord file', () => {
  // Written by TensorBoard 2.20's own RecordWriter.
  it('has masked sums of its length and of itself', () => {
    expect(Buffer.from(recordFrame(Buffer.from('dartboard'))).toString('hex')).toBe(
      '090000000000000037f9713964617274626f61726467ebf1c9',
    );
  });
});
