/**
 * What an attachment does with frames: F1 to F5, and the part of S1 that is about a scene which is
 * built unseen.
 *
 * It knows screens and journals as seqs, and nothing of cursors.
 */
import { isTerminal } from '../../../machines/vocabulary.ts';
import { type Clause, isUnmoved } from '../contract.ts';
import {
  frameOf,
  has,
  isDue,
  isGap,
  isHeard,
  isKnown,
  isNext,
  isNextHidden,
  isOf,
  type M,
  outputs,
  own,
  showsTerminal,
} from './onlooker.ts';

/** Of another source, request, attachment or stream. */
function isStray(m: M): boolean {
  if (m.before === null) return false;
  if ('source' in m.event) return !isHeard(m);
  if (isOf(m, 'settled')) return !isDue(m);
  return isOf(m, 'probe') && m.event.streamId !== own.streamId;
}

function isForeign(m: M): boolean {
  return isOf(m, 'frame') && isHeard(m) && m.event.streamId !== own.streamId;
}

function says(m: M, ...whats: readonly string[]): boolean {
  const told = outputs(m, 'told').map(({ what }) => what);
  return JSON.stringify(told) === JSON.stringify(whats);
}

const isShowing = (m: M) => has(m, 'render') || has(m, 'render_hidden');

export const frames: readonly Clause<M>[] = [
  {
    id: 'F2',
    says: 'the next frame of the open source is on the screen after that step',
    when: isNext,
    holds: (m) => outputs(m, 'render').some(({ frame }) => frame === m.event),
  },
  {
    id: 'F2',
    says: 'while a scene is built unseen, its next frame is added to that',
    when: isNextHidden,
    holds: (m) => outputs(m, 'render_hidden').some(({ frame }) => frame === m.event),
  },
  {
    id: 'F1',
    says: 'a frame is shown once, when it is the next one, and nothing else is',
    when: isShowing,
    holds: (m) => {
      const shown = [...outputs(m, 'render'), ...outputs(m, 'render_hidden')];
      const isDueHere = has(m, 'render') ? isNext(m) : isNextHidden(m);
      return shown.length === 1 && isDueHere && shown[0]?.frame === m.event;
    },
  },
  {
    id: 'S1',
    says: 'an unseen scene is swapped in when it covers the screen or is whole, and not before',
    when: (m) => isNextHidden(m) || has(m, 'reveal'),
    holds: (m) => {
      const frame = frameOf(m);
      const isWhole =
        frame !== null && (frame.seq >= m.seen.shown || isTerminal(frame.kind)) && isNextHidden(m);
      return outputs(m, 'reveal').length === Number(isWhole);
    },
  },
  {
    id: 'S1',
    says: 'a reset begins a scene unseen, and leaves the screen as it is',
    when: (m) => has(m, 'hide') || (isOf(m, 'reset') && isHeard(m)),
    holds: (m) => isOf(m, 'reset') && isHeard(m) && m.outputs.length === 1,
  },
  {
    id: 'F2',
    says: 'a frame that is not the last leaves its source open, and asks for nothing',
    when: (m) => (isNext(m) || isNextHidden(m)) && !isTerminal(frameOf(m)?.kind ?? ''),
    holds: (m) => m.next.source === 'open' && !has(m, 'settle'),
  },
  {
    id: 'F5',
    says: 'the terminal closes the source and asks for the transcript in that step',
    when: showsTerminal,
    holds: (m) => has(m, 'close') && outputs(m, 'settle').length === 1,
  },
  {
    id: 'O5',
    says: 'what is of another source, request, attachment or stream has no effect',
    when: isStray,
    holds: isUnmoved,
  },
  {
    id: 'F4',
    says: 'a frame of another stream is dropped, and told',
    when: isForeign,
    holds: (m) => says(m, 'foreign') && isUnmoved({ ...m, outputs: [] }) && m.outputs.length === 1,
  },
  {
    id: 'F1',
    says: 'a frame that is there already is dropped, and told',
    when: isKnown,
    holds: (m) => says(m, 'duplicates') && m.outputs.length === 1,
  },
  {
    id: 'F2',
    says: 'a hole is never rendered ahead: the source is closed',
    when: isGap,
    holds: (m) => says(m, 'gaps') && has(m, 'close') && !isShowing(m),
  },
  {
    id: 'F1',
    says: 'what is told is what happened',
    when: (m) => has(m, 'told'),
    holds: (m) => {
      const was = m.before?.value ?? '';
      return outputs(m, 'told').every(
        ({ what }) =>
          (what === 'duplicates' && isKnown(m)) ||
          (what === 'foreign' && isForeign(m)) ||
          (what === 'gaps' && isGap(m)) ||
          (what === 'reconnects' && was.startsWith('reconnecting.') && has(m, 'open')),
      );
    },
  },
];
