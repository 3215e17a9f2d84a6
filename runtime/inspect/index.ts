/**
 * holdfast/inspect: what a controller or a host takes, asks for and is in, to be looked at.
 *
 * No dependencies; works in browsers and in Node. Give a controller a recorder's `observe`, or what
 * `createObserver` makes, as its own `observe`.
 */

export { type CallRecorderOptions, recordCalls } from './call-recorder.ts';
export {
  type Beginning,
  type ClientRecorder,
  clientLinks,
  createClientRecorder,
  type Taken,
} from './client-recorder.ts';
export {
  createHostRecorder,
  type HostBeginning,
  type HostRecorder,
  type HostTaken,
} from './host-recorder.ts';
export { createHostObserver } from './host-sighting.ts';
export type { Look, MachineName, Sighting, SightingOptions } from './looks.ts';
export { createRecorder, type Links, type Recorder, type RecorderOptions } from './recorder.ts';
export { createRing, type Ring } from './ring.ts';
export { createObserver } from './sighting.ts';
export { type Length, withoutText } from './text.ts';
export { readTrace, type TraceEvent, type TraceRecord, writeTrace } from './trace.ts';
