/**
 * holdfast/inspect: records what a controller takes and asks for, to be looked at and checked.
 *
 * No dependencies; works in browsers and in Node. Pass `observe` of a recorder to a controller.
 */
export {
  type Beginning,
  type ClientRecorder,
  clientLinks,
  createClientRecorder,
  type Taken,
} from './client-recorder.ts';
export { createRecorder, type Links, type Recorder, type RecorderOptions } from './recorder.ts';
export { type Length, withoutText } from './text.ts';
export { readTrace, type TraceEvent, type TraceRecord, writeTrace } from './trace.ts';
