/**
 * Frames to message parts: the one fold for what a client shows and for what a host stores, so that
 * what is settled equals what was streamed by construction.
 *
 * Total and pure: any JSON goes in, nothing throws, nothing is dropped. A payload that does not
 * have the shape its kind promises is kept as opaque data. The growing end of a text is held
 * apart as `tail`, so that a token costs the same in the first line of an answer and in its last.
 */
import type { FrameInput, Json, Part, Terminal } from '../../machines/vocabulary.ts';
import { isTerminal } from '../../machines/vocabulary.ts';

type Fields = { readonly [key: string]: Json };

/** What a stream has shown so far. */
export interface Scene {
  readonly parts: readonly Part[];
  /** The text or reasoning that is still growing; it comes after `parts`. */
  readonly tail: { readonly type: 'text' | 'reasoning'; readonly text: string } | null;
  readonly usage: Json;
  readonly outcome: Terminal | null;
  /** What the terminal carried. */
  readonly detail: Json;
  /** Seq of the last frame folded. */
  readonly cursor: number;
}

export const emptyScene: Scene = {
  parts: [],
  tail: null,
  usage: null,
  outcome: null,
  detail: null,
  cursor: 0,
};

/** The parts of a scene, the growing one included; what is stored has none that grows. */
export function partsOf({ parts, tail }: Pick<Scene, 'parts'> & Partial<Scene>): readonly Part[] {
  return tail ? [...parts, tail] : parts;
}

/** Adds one frame. `seq` must be the next; that is the machine's to decide, not the fold's. */
export function fold(scene: Scene, seq: number, kind: string, data: Json): Scene {
  if ((kind === 'text' || kind === 'reasoning') && typeof data === 'string') {
    const { tail } = scene;
    if (tail !== null && tail.type === kind) {
      return {
        parts: scene.parts,
        tail: { type: kind, text: tail.text + data },
        usage: scene.usage,
        outcome: scene.outcome,
        detail: scene.detail,
        cursor: seq,
      };
    }
    return { ...scene, parts: partsOf(scene), tail: { type: kind, text: data }, cursor: seq };
  }
  return { ...foldOther(scene, { kind, data }), cursor: seq };
}

function foldOther(scene: Scene, frame: FrameInput): Scene {
  const { kind, data } = frame;
  if (isTerminal(kind)) return { ...endPrompts(scene), outcome: kind, detail: data };
  if (kind === 'usage') return { ...scene, usage: data };
  const fields = fieldsOf(data);
  const id = fields?.['id'];
  if (fields !== null && typeof id === 'string') {
    if (kind === 'tool') return { ...scene, ...upsertTool(partsOf(scene), id, fields) };
    if (kind === 'prompt') return { ...scene, ...askPrompt(partsOf(scene), id, fields) };
    if (kind === 'prompt-closed') return closePrompt(scene, id, fields['answer'] ?? null);
  }
  return { ...scene, ...append(partsOf(scene), { type: 'data', kind, data }) };
}

/**
 * Closes one prompt and leaves every other as it is. An answer that the journal has told stays when
 * it is closed again by somebody who knows none.
 */
export function closePrompt(scene: Scene, id: string, answer: Json): Scene {
  return closePrompts(scene, answer, (prompt) => prompt.id === id);
}

/** P1: closes what is still open, because the stream is over. */
export function endPrompts(scene: Scene): Scene {
  return closePrompts(scene, null, (prompt) => prompt.state === 'open');
}

type Prompt = Extract<Part, { type: 'prompt' }>;

function closePrompts(scene: Scene, answer: Json, isMeant: (prompt: Prompt) => boolean): Scene {
  return {
    ...scene,
    parts: scene.parts.map((part) =>
      part.type === 'prompt' && isMeant(part)
        ? { ...part, state: 'closed', answer: answer ?? part.answer }
        : part,
    ),
  };
}

type Grown = Pick<Scene, 'parts' | 'tail'>;

function append(parts: readonly Part[], part: Part): Grown {
  return { parts: [...parts, part], tail: null };
}

/** A tool's frames share its id; later fields replace earlier ones. */
function upsertTool(parts: readonly Part[], id: string, tool: Fields): Grown {
  const at = parts.findIndex((part) => part.type === 'tool' && part.id === id);
  const known = parts[at];
  if (known?.type !== 'tool') return append(parts, { type: 'tool', id, tool });
  return { parts: parts.with(at, { ...known, tool: { ...known.tool, ...tool } }), tail: null };
}

/** A prompt that is asked again under its id is the same prompt. */
function askPrompt(parts: readonly Part[], id: string, prompt: Fields): Grown {
  if (parts.some((part) => part.type === 'prompt' && part.id === id)) return { parts, tail: null };
  return append(parts, { type: 'prompt', id, prompt, state: 'open', answer: null });
}

function fieldsOf(data: Json): Fields | null {
  return data !== null && typeof data === 'object' && !Array.isArray(data)
    ? (data as Fields)
    : null;
}
