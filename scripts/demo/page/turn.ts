/**
 * One turn: its question, the parts of its answer, and how it ended.
 *
 * A part that is the same object as before is left alone; the growing text changes its last block.
 * When a turn settles, the transcript's parts take over the same elements, so that nothing moves.
 */
import type {
  Controller,
  Json,
  Part,
  PromptView,
  TurnView,
} from '../../../runtime/client/index.ts';
import { button, el, say } from './dom.ts';
import { createPart, type PartElement } from './parts.ts';

export interface Turn {
  readonly element: HTMLElement;
  render(view: TurnView, prompts: readonly PromptView[]): void;
}

export function createTurn(first: TurnView, controller: Controller): Turn {
  const question = el('div', 'question');
  const parts = el('div', 'parts');
  const foot = el('footer', 'turn-foot');
  const element = el('article', 'turn', question, parts, foot);
  element.dataset['stream'] = first.streamId;
  const shown: { part: Part; made: PartElement }[] = [];
  let viewBefore: TurnView | null = null;

  const renderPart = (part: Part, index: number, prompts: readonly PromptView[]): void => {
    const known = shown[index];
    if (known?.part === part && part.type !== 'prompt') return;
    const prompt = part.type === 'prompt' ? prompts.find((one) => one.promptId === part.id) : null;
    if (known !== undefined && known.part.type === part.type) {
      known.part = part;
      known.made.render(part, prompt ?? null);
      return;
    }
    const made = createPart(part, (promptId, value) => controller.answer(promptId, value));
    made.render(part, prompt ?? null);
    if (known === undefined) parts.append(made.element);
    else known.made.element.replaceWith(made.element);
    shown[index] = { part, made };
  };

  return {
    element,
    render(view, prompts) {
      const hasPrompts = shown.some(({ part }) => part.type === 'prompt');
      if (view === viewBefore && !hasPrompts) return;
      viewBefore = view;
      element.dataset['turnState'] = view.state;
      element.dataset['outcome'] = view.outcome ?? '';
      element.setAttribute('aria-busy', String(view.state === 'live' && view.outcome === null));
      say(question, view.question === null ? '…' : wordsOf(view.question));
      view.parts.forEach((part, index) => renderPart(part, index, prompts));
      for (const { made } of shown.splice(view.parts.length)) made.element.remove();
      parts.classList.toggle('waiting', view.parts.length === 0 && view.outcome === null);
      renderFoot(foot, view, () => controller.send(view.question));
    },
  };
}

function wordsOf(question: Json): string {
  return typeof question === 'string' ? question : JSON.stringify(question);
}

const endings = {
  cancelled: 'Stopped.',
  failed: 'The answer failed.',
  interrupted: 'The answer was interrupted: its writer is gone.',
} as const;

/** What stands under an answer; rebuilt only when it says something else. */
function renderFoot(foot: HTMLElement, view: TurnView, askAgain: () => void): void {
  const { outcome, state, detail, usage } = view;
  const key = JSON.stringify([outcome, state, detail, usage]);
  if (foot.dataset['key'] === key) return;
  foot.dataset['key'] = key;
  foot.replaceChildren();
  if (state === 'unsettled') {
    foot.append(el('p', 'unsettled', 'Not compared with what is stored: it may be incomplete.'));
  }
  if (outcome !== null && outcome !== 'done') {
    const message = fieldOf(detail, 'message');
    const text = `${endings[outcome]}${message === '' ? '' : ` ${message}`}`;
    foot.append(el('p', `ending ${outcome}`, text, button('quiet', 'Ask again', askAgain)));
  }
  const tokens = fieldOf(usage, 'outputTokens');
  const account = [
    ...(tokens === '' ? [] : [`${tokens} tokens`]),
    ...(state === 'settled' ? ['settled: this is what is stored'] : []),
  ];
  if (account.length > 0) foot.append(el('p', 'usage', account.join(' · ')));
}

function fieldOf(value: Json, name: string): string {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return '';
  const field = (value as { readonly [name: string]: Json })[name];
  return typeof field === 'string' || typeof field === 'number' ? String(field) : '';
}
