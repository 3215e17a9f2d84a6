/**
 * A traced run for a person: as plain lines, and as a mermaid sequence diagram with the tabs and
 * the host as participants, `-x` for what was lost, and notes for what changed on a screen. It
 * knows entries and not what they mean.
 */
import type { Entry } from './chronicle.ts';
import { beginMs } from './virtual-clock.ts';

export function plainText(entries: readonly Entry[]): string {
  return entries
    .map(({ atMs, from, to, text, isLost }) => {
      const when = `${((atMs - beginMs) / 1_000).toFixed(3)} s`.padStart(10);
      const way = from === to ? `   ${from}` : `${from} ${isLost ? '-x' : '->'} ${to}`;
      return `${when}  ${way.padEnd(16)} ${text}`;
    })
    .join('\n');
}

export function mermaid(entries: readonly Entry[]): string {
  const tabs = [...new Set(entries.flatMap(({ from, to }) => [from, to]))]
    .filter((name) => name !== 'host')
    .toSorted();
  const lines = entries.map(({ from, to, text, isLost }) =>
    from === to
      ? `  Note over ${from}: ${escape(text)}`
      : `  ${from}${isLost ? '-x' : '-)'}${to}: ${escape(text)}`,
  );
  const participants = [...tabs, 'host'].map((name) => `  participant ${name}`);
  return ['sequenceDiagram', ...participants, ...lines].join('\n');
}

/** Mermaid ends a statement at `;` and a label at `#`. */
function escape(text: string): string {
  const shown = text.length > 160 ? `${text.slice(0, 160)}...` : text;
  return shown.replaceAll('#', '#35;').replaceAll(';', '#59;').replaceAll('\n', ' ');
}
