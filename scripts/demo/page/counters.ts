/**
 * The counters of a pane, as its snapshot says them; a number that grew flashes once.
 *
 * They tell what was offered and dropped on the way: a replay shows here, and nowhere else.
 */
import type { Snapshot } from '../../../runtime/client/index.ts';
import { el, say } from './dom.ts';

const rows = [
  { name: 'frames', label: 'Frames', hint: 'rendered, each once' },
  { name: 'cursor', label: 'Cursor', hint: 'seq of the last frame rendered' },
  { name: 'reconnects', label: 'Reconnects', hint: 'connections opened again' },
  { name: 'duplicates', label: 'Duplicates', hint: 'offered again and dropped' },
  { name: 'gaps', label: 'Gaps', hint: 'holes that were not skipped' },
  { name: 'foreign', label: 'Foreign', hint: 'frames of another stream, dropped' },
] as const;

export function createCounters(place: HTMLElement) {
  const cells = rows.map(({ name, label, hint }) => {
    const value = el('dd', '', '0');
    value.dataset['counter'] = name;
    const cell = el('div', 'counter', el('dt', '', label), value);
    cell.title = hint;
    place.append(cell);
    return { name, cell, value };
  });
  return {
    render({ counters, attachment }: Snapshot): void {
      const numbers = { ...counters, cursor: attachment?.cursor ?? 0 };
      for (const { name, cell, value } of cells) {
        cell.classList.toggle('told', name !== 'cursor' && name !== 'frames' && numbers[name] > 0);
        say(value, numbers[name].toLocaleString('en'));
      }
    },
  };
}
