/** The machines with few states, generated and on XState; and that no machine was forgotten. */
import { expect, test } from 'vitest';
import { cancellation, models, subscription, turn } from '../../machines/index.ts';
import * as generatedCancellation from '../../runtime/generated/cancellation.ts';
import * as generatedSubscription from '../../runtime/generated/subscription.ts';
import * as generatedTurn from '../../runtime/generated/turn.ts';
import { cancellation as cancellationAlphabet } from './alphabets/cancellation.ts';
import { subscription as subscriptionAlphabet } from './alphabets/subscription.ts';
import { turn as turnAlphabet } from './alphabets/turn.ts';
import { expected } from './expected.ts';
import { lockstepSuite } from './suite.ts';

lockstepSuite(cancellation, generatedCancellation, cancellationAlphabet, expected.cancellation);
lockstepSuite(turn, generatedTurn, turnAlphabet, expected.turn);
lockstepSuite(subscription, generatedSubscription, subscriptionAlphabet, expected.subscription);

test('every machine has its counts pinned', () => {
  expect(Object.keys(expected).sort()).toEqual(models.map(({ name }) => name).sort());
});
