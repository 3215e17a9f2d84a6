/**
 * Lights the chart: the current state, the arrow that led there, and the trail of the last states.
 *
 * States may follow each other within a millisecond. Each is shown for long enough to be seen, and
 * when too many wait the older ones are passed over: the light may lag, but it always arrives.
 */
import { find, findAs } from './dom.ts';

export interface Chart {
  /** The state after a step; the same one again is no news. Empty: nothing is held. */
  enter(state: string): void;
  close(): void;
}

const shownMsMin = 170;
const waitingMax = 12;
const trailLength = 5;

export function createChart(root: HTMLElement): Chart {
  const svg = findAs(root, '.chart', SVGSVGElement);
  const trail = find(root, '.trail');
  const waiting: string[] = [];
  const seen: string[] = [];
  let last = '';
  let shown = '';
  let timer: ReturnType<typeof setTimeout> | undefined;

  const light = (state: string): void => {
    for (const lit of svg.querySelectorAll('.lit')) lit.classList.remove('lit');
    svg.querySelector(`[data-state="${state}"]`)?.classList.add('lit');
    svg.querySelector(`[data-from="${shown}"][data-to="${state}"]`)?.classList.add('lit');
    shown = state;
    if (state === '') return;
    seen.push(state);
    trail.textContent = seen.slice(-trailLength).join(' › ');
  };
  const advance = (): void => {
    timer = undefined;
    if (waiting.length > waitingMax) waiting.splice(0, waiting.length - waitingMax);
    const state = waiting.shift();
    if (state === undefined) return;
    light(state);
    timer = setTimeout(advance, shownMsMin);
  };

  return {
    enter(state) {
      if (state === last) return;
      last = state;
      waiting.push(state);
      if (timer === undefined) advance();
    },
    close: () => clearTimeout(timer),
  };
}
