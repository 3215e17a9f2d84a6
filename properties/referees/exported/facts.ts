/**
 * What the hand-written actors have to know of the data that they carry: a frame's seq and kind,
 * the number of a batch by its frames, the event that tells a record. Each is a lookup by numbers.
 *
 * These are facts of data and no decisions; what a fold of a journal comes to is the one that is
 * computed, by the fold that ships. It must never know who asks.
 */
import type { Frame, Json, SessionRecord, Terminal } from '../../../machines/vocabulary.ts';
import { emptyScene } from '../../../runtime/core/fold.ts';
import { endedTurn, foldFrames } from '../../../runtime/core/record.ts';
import type { Lookup } from '../lookup.ts';
import type { Alphabet, Sort } from './alphabet.ts';
import { terminalOf } from './store-spelling.ts';

/** Frames of one journal, its terminal among them. */
export const journalMax = 4;

type Row = Lookup['rows'][number];

/** The names of what every world knows. To be said before anything else is numbered. */
export function nameData(alphabet: Alphabet, record: SessionRecord): void {
  const named = (sort: Sort, prefix: string, values: Readonly<Record<string, unknown>>) => {
    for (const [name, value] of Object.entries(values)) {
      alphabet.name(sort, value, `${prefix}${name}`);
    }
  };
  named('kind', 'is_', { content: 'content', undecided: null });
  for (const kind of ['done', 'cancelled', 'failed', 'interrupted']) alphabet.code('kind', kind);
  for (const item of ['opened', 'heartbeat', 'reset', 'stream_end', 'broken', 'gone', 'busy']) {
    alphabet.name('item', item, `i_${item}`);
  }
  named('item', 'i_', { forbidden: 'forbidden', frame: 'frame' });
  named('frame', 'no_', { frame: null });
  named('last', 'nothing_', { said: null });
  named('cell', 'cell_', { open: null });
  named('record', 'record_', { at_first: record });
  named('answer', 'answer_', {
    unreachable: { state: 'unreachable' },
    accepted: { state: 'accepted' },
    busy: { state: 'refused', reason: 'busy' },
  });
  const heard = ['missing', 'wake', 'shutdown', 'drained'];
  for (const type of heard) alphabet.name('heard', { type }, `heard_${type}`);
  // A reader has one timer at a time.
  const timers = { heartbeat: 'waiting.heartbeat', patience: 'sending.patience' };
  for (const [name, timer] of Object.entries(timers)) {
    alphabet.name('heard', { type: 'timer', timer, generation: 1 }, `heard_${name}`);
  }
  named('event', 'event_', {
    none: null,
    fenced: { type: 'fenced' },
    locked: { type: 'locked', lockFence: 2 },
    saved: { type: 'saved' },
    unlocked: { type: 'unlocked' },
    closed: { type: 'closed' },
    append_failed: { type: 'store_failed', during: 'append' },
    close_failed: { type: 'store_failed', during: 'close_journal' },
  });
  for (const sort of ['seq', 'fence', 'lockFence'] as const) alphabet.number(sort, 0);
  alphabet.number('seq', journalMax);
  alphabet.number('lockFence', 2);
}

/** To be asked when all has been numbered. */
export function dataLookups(alphabet: Alphabet): readonly Lookup[] {
  const of = (sort: Sort, name: string = sort) => ({
    name: `${name}_of`,
    type: alphabet.typeOf(sort),
    size: Math.max(1, alphabet.size(sort)),
  });
  const places = Array.from({ length: journalMax }, (_, at) => of('frame', `frame${at + 1}`));
  const cells = alphabet.values('cell') as readonly (Cell | null)[];
  const records = alphabet.values('record') as readonly SessionRecord[];
  return [
    { name: 'frame_seq', parameters: [of('frame')], rows: frameRows(alphabet, ({ seq }) => seq) },
    {
      name: 'frame_kind',
      parameters: [of('frame')],
      rows: frameRows(alphabet, ({ kind }) => alphabet.find('kind', kind) ?? 0),
    },
    {
      name: 'cell_kind',
      parameters: [of('cell')],
      rows: cells.map((cell, at) => ({ args: [at], value: kindOf(alphabet, cell) })),
    },
    {
      name: 'last_turn',
      parameters: [of('record')],
      rows: records.map((record, at) => ({ args: [at], value: lastTurnOf(alphabet, record) })),
    },
    { name: 'heard_of_head', parameters: [of('seq'), of('kind')], rows: headRows(alphabet) },
    { name: 'heard_of_batch', parameters: places, rows: batchRows(alphabet) },
    {
      name: 'batch_frame',
      parameters: [of('heard'), { name: 'at', type: '1..journal_max', size: journalMax + 1 }],
      rows: batchRows(alphabet).flatMap(({ args, value }) =>
        args.map((frame, at) => ({ args: [value, at + 1], value: frame })),
      ),
      otherwise: 0,
    },
    { name: 'event_loaded', parameters: [of('record')], rows: eventRows(alphabet, 'loaded') },
    { name: 'event_claimed', parameters: [of('fence')], rows: eventRows(alphabet, 'claimed') },
    {
      name: 'event_leased',
      parameters: [of('fence'), { name: 'is_live', type: '0..1', size: 2 }, of('kind')],
      rows: eventRows(alphabet, 'leased'),
    },
    { name: 'event_renewed', parameters: [of('kind')], rows: eventRows(alphabet, 'renewed') },
    {
      name: 'event_decided',
      parameters: [of('cell'), of('seq')],
      rows: eventRows(alphabet, 'decided'),
    },
    {
      name: 'event_folded',
      parameters: [of('stream'), of('seq'), of('frame')],
      rows: foldRows(alphabet),
    },
  ];
}

interface Cell {
  readonly outcome: Terminal;
  readonly detail: Json;
}

/** The outcome that a cell holds; of an open one, that it is undecided. */
function kindOf(alphabet: Alphabet, cell: Cell | null): number {
  return alphabet.code('kind', cell?.outcome ?? null);
}

/** Of a record without turns. */
const noTurn = -1;

/** Of a turn that the store was never told of, nothing is stored but what the record says. */
function lastTurnOf(alphabet: Alphabet, { turns }: SessionRecord): number {
  return alphabet.find('stream', turns.at(-1)?.streamId ?? null) ?? noTurn;
}

function frameRows(alphabet: Alphabet, valueOf: (frame: Frame) => number): readonly Row[] {
  const frames = alphabet.values('frame') as readonly (Frame | null)[];
  return frames.flatMap((frame, code) =>
    frame === null ? [] : [{ args: [code], value: valueOf(frame) }],
  );
}

interface HeardData {
  readonly type: string;
  readonly lastSeq?: number;
  readonly terminal?: Terminal | null;
  readonly frames?: readonly Frame[];
}

function headRows(alphabet: Alphabet): readonly Row[] {
  const heard = alphabet.values('heard') as readonly HeardData[];
  return heard.flatMap(({ type, lastSeq = 0, terminal }, value) => {
    const kind = alphabet.find('kind', terminal ?? 'content') ?? 0;
    return type === 'head' ? [{ args: [lastSeq, kind], value }] : [];
  });
}

function batchRows(alphabet: Alphabet): readonly Row[] {
  const heard = alphabet.values('heard') as readonly HeardData[];
  return heard.flatMap(({ type, frames = [] }, value) => {
    if (type !== 'batch') return [];
    if (frames.length > journalMax) throw new Error(`a journal of ${frames.length} frames`);
    const codes = frames.map((frame) => alphabet.code('frame', frame));
    return [{ args: Array.from({ length: journalMax }, (_, at) => codes[at] ?? 0), value }];
  });
}

interface EventData {
  readonly type: string;
  readonly record?: SessionRecord;
  readonly turnFence?: number;
  readonly isLive?: boolean;
  readonly outcome?: Terminal | null;
  readonly detail?: Json;
  readonly lastSeq?: number;
}

function eventRows(alphabet: Alphabet, type: string): readonly Row[] {
  const events = alphabet.values('event') as readonly (EventData | null)[];
  return events.flatMap((event, value) => {
    if (event?.type !== type) return [];
    const { record, turnFence = 0, isLive, outcome, detail, lastSeq = 0 } = event;
    switch (type) {
      case 'loaded':
        return [{ args: [alphabet.code('record', record)], value }];
      case 'claimed':
        return [{ args: [turnFence], value }];
      case 'renewed':
        return [{ args: [alphabet.code('kind', outcome)], value }];
      case 'leased': {
        const held = alphabet.code('kind', outcome);
        return [{ args: [turnFence, isLive === true ? 1 : 0, held], value }];
      }
      default:
        return [{ args: [alphabet.code('cell', { outcome, detail }), lastSeq], value }];
    }
  });
}

interface EffectData {
  readonly type: string;
  readonly streamId?: string;
  readonly frame?: Frame;
  readonly closing?: readonly Frame[];
}

/** What each journal's content and a terminal fold to, as far as anybody was ever told. */
function foldRows(alphabet: Alphabet): readonly Row[] {
  const effects = (alphabet.values('effect') as readonly (readonly [string, EffectData])[]).map(
    ([, effect]) => effect,
  );
  const contents = new Map<string, Frame[]>();
  for (const { type, streamId = '', frame } of effects) {
    if (type !== 'append' || frame === undefined) continue;
    const known = contents.get(streamId) ?? [];
    const same = known[frame.seq - 1] ?? frame;
    if (JSON.stringify(same) !== JSON.stringify(frame)) {
      throw new Error(`the journal of ${streamId} may have two frames ${frame.seq}`);
    }
    known[frame.seq - 1] = frame;
    contents.set(streamId, known);
  }
  return effects.flatMap(({ type, streamId = '', closing }) => {
    if (type !== 'fold' || closing === undefined) return [];
    const terminal = terminalOf(closing);
    const content = contents.get(streamId) ?? [];
    return Array.from({ length: content.length + 1 }, (_, length) => {
      const frames = [...content.slice(0, length), terminal];
      const turn = endedTurn(streamId, foldFrames(emptyScene, frames));
      const value = alphabet.find('event', { type: 'folded', turn });
      const args = [alphabet.code('stream', streamId), length, alphabet.code('frame', terminal)];
      return value === null ? [] : [{ args, value }];
    }).flat();
  });
}
