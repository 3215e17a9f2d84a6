/**
 * `holdfast/host`: what somebody needs who runs turns, and what somebody needs who writes a store.
 *
 * A host, a handler, a server: three calls. Everything else here is a type of theirs.
 */
export type * from '../../machines/vocabulary.ts';
export type { Clock } from '../clock.ts';
export { type ErrorCode, HoldfastError, type Side } from '../core/errors.ts';
export type { Owner, SessionRecord, SessionSummary } from '../core/host.ts';
export { hostClock as systemClock } from './clock-host.ts';
export { createHost, type Host } from './host.ts';
export type { EditAnswer, SaveAnswer, Started } from './host-answers.ts';
export type { HostOptions } from './host-options.ts';
export { createHandler, type Handler, type HandlerOptions } from './http.ts';
export { type Authorize, allowAll, type Permit, type Verdict, type Wish } from './http-gate.ts';
export type { Origins } from './http-origin.ts';
export type { Action } from './http-routes.ts';
export type { HostLimits, HttpLimits } from './limits.ts';
export { type ServeOptions, type Server, serve } from './node.ts';
export type { Producer, ProducerTurn, PromptQuestion } from './producer.ts';
export type { Opened } from './reader.ts';
export type { Retained, Retention } from './retention.ts';
export type { ObserveSession } from './session-driver.ts';
export type { BatchLimit, ClosedJournal, Decided, Head, Lease, Renewed, Store } from './store.ts';
export {
  type Kept,
  type OpenOptions,
  type Place,
  type StoreCase,
  storeCases,
} from './stores/contract-cases.ts';
export { createLmdbStore, type LmdbStoreOptions } from './stores/lmdb.ts';
export {
  createMemory,
  createMemoryStore,
  type Memory,
  type MemoryStoreOptions,
} from './stores/memory.ts';
export type { Watched, Watcher } from './watcher.ts';
