/** Whatever a model writes, its HTML stays text and its links lead where links may lead. */
import { describe, expect, it } from 'vitest';
import { blocksOf } from './markdown.ts';

const htmlOf = (text: string) =>
  blocksOf(text)
    .map(({ html }) => html())
    .join('');

/** Tags as a browser would see them; text that only looks like one has been escaped. */
const tagsIn = (html: string) => [...html.matchAll(/<([a-z][^\s/>]*)([^>]*)>/gi)];

const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  'a <b onclick="alert(1)">b</b> <svg/onload=alert(1)>',
  '<a href="javascript:alert(1)">x</a>',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](java&#115;cript:alert(1))',
  '[x](&#x6A;avascript:alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:msgbox)',
  '[x](//evil.example)',
  '[x](/harm)',
  '[x][y]\n\n[y]: javascript:alert(1)',
  '<javascript:alert(1)>',
  '![x](https://evil.example/pixel.png)',
  '![x" onerror="alert(1)](https://evil.example/)',
  '[x](https://a.example/" "onmouseover=alert(1)")',
  '[x](https://a.example "t\\" onmouseover=alert(1)")',
  '[<img src=x onerror=alert(1)>](https://a.example)',
  '`<script>alert(1)</script>`',
  '```html" onload="alert(1)\n<script>alert(1)</script>\n```',
  '    <script>alert(1)</script>',
  '| <img src=x> |\n| --- |\n| <script>alert(1)</script> |',
  '<!-- --><style>*{display:none}</style>',
  '<iframe srcdoc="<script>alert(1)</script>">',
  '- [x] <input onfocus=alert(1) autofocus>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
];

const blocks = 'p h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table thead tbody tr th td hr';
const allowed = new Set(`${blocks} code a em strong del br`.split(' '));

describe('Markdown of a model', () => {
  it.each(hostile)('lets nothing through of %j', (text) => {
    for (const [tag, name = '', attributes = ''] of tagsIn(htmlOf(text))) {
      expect(allowed.has(name), tag).toBe(true);
      expect(attributes.replaceAll(/"[^"]*"/g, '""'), tag).not.toMatch(/\bon\w+|src|style|srcdoc/i);
      const [, href = 'https://'] = /href="([^"]*)"/.exec(attributes) ?? [];
      expect(href, tag).toMatch(/^(https?:\/\/|mailto:)/);
    }
  });

  it('shows HTML as the text it is', () => {
    expect(htmlOf('a <b>c</b>')).toBe('<p>a &lt;b&gt;c&lt;/b&gt;</p>\n');
  });

  it('keeps links to the web and to a person, and says where they lead', () => {
    expect(htmlOf('[a](https://b.example/?c&d "e")')).toBe(
      '<p><a href="https://b.example/?c&amp;d" title="e" target="_blank" ' +
        'rel="noopener noreferrer">a</a></p>\n',
    );
    expect(htmlOf('[a](mailto:b@c.example)')).toContain('href="mailto:b@c.example"');
  });

  it('makes a picture a link to itself', () => {
    const html = htmlOf('![a lamp](https://b.example/c.png)');
    expect(html).toContain('<a href="https://b.example/c.png"');
    expect(html).toContain('>a lamp</a>');
  });

  it('renders what models write', () => {
    const html = htmlOf(
      '## A\n\n1. **b**\n2. *c*\n\n| d | e |\n| --- | ---: |\n| 1 | 2 |\n\n---\n',
    );
    for (const tag of ['<h2>', '<ol>', '<strong>', '<em>', '<table>', 'align="right"', '<hr>']) {
      expect(html).toContain(tag);
    }
  });

  it('leaves the blocks before the last one alone while a text grows', () => {
    const text =
      '# A\n\nSome words.\n\n- one\n- two\n\nMore words, and a [link](https://a.example).';
    const whole = blocksOf(text).map(({ source }) => source);
    for (let end = 1; end < text.length; end++) {
      const sources = blocksOf(text.slice(0, end)).map(({ source }) => source.trimEnd());
      for (const [index, source] of sources.slice(0, -1).entries()) {
        expect(source).toBe(whole[index]?.trimEnd());
      }
    }
  });
});
