/**
 * The reader at a connection's far end, which is the subscription machine, as lookups: what it
 * becomes of what it hears, and what it says of that, in its order.
 *
 * A reader that no connection of the world ever held is left out, so to come to one is an error of
 * the run. It must never know the journal or the network.
 */
import { subscriptionMachine } from '../../../runtime/core/host.ts';
import type { Lookup } from '../lookup.ts';
import type { Alphabet } from './alphabet.ts';
import { journalMax } from './facts.ts';

type Reader = subscriptionMachine.State;
type Event = Parameters<typeof subscriptionMachine.step>[1];
type Output = subscriptionMachine.Output;

/** Names what a reader may say, and numbers the readers of connections and those that begin. */
export function nameReaders(alphabet: Alphabet, held: readonly (Reader | null)[]): void {
  alphabet.name('reader', null, 'no_reader');
  for (const says of ['read', 'send', 'reset', 'end', 'open', 'gone', 'cut', 'finish']) {
    alphabet.name('says', says, `says_${says}`);
  }
  for (const reader of held) alphabet.code('reader', reader);
  for (let after = 0; after <= journalMax; after += 1) alphabet.code('reader', begun(after));
}

function begun(after: number): Reader {
  return renumbered(subscriptionMachine.start({ after })[0]);
}

/** Generations are compared with those of armed timers only. */
function renumbered(reader: Reader): Reader {
  const timers = reader.timers.map((timer, at) => ({ ...timer, generation: at + 1 }));
  return { ...reader, generation: timers.length, timers };
}

/** Null: it says nothing that anybody out here hears. */
function saysOf(output: Output): string | null {
  switch (output.type) {
    case 'read':
    case 'send':
    case 'cut':
    case 'finish':
      return output.type;
    case 'send_reset':
      return 'reset';
    case 'send_stream_end':
      return 'end';
    case 'answer':
      return output.state === 'open' ? 'open' : 'gone';
    case 'look':
    case 'look_after':
    case 'send_heartbeat':
    case 'arm':
    case 'disarm':
      return null;
  }
}

export function readerLookups(alphabet: Alphabet): readonly Lookup[] {
  const readers = alphabet.values('reader') as readonly (Reader | null)[];
  const heard = alphabet.values('heard') as readonly Event[];
  const next: { args: readonly number[]; value: number }[] = [];
  const says: { args: readonly number[]; value: number }[] = [];
  for (const [from, reader] of readers.entries()) {
    if (reader === null || reader.status === 'done') continue;
    for (const [by, event] of heard.entries()) {
      const [after, outputs] = subscriptionMachine.step(reader, event);
      const to = alphabet.find('reader', renumbered(after));
      const isOver = outputs.some(({ type }) => type === 'finish');
      if (to === null && !isOver) continue;
      next.push({ args: [from, by], value: isOver ? 0 : (to ?? 0) });
      for (const [place, one] of outputs
        .map(saysOf)
        .filter((name) => name !== null)
        .entries()) {
        says.push({ args: [from, by, place], value: alphabet.code('says', one) });
      }
    }
  }
  const live = readers.flatMap((reader, code) => (reader === null ? [] : [{ reader, code }]));
  const reader = parameter(alphabet, 'reader');
  const event = parameter(alphabet, 'heard');
  const place = { name: 'place', type: '0..says_max', size: alphabet.size('says') };
  return [
    {
      name: 'reader_start',
      parameters: [parameter(alphabet, 'seq')],
      rows: Array.from({ length: journalMax + 1 }, (_, after) => {
        return { args: [after], value: alphabet.code('reader', begun(after)) };
      }),
    },
    { name: 'reader_next', parameters: [reader, event], rows: next },
    { name: 'reader_says', parameters: [reader, event, place], rows: says, otherwise: -1 },
    {
      name: 'reader_cursor',
      parameters: [reader],
      rows: live.map((one) => ({ args: [one.code], value: one.reader.context.cursor })),
    },
    {
      name: 'reader_place',
      parameters: [reader],
      rows: live.map((one) => ({ args: [one.code], value: placeOf(one.reader) })),
      otherwise: 0,
    },
  ];
}

/** `reader_waits` and `reader_sends` of the model. */
export const waits = 1;
export const sends = 2;

function placeOf({ value }: Reader): number {
  return value === 'waiting' ? waits : value === 'sending' ? sends : 0;
}

export function parameter(alphabet: Alphabet, sort: Parameters<Alphabet['code']>[0]) {
  return {
    name: `${sort}_of`,
    type: alphabet.typeOf(sort),
    size: Math.max(1, alphabet.size(sort)),
  };
}
