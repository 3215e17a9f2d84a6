/**
 * Puts one question to a fake provider through the real writer. The tests own the script.
 *
 * The provider lives as long as the test and is closed with it; a failed script fails the test.
 */
import { onTestFinished } from 'vitest';

import type { FrameInput } from '../../../machines/vocabulary.ts';
import type { Producer } from '../../../runtime/host/producer.ts';
import {
  type FakeProvider,
  type Recorded,
  type Script,
  startFakeProvider,
} from './fake-provider.ts';
import { createOpenAIWriter } from './openai.ts';
import { readAll, type TurnStub, type Written } from './turn-stub.ts';

export interface Asked extends Written {
  readonly requests: readonly Recorded[];
}

export async function provide(script: Script): Promise<FakeProvider> {
  const provider = await startFakeProvider(script);
  onTestFinished(() => provider.close());
  return provider;
}

export function writerOf({ baseURL }: FakeProvider): Producer {
  return createOpenAIWriter({ baseURL, apiKey: 'key-1', model: 'test-model' });
}

export async function ask(
  script: Script,
  stub: TurnStub = {},
  each?: () => void | Promise<void>,
): Promise<Asked> {
  const provider = await provide(script);
  const written = await readAll(writerOf(provider), stub, each);
  return { ...written, requests: provider.requests };
}

/** The frames of an answer that has to be whole. */
export async function framesOf(script: Script): Promise<readonly FrameInput[]> {
  const { frames, error } = await ask(script);
  if (error !== null) throw new Error('the answer is not whole', { cause: error });
  return frames;
}

/** Time for the client to read what was written, where a reset would overtake it. */
export function readingTime(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 20));
}
