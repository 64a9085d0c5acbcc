import { describe, expect, it } from 'vitest';
import { replaceBetweenMarkers } from './document.ts';

describe('replaceBetweenMarkers', () => {
  const document = '# A\n\n<!-- bench:begin -->\n\nold\n\n<!-- bench:end -->\n\nafter\n';

  it('replaces what is there, also twice, and nothing else', () => {
    const once = replaceBetweenMarkers(document, 'bench', 'new\n');
    expect(once).toBe('# A\n\n<!-- bench:begin -->\n\nnew\n\n<!-- bench:end -->\n\nafter\n');
    expect(replaceBetweenMarkers(once, 'bench', 'old')).toBe(document);
  });

  it.each([
    '# A\n',
    '<!-- bench:begin -->\n',
    '<!-- bench:end -->\n<!-- bench:begin -->\n',
    `${document}${document}`,
    '<!-- bench:begin -->\n<!-- bench:end -->\n<!-- bench:end -->\n',
  ])('refuses a document without one place for it: %j', (text) => {
    expect(() => replaceBetweenMarkers(text, 'bench', 'new')).toThrow(/needs one line <!-- bench:begin -->/);
  });
});
