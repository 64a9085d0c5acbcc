/** Markdown as elements of the page: no HTML of the writer's, nothing that runs, nothing that is fetched from elsewhere. */
import MarkdownIt from 'markdown-it';
import type Token from 'markdown-it/lib/token.mjs';
import { h } from 'vue';
import type { FunctionalComponent, VNodeChild } from 'vue';

const reader = new MarkdownIt({ html: false, linkify: false, breaks: true });
// A picture from elsewhere would tell its server who reads, and when: its words stand in its place.
reader.disable('image');
/** Links lead out of the program, to pages that nobody can have changed on their way. */
reader.validateLink = (address) => /^https:\/\//i.test(address.trim());

/** A text in Markdown, as it is meant. */
export const MarkdownText: FunctionalComponent<{ text: string }> = ({ text }) =>
  h('div', { class: 'markdown' }, nodesOf(reader.parse(text, {})));
MarkdownText.props = ['text'];

interface Frame {
  readonly opened: Token | null;
  readonly children: VNodeChild[];
}

/** The elements of a list of tokens, in which each that opens is followed by one that closes. */
function nodesOf(tokens: readonly Token[]): VNodeChild[] {
  const root: Frame = { opened: null, children: [] };
  const frames = [root];
  for (const token of tokens) {
    const frame = frames.at(-1) ?? root;
    if (token.nesting === 1) frames.push({ opened: token, children: [] });
    else if (token.nesting === -1) {
      frames.pop();
      (frames.at(-1) ?? root).children.push(...elementOf(frame));
    } else frame.children.push(...leafOf(token));
  }
  return root.children;
}

/** Of the attributes that a token has, those of a style are left out: pages here may not have them. */
function elementOf({ opened, children }: Frame): readonly VNodeChild[] {
  if (opened === null || opened.hidden) return children;
  if (opened.type === 'link_open') {
    const href = opened.attrGet('href');
    return [h('a', { href, target: '_blank', rel: 'noopener noreferrer' }, children)];
  }
  if (opened.type === 'heading_open') return [h(headingOf(opened.tag), children)];
  const start = opened.attrGet('start');
  return [h(opened.tag, start === null ? {} : { start }, children)];
}

/** A note's own headings stand below those of the place where it is shown. */
const headingOf = (tag: string): string => `h${Math.min(6, Number(tag.slice(1)) + 3)}`;

function leafOf({ type, content, children }: Token): readonly VNodeChild[] {
  if (type === 'inline') return nodesOf(children ?? []);
  if (type === 'fence' || type === 'code_block') return [h('pre', [h('code', content)])];
  if (type === 'code_inline') return [h('code', content)];
  if (type === 'softbreak' || type === 'hardbreak') return [h('br')];
  return type === 'hr' ? [h('hr')] : [content];
}
