/**
 * One machine as the JSON that Stately Studio imports: its config, with guards, actions and delays
 * by name, and the first sentence of its file as description.
 *
 * The config of a machine is JSON already, but for the function that makes its context; this file
 * takes that off, and refuses what JSON can't carry. What the names do stays in the rules.
 */
import type { Model } from '../../../machines/lift.ts';
import { headerOf } from './machine-source.ts';

/** The text of the file, ending in a newline. */
export async function statelyJson(model: Model): Promise<string> {
  const { sentence } = await headerOf(model.name);
  const { id, ...config } = statelyConfig(model);
  return `${JSON.stringify({ id, description: sentence, ...config }, null, 2)}\n`;
}

/** The config as plain JSON; throws when something in it is not. */
export function statelyConfig(model: Model): Readonly<Record<string, unknown>> {
  const { context: _made, ...config } = model.machine.config as Record<string, unknown>;
  refuseFunctions(model.name, config);
  return JSON.parse(JSON.stringify(config)) as Record<string, unknown>;
}

function refuseFunctions(at: string, value: unknown): void {
  if (typeof value === 'function') throw new Error(`${at} is a function: give it a name`);
  if (typeof value !== 'object' || value === null) return;
  for (const [key, below] of Object.entries(value)) refuseFunctions(`${at}.${key}`, below);
}
