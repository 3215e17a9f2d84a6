/**
 * `npx tsx properties/simulation/replay.ts '<plan>'`: plays one plan and tells the story of it, as
 * lines and as a diagram. The plan is what a failing test prints.
 *
 * Ends with 1 when a promise was broken, so that it can be bisected with.
 */

import { simulateTraced } from '../traces/simulation.ts';
import { mermaid, plainText } from './diagram.ts';
import type { Plan } from './plan.ts';

const [text] = process.argv.slice(2);
if (text === undefined || text === '--help') {
  process.stdout.write("Usage: npx tsx properties/simulation/replay.ts '<plan as JSON>'\n");
} else {
  const { violations, entries, steps } = await simulateTraced(JSON.parse(text) as Plan, {
    isTraced: true,
    isRecorded: true,
  });
  process.stdout.write(`${plainText(entries)}\n\n${mermaid(entries)}\n\n${steps} steps\n`);
  for (const { promise, what } of violations) process.stdout.write(`${promise} broken: ${what}\n`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
