/**
 * The conversation of a pane: one element for each turn, made once, moved never, and rendered again
 * only when its turn is another object than before. A token touches one turn.
 *
 * It keeps to the end while the reader is there, and stays where the reader has scrolled to.
 */
import type { Controller, Snapshot, TurnView } from '../../../runtime/client/index.ts';
import { find } from './dom.ts';
import { createTurn, type Turn } from './turn.ts';

const nearPx = 48;

export function createTurnList(root: HTMLElement, controller: Controller) {
  const scroll = find(root, '.scroll');
  const place = find(root, '.turns');
  const made = new Map<string, Turn>();
  let turnsBefore: readonly TurnView[] | null = null;
  let promptsBefore: Snapshot['prompts'] = [];

  return {
    render({ turns, prompts, attachment }: Snapshot): void {
      if (turns === turnsBefore && prompts === promptsBefore) return;
      turnsBefore = turns;
      promptsBefore = prompts;
      const isAtEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < nearPx;
      const wanted = new Set(turns.map(({ streamId }) => streamId));
      for (const [streamId, turn] of made) {
        if (wanted.has(streamId)) continue;
        turn.element.remove();
        made.delete(streamId);
      }
      for (const [index, view] of turns.entries()) {
        const turn = made.get(view.streamId) ?? createTurn(view, controller);
        made.set(view.streamId, turn);
        if (place.children[index] !== turn.element) {
          place.insertBefore(turn.element, place.children[index] ?? null);
        }
        turn.render(view, attachment?.streamId === view.streamId ? prompts : []);
      }
      if (isAtEnd) scroll.scrollTop = scroll.scrollHeight;
    },
  };
}
