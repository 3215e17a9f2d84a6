/**
 * The parts of an answer: text, a thought, a tool at work, a question to the person, other data.
 *
 * Each knows how to show itself again after a change, in the element it has. A part holds whatever
 * JSON a producer sent, so nothing about its fields is taken for granted.
 */
import type { Json, Part, PromptView } from '../../../runtime/client/index.ts';
import { button, el, say } from './dom.ts';
import { createProse } from './prose.ts';

export interface PartElement {
  readonly element: HTMLElement;
  render(part: Part, prompt: PromptView | null): void;
}

export type Answer = (promptId: string, value: Json) => void;

export function createPart(part: Part, answer: Answer): PartElement {
  switch (part.type) {
    case 'text': {
      const prose = createProse();
      return {
        element: prose.element,
        render: (next) => prose.render(next.type === 'text' ? next.text : ''),
      };
    }
    case 'reasoning':
      return createThought();
    case 'tool':
      return createTool();
    case 'prompt':
      return createPrompt(answer);
    case 'data':
      return createData();
  }
}

function createThought(): PartElement {
  const words = el('p', 'thought-words');
  const element = el('details', 'thought', el('summary', '', 'Thought'), words);
  return {
    element,
    render: (part) => say(words, part.type === 'reasoning' ? part.text : ''),
  };
}

function createTool(): PartElement {
  const name = el('code', 'tool-name');
  const state = el('span', 'tool-state');
  const input = el('span', 'tool-input');
  const rows = el('div', 'tool-rows');
  const element = el('div', 'tool card', el('div', 'tool-head', name, state), input, rows);
  return {
    element,
    render(part) {
      if (part.type !== 'tool') return;
      const { tool } = part;
      const isDone = tool['state'] === 'done';
      element.dataset['toolState'] = isDone ? 'done' : 'running';
      say(name, typeof tool['name'] === 'string' ? tool['name'] : part.id);
      say(state, isDone ? 'done' : 'at work');
      say(input, toText(tool['input'] ?? null));
      const output = tool['output'] ?? null;
      const lines = Array.isArray(output) ? output : output === null ? [] : [output];
      lines.forEach((line, index) => {
        const row = rows.children[index] ?? rows.appendChild(el('div', 'tool-row'));
        const cells: readonly Json[] = Array.isArray(line) ? line : [line as Json];
        if (row.children.length === cells.length) return;
        row.replaceChildren(...cells.map((cell) => el('span', '', toText(cell))));
      });
    },
  };
}

function createPrompt(answer: Answer): PartElement {
  const title = el('p', 'prompt-title');
  const detail = el('p', 'prompt-detail');
  const choices = el('div', 'choices');
  const element = el('div', 'prompt card', title, detail, choices);
  element.setAttribute('role', 'group');
  return {
    element,
    render(part, prompt) {
      if (part.type !== 'prompt') return;
      say(title, toText(part.prompt['title'] ?? null));
      say(detail, toText(part.prompt['detail'] ?? ''));
      element.setAttribute('aria-label', toText(part.prompt['title'] ?? 'Question'));
      const isOpen = part.state === 'open' && prompt !== null;
      const key = JSON.stringify([isOpen, prompt?.answering ?? false, part.answer]);
      if (element.dataset['key'] === key) return;
      element.dataset['key'] = key;
      element.dataset['promptState'] = part.state;
      if (!isOpen) {
        const text = part.answer === null ? 'No answer was given.' : `✓ ${toText(part.answer)}`;
        choices.replaceChildren(el('p', 'chosen', text));
        return;
      }
      const buttons = optionsOf(part.prompt['options']).map((option, index) => {
        const made = button(index === 0 ? 'primary' : '', option, () => answer(part.id, option));
        made.disabled = prompt.answering;
        return made;
      });
      choices.replaceChildren(...buttons);
    },
  };
}

function createData(): PartElement {
  const element = el('p', 'data');
  return {
    element,
    render(part) {
      if (part.type === 'data') say(element, `${part.kind}: ${toText(part.data)}`);
    },
  };
}

function optionsOf(options: Json | undefined): readonly string[] {
  const named = Array.isArray(options) ? options.filter((one) => typeof one === 'string') : [];
  return named.length === 0 ? ['Approve', 'Deny'] : named;
}

function toText(value: Json): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || Array.isArray(value)) return JSON.stringify(value);
  return Object.entries(value)
    .map(([name, field]) => `${name}: ${toText(field)}`)
    .join(', ');
}
