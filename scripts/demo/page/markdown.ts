/**
 * Markdown to HTML that may be put on a page, whoever wrote it.
 *
 * A model's words are not trusted. HTML in them is shown as the text it is, links lead to web and
 * mail addresses only, and a picture is a link to itself, because loading one tells its server who
 * reads. What is not allowed by name here is text. It needs no document.
 */
import { Marked, type Token } from 'marked';

/** A block of a text: what it says, and its HTML once it is asked for. */
export interface Block {
  /** The Markdown it was made of: two with the same source look the same. */
  readonly source: string;
  readonly html: () => string;
}

const marked = new Marked({
  gfm: true,
  breaks: false,
  renderer: {
    html: ({ text }) => escape(text),
    link({ href, title, tokens }) {
      return link(href, this.parser.parseInline(tokens), title);
    },
    image: ({ href, text }) => link(href, escape(text === '' ? href : text), null),
    checkbox: ({ checked }) => (checked ? '☑ ' : '☐ '),
  },
});

/** The blocks of a text, in order. */
export function blocksOf(text: string): readonly Block[] {
  return marked
    .lexer(text)
    .filter(({ type }) => type !== 'space' && type !== 'def')
    .map((token) => ({ source: token.raw, html: () => htmlOf(token) }));
}

function htmlOf(token: Token): string {
  return marked.parser([token]);
}

function link(href: string, words: string, title: string | null | undefined): string {
  const address = safeAddress(href);
  if (address === null) return words;
  const hint = title ? ` title="${escape(title)}"` : '';
  const elsewhere = 'target="_blank" rel="noopener noreferrer"';
  return `<a href="${escape(address)}"${hint} ${elsewhere}>${words}</a>`;
}

/** Null unless it is an absolute address of the web, or of a person. */
function safeAddress(href: string): string | null {
  if (!URL.canParse(href)) return null;
  const { protocol, href: whole } = new URL(href);
  return ['http:', 'https:', 'mailto:'].includes(protocol) ? whole : null;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
