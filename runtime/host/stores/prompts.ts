/**
 * What frames say of the prompts of their turn, as every store needs to know it: which are asked,
 * and which are closed, in their order; and what is said of an answer that was lost.
 *
 * Pure. It never knows where cells are kept, nor what an answer is.
 */
import type { Frame, Json } from '../../../machines/vocabulary.ts';

export interface Mark {
  readonly mark: 'asked' | 'closed';
  readonly promptId: string;
  readonly seq: number;
}

/** Empty for nearly all appends. */
export function marksOf(frames: readonly Frame[]): readonly Mark[] {
  return frames.filter(isOfPrompt).flatMap(({ seq, kind, data }) => {
    const { id } = (data ?? {}) as { readonly id?: Json };
    const mark = kind === 'prompt' ? 'asked' : 'closed';
    return typeof id === 'string' ? [{ mark, promptId: id, seq }] : [];
  });
}

/** What is said of an answer that was accepted and is not what was written. */
export function lostAnswer(name: string, promptId: string): string {
  return `the answer to the prompt ${promptId} of ${name} is not what was written`;
}

function isOfPrompt({ kind }: Frame): boolean {
  return kind === 'prompt' || kind === 'prompt-closed';
}
