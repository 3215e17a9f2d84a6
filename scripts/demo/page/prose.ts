/**
 * A text that grows, as Markdown: one element for each block, and only the blocks whose source
 * changed are made again. A token costs its own block and not the answer. What may become HTML is
 * decided in markdown.ts and not here.
 */
import { el } from './dom.ts';
import { blocksOf } from './markdown.ts';

export interface Prose {
  readonly element: HTMLElement;
  render(text: string): void;
}

export function createProse(): Prose {
  const element = el('div', 'prose');
  const sources: string[] = [];
  return {
    element,
    render(text) {
      const blocks = blocksOf(text);
      for (const [index, { source, html }] of blocks.entries()) {
        if (sources[index] === source) continue;
        sources[index] = source;
        const block = element.children[index] ?? element.appendChild(el('div', 'block'));
        // Made by markdown.ts, which lets no HTML of the writer through.
        block.innerHTML = html();
      }
      sources.length = blocks.length;
      while (element.children.length > blocks.length) element.lastElementChild?.remove();
    },
  };
}
