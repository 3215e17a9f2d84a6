/**
 * The frames that the demo's writers yield, and the question they are asked, each spelled once.
 *
 * A writer says `text('...')` and not `{ kind: 'text', data: ... }`, so that the shape of a
 * frame has one home. Nothing here streams, waits or knows a host.
 */
import type { ContentKind, FrameInput, Json } from '../../../machines/vocabulary.ts';

/** A call of a tool as it stands now; a later frame with the same id replaces an earlier one. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: Json;
  readonly state: 'running' | 'done';
  readonly output: Json;
}

export const text = (piece: string): FrameInput => frame('text', piece);
export const reasoning = (piece: string): FrameInput => frame('reasoning', piece);
export const tool = (call: ToolCall): FrameInput => frame('tool', { ...call });

/** Why a model stopped, where the reason is not simply that it had said everything. */
export const finish = (reason: string): FrameInput => frame('data', { name: 'finish', reason });

export const usage = (inputTokens: number, outputTokens: number): FrameInput =>
  frame('usage', { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens });

/** The words of a question: a string, `{ text }`, or whatever else a client sent, as JSON. */
export function questionText(question: Json): string {
  if (typeof question === 'string') return question;
  if (question !== null && typeof question === 'object' && 'text' in question) {
    if (typeof question.text === 'string') return question.text;
  }
  return JSON.stringify(question);
}

function frame(kind: ContentKind, data: Json): FrameInput {
  return { kind, data };
}
