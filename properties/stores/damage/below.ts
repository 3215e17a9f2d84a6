/**
 * What lies below a store: every value that it keeps, as bytes at an address, past the store.
 *
 * A test takes all of them, damages some, and puts them back; then it opens the store over them. It
 * knows where the values lie, and nothing of what a store makes of them.
 */
import { open } from 'lmdb';
import type { Store } from '../../../runtime/host/index.ts';
import { idOf } from '../../../runtime/host/stores/engine.ts';
import { createLmdbStore } from '../../../runtime/host/stores/lmdb.ts';

/** Values by address. */
export type Values = ReadonlyMap<string, Buffer>;

/** What a value is of. */
export interface Spot {
  readonly of:
    | 'record'
    | 'summary'
    | 'backup'
    | 'lock'
    | 'journal'
    | 'prompt'
    | 'frame'
    | 'closed'
    | 'other'
    /** An address that says all, and has no value. */
    | 'index';
  /** A session's id, or a journal's name; of a prompt that and `/<its id>`. */
  readonly name: string;
  /** Of a frame: its seq; of frames that are kept together: the first's and the last's. */
  readonly seqs: readonly [first: number, last: number];
}

export interface Below {
  open(report: (error: unknown) => void): Promise<Store>;
  /** All that is kept. */
  values(): Promise<Values>;
  /** From now on, this and nothing else is kept. */
  put(values: Values): Promise<void>;
  spotOf(address: string): Spot;
  close(): Promise<void>;
}

export const noSeqs = [0, 0] as const;

const spots: Readonly<Record<string, Spot['of']>> = {
  records: 'record',
  summaries: 'summary',
  backups: 'backup',
  locks: 'lock',
  journals: 'journal',
};

/** The folder as LMDB itself sees it. An address is a key. */
export function lmdbBelow(path: string): Below {
  const how = { noSubdir: false, compression: false, overlappingSync: false } as const;
  const raw = open<Buffer, string>({ path, encoding: 'binary', ...how });
  return {
    open: async (report) => createLmdbStore({ path, report }),
    values: async () => {
      raw.resetReadTxn();
      return new Map([...raw.getRange()].map(({ key, value }) => [key, Buffer.from(value)]));
    },
    put: async (values) =>
      raw.transactionSync(() => {
        raw.clearSync();
        for (const [key, bytes] of values) raw.putSync(key, bytes);
      }),
    spotOf: (key) => {
      const [table = '', first = '', second = ''] = key.split('/');
      const seq = Number(second);
      if (table === 'frames') return { of: 'frame', name: idOf(`/${first}`), seqs: [seq, seq] };
      if (table === 'prompts') {
        return { of: 'prompt', name: `${idOf(`/${first}`)}/${second}`, seqs: noSeqs };
      }
      if (table === 'closed') return { of: 'closed', name: idOf(`/${second}`), seqs: noSeqs };
      return { of: spots[table] ?? 'other', name: idOf(`/${first}`), seqs: noSeqs };
    },
    close: () => raw.close(),
  };
}
