/**
 * A way through the worlds for a person: as a mermaid sequence diagram, and as text.
 *
 * Items come in the order in which they happened: messages between participants, and notes. What
 * repeats for ever is a loop. It knows neither machines nor worlds; whoever tells the story does.
 */

export interface Arrow {
  readonly kind: 'arrow';
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly isLost: boolean;
}

export interface Note {
  readonly kind: 'note';
  readonly over: string;
  readonly text: string;
}

export type Item = Arrow | Note;

export interface Diagram {
  readonly items: readonly Item[];
  /** What repeats for ever after them; empty when it rests there. Null: it ends there. */
  readonly loop: readonly Item[] | null;
}

const rests = 'nothing more happens';

export function mermaid({ items, loop }: Diagram): string {
  const names = participantsOf([...items, ...(loop ?? [])]);
  const lines = [
    'sequenceDiagram',
    ...names.map((name) => `  participant ${idOf(name)} as ${name}`),
    ...items.map((item) => `  ${lineOf(item)}`),
  ];
  const [first = 'host', last = first] = [names[0], names.at(-1)];
  if (loop?.length === 0) {
    lines.push(`  Note over ${idOf(first)},${idOf(last)}: ${rests}`);
  } else if (loop !== null) {
    lines.push('  loop for ever', ...loop.map((item) => `    ${lineOf(item)}`), '  end');
  }
  return `${lines.join('\n')}\n`;
}

export function plainText({ items, loop }: Diagram): string {
  const width = Math.max(0, ...[...items, ...(loop ?? [])].map((item) => wayOf(item).length));
  const tell = (item: Item) => `${wayOf(item).padEnd(width)}  ${item.text}`;
  const lines = items.map((item) => `  ${tell(item)}`);
  if (loop?.length === 0) lines.push(`  ${rests}`);
  else if (loop !== null) lines.push('  for ever:', ...loop.map((item) => `    ${tell(item)}`));
  return `${lines.join('\n')}\n`;
}

function wayOf(item: Item): string {
  if (item.kind === 'note') return `     ${item.over}`;
  return `${item.from} ${item.isLost ? '-x' : '->'} ${item.to}`;
}

function lineOf(item: Item): string {
  if (item.kind === 'note') return `Note over ${idOf(item.over)}: ${escape(item.text)}`;
  const arrow = item.isLost ? '-x' : '-)';
  return `${idOf(item.from)}${arrow}${idOf(item.to)}: ${escape(item.text)}`;
}

/** Tabs first, the store last, as they stand between each other. */
function participantsOf(items: readonly Item[]): readonly string[] {
  const names = new Set(
    items.flatMap((item) => (item.kind === 'note' ? [item.over] : [item.from, item.to])),
  );
  const rank = (name: string) => (name === 'store' ? 2 : name.startsWith('host') ? 1 : 0);
  return [...names].toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function idOf(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9]/g, '_');
}

/** Mermaid ends a statement at `;` and a label at `#`. */
function escape(text: string): string {
  return text.replaceAll('#', '#35;').replaceAll(';', '#59;').replaceAll('\n', ' ');
}
