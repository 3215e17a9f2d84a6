/**
 * The oracle's short cut is XState's own `transition`, and its words are the generated machine's.
 */
import { expect, test } from 'vitest';
import { initialTransition, transition } from 'xstate';
import { subscription } from '../../machines/index.ts';
import { subscription as alphabet } from './alphabets/subscription.ts';
import { Oracle, pathOf, quickTransition, type Typed } from './oracle.ts';

test('the quick transition gives what XState gives: snapshot and actions', () => {
  const { machine } = subscription;
  const shown = (actions: readonly unknown[]) =>
    actions.map((action) => {
      const { type, params, info } = action as { type: string; params: unknown; info: object };
      return {
        type,
        params,
        event: Reflect.get(info, 'event'),
        context: Reflect.get(info, 'context'),
      };
    });
  let snapshots = [initialTransition(machine, { after: 0 })[0]];
  let compared = 0;
  for (let depth = 0; depth < 3; depth += 1) {
    snapshots = snapshots.slice(0, 40).flatMap((from) =>
      alphabet.events(from as never).map((event) => {
        const [slow, slowActions] = transition(machine, from, event as never);
        const [quick, quickActions] = quickTransition(machine, from, event);
        expect(quick.value).toEqual(slow.value);
        expect(quick.context).toEqual(slow.context);
        expect(quick.status).toBe(slow.status);
        expect(shown(quickActions)).toEqual(shown(slowActions));
        compared += 1;
        return slow;
      }),
    );
  }
  expect(compared).toBeGreaterThan(1_000);
});

test('a delayed raise is an arm, a cancel a disarm, and a done machine does nothing', () => {
  const oracle = new Oracle(subscription);
  const batch = { type: 'batch', frames: [] } as Typed;
  const head = { type: 'head', firstSeq: 1, lastSeq: 0, terminal: null } as Typed;
  const opened = oracle.step(oracle.start({ after: 0 }).state, head);
  const waiting = oracle.step(opened.state, batch);
  expect(waiting.outputs).toEqual([
    { type: 'arm', timer: 'waiting.heartbeat', generation: 1, ms: 5_000, spreadMs: 0 },
  ]);
  const left = oracle.step(waiting.state, { type: 'left' });
  expect(left.outputs).toEqual([
    { type: 'disarm', timer: 'waiting.heartbeat', generation: 1 },
    { type: 'finish' },
  ]);
  expect(left.state.status).toBe('done');
  expect(oracle.step(left.state, { type: 'shutdown' })).toEqual({ state: left.state, outputs: [] });
});

test('a nested value becomes a path', () => {
  expect(pathOf({ settling: { asking: 'first' } })).toBe('settling.asking.first');
});
