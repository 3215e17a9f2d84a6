/**
 * What a test and its other process say to each other, as JSON: calls of a store, and what came of
 * them.
 * It knows neither of the two.
 */
import type { OpenOptions } from '../../runtime/host/index.ts';

export type ToStores =
  | {
      readonly type: 'open';
      readonly store: number;
      readonly path: string;
      readonly options: Omit<OpenOptions, 'report'>;
    }
  | {
      readonly type: 'call';
      readonly store: number;
      readonly method: string;
      readonly args: readonly unknown[];
    }
  | {
      readonly type: 'subscribe';
      readonly store: number;
      readonly topic: string;
      readonly subscription: number;
    }
  | { readonly type: 'unsubscribe'; readonly subscription: number }
  /** Append to the journal from now on. */
  | { readonly type: 'write_on'; readonly store: number; readonly journal: string };

export type FromStores =
  | { readonly type: 'ready' }
  | { readonly type: 'done'; readonly number: number; readonly result: unknown }
  | {
      readonly type: 'failed';
      readonly number: number;
      readonly code: string;
      readonly text: string;
    }
  | {
      readonly type: 'reported';
      readonly store: number;
      readonly code: string;
      readonly text: string;
    }
  | { readonly type: 'woken'; readonly subscription: number }
  | { readonly type: 'acknowledged'; readonly journal: string; readonly seq: number };
