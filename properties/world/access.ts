/**
 * Which of a host's effects are accesses to the store: each is one step of the store, and what
 * comes behind it in its strand waits for it.
 *
 * It must never know what an access does.
 */
import type { HostEffect } from '../../runtime/core/host.ts';

const works = [
  'judge',
  'answer',
  'lock',
  'load',
  'save',
  'unlock',
  'claim',
  'renew',
  'append',
  'decide',
  'fold',
  'close_journal',
] as const;

export type Work = Extract<HostEffect, { readonly type: (typeof works)[number] }>;

export function isWork(effect: HostEffect): effect is Work {
  return (works as readonly string[]).includes(effect.type);
}
