import { expect, it } from 'vitest';
import { parseWidths, WIDTHS, widthWithin } from './frame-widths.ts';

const USUAL = {
  side: WIDTHS.side.usual,
  inspector: WIDTHS.inspector.usual,
  isSideShown: true,
  isInspectorShown: true,
};

it('comes back as it was left, within what fits', () => {
  const left = { side: 300, inspector: 9000, isSideShown: false, isInspectorShown: true };
  expect(parseWidths(JSON.stringify(left))).toEqual({ ...left, inspector: WIDTHS.inspector.most });
});

it.each([null, '', '7', 'null', '{"side":"wide"}', '{"side":null}'])(
  'is as usual where %j is stored',
  (text) => {
    expect(parseWidths(text)).toEqual(USUAL);
  },
);

it('is never less than its least', () => {
  expect(widthWithin('side', -5)).toBe(WIDTHS.side.least);
});
