/**
 * The composer: Enter sends, Shift+Enter breaks the line, Esc stops.
 *
 * A question that the controller returned unsent comes back here, in front of whatever was typed
 * meanwhile: neither is lost. It asks the controller and decides nothing.
 */
import type { Controller, Json, Snapshot } from '../../../runtime/client/index.ts';
import { find, findAs } from './dom.ts';

export interface Composer {
  render(snapshot: Snapshot): void;
  focus(): void;
}

export function createComposer(root: HTMLElement, title: string, controller: Controller): Composer {
  const form = find(root, '.composer');
  const input = findAs(form, 'textarea', HTMLTextAreaElement);
  const send = findAs(form, '.send', HTMLButtonElement);
  const stop = findAs(form, '.stop', HTMLButtonElement);
  input.setAttribute('aria-label', `Question for ${title}`);
  send.setAttribute('aria-label', `Send from ${title}`);
  stop.setAttribute('aria-label', `Stop the answer from ${title}`);
  let returnedNumber = 0;
  let isBusy = false;

  const fit = (): void => {
    input.rows = Math.min(6, input.value.split('\n').length);
    send.disabled = isBusy || input.value.trim() === '';
  };
  const submit = (): void => {
    const question = input.value.trim();
    if (question === '' || isBusy) return;
    input.value = '';
    fit();
    controller.send(question);
  };

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener('input', fit);
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  root.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') controller.stop();
  });
  stop.addEventListener('click', () => {
    controller.stop();
    input.focus();
  });

  return {
    focus: () => input.focus(),
    render({ returned, busy, stopping }) {
      isBusy = busy;
      stop.hidden = !busy;
      stop.disabled = stopping;
      if (returned !== null && returned.number !== returnedNumber) {
        returnedNumber = returned.number;
        const drafts = [wordsOf(returned.question), input.value].filter((text) => text !== '');
        input.value = drafts.join('\n');
      }
      fit();
    },
  };
}

function wordsOf(question: Json): string {
  return typeof question === 'string' ? question : JSON.stringify(question);
}
