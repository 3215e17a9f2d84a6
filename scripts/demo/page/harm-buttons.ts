/**
 * The buttons that harm a pane's connections: each asks the server to do it, and it does.
 *
 * The page pretends nothing: the answer says how many connections were hit, and what comes of it is
 * seen in the chart.
 */
import { find } from './dom.ts';
import type { Toasts } from './toasts.ts';

interface Done {
  readonly hit: number;
  readonly delayMs: number;
}

/** Null when the server could not be asked. */
export async function inflict(pane: string, harm: string, toasts: Toasts): Promise<Done | null> {
  try {
    const response = await fetch('/harm', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ pane, harm }),
    });
    const done = (await response.json()) as Done;
    if (done.hit === 0) toasts.show('There is nothing to harm: no answer is streaming here.');
    return done;
  } catch {
    toasts.show('The demo’s server can’t be reached.');
    return null;
  }
}

export function bindHarmButtons(root: HTMLElement, pane: string, toasts: Toasts): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>('[data-harm]')) {
    const harm = button.dataset['harm'] ?? '';
    const press = async () => {
      const done = await inflict(pane, harm, toasts);
      if (harm !== 'delay' || done === null) return;
      button.setAttribute('aria-pressed', String(done.delayMs > 0));
      find(root, '.pill').classList.toggle('late', done.delayMs > 0);
    };
    button.addEventListener('click', () => void press());
  }
}
