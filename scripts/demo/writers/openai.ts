/**
 * A writer that passes the question on to any endpoint that speaks OpenAI's chat completions.
 *
 * Nothing is ever retried here: a completion costs money, and a retry after output began would say
 * things twice. What fails, fails the turn, and the person asks again. A cancelled turn aborts the
 * request, so that the provider stops writing too. This file knows no session and no journal.
 */
import OpenAI, { APIConnectionError, OpenAIError } from 'openai';
import type { ChatCompletionMessageParam } from 'openai/resources/chat/completions';

import type { Producer, ProducerTurn } from '../../../runtime/host/producer.ts';
import { createBuiltInWriter } from './built-in.ts';
import { readCompletion } from './completion.ts';
import { questionText } from './frames.ts';

export interface Endpoint {
  /** What `/chat/completions` is appended to, e.g. `https://api.openai.com/v1`. */
  readonly baseURL: string;
  readonly apiKey: string;
  readonly model: string;
}

export function createOpenAIWriter({ baseURL, apiKey, model }: Endpoint): Producer {
  const client = new OpenAI({
    baseURL,
    apiKey,
    // The library sleeps between retries without listening to the signal: a stop would wait.
    maxRetries: 0,
    // It would print what people wrote when a line is no JSON. The error that is thrown is enough.
    logLevel: 'off',
    // By default these come from the environment, and would go to whatever host `baseURL` names.
    organization: null,
    project: null,
  });
  return async function* write(turn) {
    const { signal } = turn;
    try {
      const body = { model, messages: messagesOf(turn), stream_options: { include_usage: true } };
      const chunks = await client.chat.completions.create({ ...body, stream: true }, { signal });
      yield* readCompletion(chunks);
    } catch (error) {
      signal.throwIfAborted();
      throw readable(error);
    }
    // The library ends an aborted stream as if it were complete.
    signal.throwIfAborted();
  };
}

/** The writer that the environment asks for. Reads HOLDFAST_LLM_URL, _KEY and _MODEL. */
export function writerFromEnv(env: Readonly<Record<string, string | undefined>>): Producer {
  const [url, key, model] = ['URL', 'KEY', 'MODEL'].map((name) =>
    env[`HOLDFAST_LLM_${name}`]?.trim(),
  );
  if (!url && !model && !key) return createBuiltInWriter();
  if (!url) throw new Error('HOLDFAST_LLM_URL is missing, but a model or a key is configured.');
  if (!model) throw new Error('HOLDFAST_LLM_MODEL is missing: name the model to ask.');
  return createOpenAIWriter({ baseURL: checkedUrl(url), apiKey: key || 'none', model });
}

function checkedUrl(url: string): string {
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : noUrl;
  if (!/^https?:$/.test(protocol)) throw new Error('HOLDFAST_LLM_URL is no http(s) address.');
  // fetch refuses such an address with a message that repeats it, and that would be journaled.
  if (username || password) throw new Error('HOLDFAST_LLM_URL holds a password: use _KEY for it.');
  return url;
}

const noUrl = { protocol: '', username: '', password: '' };

/** The conversation so far, then the question. */
function messagesOf({ question, transcript }: ProducerTurn): ChatCompletionMessageParam[] {
  const history = transcript.flatMap((turn): ChatCompletionMessageParam[] => {
    const answer = turn.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
    // Many models insist that the two sides take turns: a question without an answer is left out.
    if (answer === '') return [];
    return [
      { role: 'user', content: questionText(turn.question) },
      { role: 'assistant', content: answer },
    ];
  });
  return [...history, { role: 'user', content: questionText(question) }];
}

/**
 * An error whose message can be shown. The library says "Connection error." and fetch "terminated":
 * the reason is in the cause of the cause. And a gateway may answer with a page of HTML.
 */
function readable(error: unknown): Error {
  if (!(error instanceof Error)) return new Error('The model failed.', { cause: error });
  if (error instanceof APIConnectionError) {
    return new Error(`The model cannot be reached: ${deepest(error)}`, { cause: error });
  }
  if (error instanceof OpenAIError) {
    return new Error(`The model answered: ${clipped(error.message)}`, { cause: error });
  }
  if (error instanceof SyntaxError) {
    return new Error('The model sent a line that is no JSON.', { cause: error });
  }
  return error.cause === undefined
    ? error
    : new Error(`The connection to the model broke: ${deepest(error)}`, { cause: error });
}

function deepest(error: Error): string {
  if (error.cause instanceof Error) return deepest(error.cause);
  const { code } = error as { readonly code?: unknown };
  // An AggregateError of failed addresses has a code and no message.
  return error.message || String(code);
}

function clipped(message: string, lengthMax = 300): string {
  const letters = [...message];
  return letters.length <= lengthMax ? message : `${letters.slice(0, lengthMax).join('')}…`;
}
