/** The drawn chart is the machine's: its states, and its arrows, all of them and no other. */
import { describe, expect, it } from 'vitest';
import { arrowsOfMachine, drawChart, statesOfMachine } from './chart.ts';
import { arrows, boxes, size, states } from './chart-layout.ts';

describe('the chart', () => {
  it('shows every state of the machine and no other', () => {
    expect(states.toSorted()).toEqual([...statesOfMachine()].toSorted());
  });

  it('draws every arrow between two states of the machine and no other', () => {
    const drawn = arrows.map(({ from, to }) => `${from}>${to}`);
    expect(drawn.toSorted()).toEqual([...arrowsOfMachine().keys()].toSorted());
  });

  it('names the events that lead along an arrow', () => {
    const known = arrowsOfMachine();
    expect(known.get('live>deferred')).toEqual(['stream_end']);
    expect(known.get('deferred>settling')).toEqual(['after deferral']);
    expect(known.get('live>finalized')).toBeUndefined();
    expect(drawChart()).toContain('<title>live → deferred: stream_end</title>');
  });

  it('begins and ends each arrow at the edge of the states it is of', () => {
    const { width, height } = size.box;
    const isAtEdge = (name: keyof typeof boxes, [x, y]: readonly [number, number]) => {
      const { x: midX, y: midY } = boxes[name];
      const byX = Math.abs(x - midX) / (width / 2);
      const byY = Math.abs(y - midY) / (height / 2);
      return Math.max(byX, byY) > 0.9 && Math.max(byX, byY) < 1.1;
    };
    for (const { from, to, path } of arrows) {
      expect(isAtEdge(from, path[0]), `${from} > ${to} begins`).toBe(true);
      expect(isAtEdge(to, path.at(-1) ?? path[0]), `${from} > ${to} ends`).toBe(true);
    }
  });
});
