import { describe, expect, it } from 'vitest';
import { sealed, unsealed } from './sealed.ts';

const DOCUMENT = {
  format: 1,
  seed: -3,
  rate: 2.5e-7,
  words: 'Grüße "🎯"\n',
  none: null,
  table: { b: [1, -0, 1e21], 7: true, a: { left: undefined } },
};

describe('a sealed document', () => {
  it('is read as it was written, from a text with other spaces too', () => {
    const plain: unknown = JSON.parse(JSON.stringify(DOCUMENT));
    const read: unknown = JSON.parse(sealed(DOCUMENT));
    expect(unsealed(read)).toEqual({ document: plain, isAsWritten: true });
    expect(unsealed(JSON.parse(JSON.stringify(read)))).toEqual({ document: plain, isAsWritten: true });
  });

  it('tells of every flipped bit that leaves it readable', () => {
    const bytes = Buffer.from(sealed(DOCUMENT));
    const plain = unsealed(JSON.parse(bytes.toString())).document;
    let changes = 0;
    for (let bit = 0; bit < 8 * bytes.length; bit++) {
      const flipped = Buffer.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      let value: unknown;
      try {
        value = JSON.parse(flipped.toString());
      } catch {
        continue;
      }
      const { document, isAsWritten } = unsealed(value);
      // Without its sum a document has a field that none has.
      if (!isAsWritten || Object.keys(document as object).length > Object.keys(plain as object).length)
        changes++;
      else expect(document).toEqual(plain);
    }
    expect(changes).toBeGreaterThan(200);
  });

  it.each([null, 7, 'x', [], { format: 1 }])('%j, which has no sum, is taken as it is', (value) => {
    expect(unsealed(value)).toEqual({ document: value, isAsWritten: true });
  });
});
