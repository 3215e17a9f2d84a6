/**
 * Toasts: calm, few, and gone by themselves. And what each notice of the client says to a person.
 *
 * A notice without words does not compile. Each is told once, by its number.
 */
import type { Notice } from '../../../runtime/client/index.ts';
import { el } from './dom.ts';

export interface Toasts {
  show(text: string): void;
}

const shownMs = 6_000;
const toastsMax = 3;

export function createToasts(place: HTMLElement): Toasts {
  return {
    show(text) {
      const toast = el('p', 'toast', text);
      place.append(toast);
      while (place.children.length > toastsMax) place.firstElementChild?.remove();
      setTimeout(() => toast.remove(), shownMs);
    },
  };
}

export const words: Readonly<Record<Notice['code'], string>> = {
  forbidden: 'You are not allowed to read this answer.',
  not_settled: 'The answer is complete, but could not be compared with what is stored.',
  connection_lost: 'The connection is lost. What was shown is kept; try again when you like.',
  stop_refused: 'Too late to stop: the answer has ended.',
  stop_unreachable: 'The stop did not reach the host. The answer goes on; try once more.',
  stop_late: 'Stopping takes longer than it should.',
  answer_late: 'That question was answered already.',
  answer_refused: 'The host did not accept this choice.',
  answer_unreachable: 'Your choice did not reach the host. Choose once more.',
};

/** Tells the notices that have not been told yet. */
export function createToldNotices(toasts: Toasts) {
  let told = 0;
  return (notices: readonly Notice[]): void => {
    for (const { number, code } of notices) {
      if (number <= told) continue;
      told = number;
      toasts.show(words[code]);
    }
  };
}
