import { describe, expect, it } from 'vitest';
import { h } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { MarkdownText } from './markdown.ts';

const shown = async (text: string): Promise<string> =>
  (await renderToString(h(MarkdownText, { text }))).replaceAll(/<!--[[\]]?-->/g, '');

describe('Markdown', () => {
  it('becomes headings, lists, emphasis, code and tables', async () => {
    expect(await shown('# A\n\n- **b** and `c`\n- d\n\n3. e\n\n```\nf <g>\n```')).toBe(
      '<div class="markdown"><h4>A</h4><ul><li><strong>b</strong> and <code>c</code></li><li>d</li></ul>' +
        '<ol start="3"><li>e</li></ol><pre><code>f &lt;g&gt;\n</code></pre></div>',
    );
    expect(await shown('| a |\n|:-:|\n| b |')).toContain('<tbody><tr><td>b</td></tr></tbody>');
  });

  it('keeps HTML as the text that it is', async () => {
    const html = await shown('<img src=x onerror=alert(1)>\n\n<script>alert(1)</script> <b>x</b>');
    expect(html).not.toMatch(/<(?:img|script|b)\b/);
    expect(html).toContain('&lt;script&gt;');
  });

  it('links to pages only, in a window of their own', async () => {
    expect(await shown('[a](https://example.org/x)')).toContain(
      '<a href="https://example.org/x" target="_blank" rel="noopener noreferrer">a</a>',
    );
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', '/api', '#x'])
      expect(await shown(`[a](${bad}) <${bad}>`)).not.toContain('<a');
  });

  it('fetches no picture', async () => {
    for (const source of ['https://example.org/x.png', 'data:image/png;base64,AAAA'])
      expect(await shown(`![seen](${source})`)).not.toContain('<img');
  });

  it('makes no style attribute', async () => {
    expect(await shown('| a |\n|:-:|\n| b |')).not.toContain('style');
  });
});
