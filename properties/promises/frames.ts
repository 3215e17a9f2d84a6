/**
 * Frames on a screen: F1, F2, F3 and F4. Each frame of a simulated producer carries a token of its
 * own, so what stands on a screen is compared with the journal token by token. They never look at
 * a cursor.
 */

import { partsOf } from '../../runtime/core/fold.ts';
import { emptyScene, foldFrames } from '../../runtime/core/host.ts';
import type { TurnView } from '../../runtime/core/view.ts';
import type { Look } from '../simulation/people.ts';
import { tokensOf } from '../simulation/producers.ts';
import { type Breach, type Facts, promise } from './promise.ts';
import { shownTokens, viewOf } from './screen.ts';

/** Calls the check for each answer that has changed on a screen. */
function eachAnswer(check: (turn: TurnView, shown: readonly string[]) => Breach) {
  return ({ before, after }: Look): Breach => {
    for (const turn of after.turns) {
      if (turn.parts.length === 0 || viewOf(before, turn.streamId) === turn) continue;
      const breach = check(turn, shownTokens(turn));
      if (breach !== null) return breach;
    }
    return null;
  };
}

/** The tokens of a stream's journal as far as it has been acknowledged. */
function journaledOf({ truth }: Facts) {
  const known = new Map<string, { readonly length: number; readonly tokens: readonly string[] }>();
  return (streamId: string): readonly string[] => {
    const frames = truth.journal(streamId);
    const before = known.get(streamId);
    if (before?.length === frames.length) return before.tokens;
    const tokens = tokensOf(partsOf(foldFrames(emptyScene, frames)));
    known.set(streamId, { length: frames.length, tokens });
    return tokens;
  };
}

export const frames = [
  promise({
    id: 'F1',
    occasions: ['a frame was offered again', 'a scene was built anew beside the one on screen'],
    watch: (_, saw) => {
      const check = eachAnswer((turn, shown) => {
        const twice = shown.find((token, at) => shown.indexOf(token) !== at);
        return twice === undefined
          ? null
          : `${turn.streamId} shows ${twice} twice: ${shown.join()}`;
      });
      return {
        look: (look) => {
          const { before, after, client } = look;
          if (before && after.counters.duplicates > before.counters.duplicates) {
            saw('a frame was offered again');
          }
          if (client.hidden.cursor > 0) saw('a scene was built anew beside the one on screen');
          return check(look);
        },
      };
    },
  }),
  promise({
    id: 'F2',
    occasions: ['a stream was taken up after its first frames', 'a gap was offered'],
    watch: (facts, saw) => {
      const journaled = journaledOf(facts);
      const check = eachAnswer((turn, shown) => {
        const expected = journaled(turn.streamId);
        const own = shown.filter((token) => expected.includes(token));
        const reached = Math.max(...own.map((token) => expected.indexOf(token)), -1);
        const missing = expected.slice(0, reached).find((token) => !shown.includes(token));
        return missing === undefined ? null : `${turn.streamId} lacks ${missing}: ${shown.join()}`;
      });
      return {
        look: (look) => {
          const { before, after, message } = look;
          if (before && after.counters.gaps > before.counters.gaps) saw('a gap was offered');
          if (message?.to === 'attachment' && message.event.type === 'opened') {
            if ((after.attachment?.cursor ?? 0) > 0) {
              saw('a stream was taken up after its first frames');
            }
          }
          return check(look);
        },
      };
    },
  }),
  promise({
    id: 'F3',
    occasions: ['two tabs followed one stream'],
    watch: (facts, saw) => {
      const journaled = journaledOf(facts);
      return {
        look: eachAnswer((turn, shown) => {
          const ours = ({ snapshot }: (typeof facts.tabs)[number]) =>
            viewOf(snapshot, turn.streamId)?.state === 'live';
          if (facts.tabs.length > 1 && facts.tabs.every(ours)) saw('two tabs followed one stream');
          const expected = journaled(turn.streamId);
          const places = shown.map((token) => expected.indexOf(token)).filter((at) => at >= 0);
          return places.every((at, index) => at >= (places[index - 1] ?? 0))
            ? null
            : `${turn.streamId} shows ${shown.join()}, journaled is ${expected.join()}`;
        }),
      };
    },
  }),
  promise({
    id: 'F4',
    occasions: ['two answers were on one screen'],
    watch: (facts, saw) => {
      const journaled = journaledOf(facts);
      const check = eachAnswer((turn, shown) => {
        const expected = journaled(turn.streamId);
        const stray = shown.find((token) => !expected.includes(token));
        return stray === undefined ? null : `${turn.streamId} shows ${stray}, which is not its own`;
      });
      return {
        look: (look) => {
          if (look.after.turns.filter(({ parts }) => parts.length > 0).length > 1) {
            saw('two answers were on one screen');
          }
          return check(look);
        },
      };
    },
  }),
];
