/**
 * The known races that this design has no words for: what they need is not there to be broken.
 *
 * Each has a test that tries to say it. No founding race is among them.
 */
import type { Unsayable } from './race.ts';

const file = 'properties/mutants/races/unsayable.test.ts';

export const unsayable: readonly Unsayable[] = [
  {
    id: 'B11',
    title: 'A stop of one session cancels another',
    promise: 'O5',
    why:
      'A client holds one session, and a cancel names the session and the turn. No message can ' +
      'be sent to one client, or to one session of a host, that another one takes.',
    test: `${file}: B11: a stop of one session is no word to another`,
  },
  {
    id: 'B12',
    title: 'A queued message is sent to the wrong session',
    promise: 'O5',
    why:
      'Nothing is queued. What is sent while a turn is held comes back to the composer in the ' +
      'same step, and the end of a turn sends nothing.',
    test: `${file}: B12: what is sent while a turn is held comes back`,
  },
  {
    id: 'E1',
    title: 'A stream_end that names another session ends this one',
    promise: 'O5',
    why:
      'A stream_end names nothing: it is about the connection that it came over, and a client ' +
      'does not read a name in it.',
    test: `${file}: E1: a stream_end ends its own connection, whatever it says`,
  },
  {
    id: 'E11',
    title: 'Six streams use up the connections of a browser',
    promise: 'T1',
    why:
      'There are no panes in the background: a controller is what is on the screen, and one that ' +
      'is disposed of closes all it holds, while its turn goes on at the host. A request that ' +
      'gets no connection is one that is not answered, and each of those has a bound.',
    test: `${file}: E11: whoever goes through six sessions holds the connections of one`,
  },
];
