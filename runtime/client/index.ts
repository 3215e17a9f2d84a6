/**
 * holdfast: the client. Hold a session's stream, show what `getSnapshot` says, and settle.
 *
 * No dependencies; works in browsers and in Node.
 */
export type {
  CancelAnswer,
  Frame,
  Json,
  LastTurn,
  LoadAnswer,
  Part,
  PromptAnswer,
  SettleAnswer,
  StartAnswer,
  StoredTurn,
  Terminal,
} from '../../machines/vocabulary.ts';
export { type Clock, systemClock } from '../clock.ts';
export type { Counters, Notice, Returned } from '../core/client.ts';
export type { AttachmentState, PromptView, Snapshot, TurnView } from '../core/view.ts';
export type { Backend, PromptReply, Source, SourceSink } from './backend.ts';
export {
  type Controller,
  type ControllerOptions,
  createController,
  type Observe,
} from './controller.ts';
export { type HttpBackendOptions, httpBackend } from './http-backend.ts';
