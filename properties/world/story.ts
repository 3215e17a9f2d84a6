/**
 * A counterexample told to a person: who said what to whom, which machine decided what about it,
 * and what changed on a screen and in the store.
 *
 * A way that is as short as any has no step that could be left out, so none is; left out is only
 * what an action does that nobody would notice, as a request that is merely put on its way. What
 * decided is read off the states before and after: a machine that moved has decided. It takes the
 * actors as they are, and must never know what a promise says.
 */
import type { Diagram, Item } from '../explorer/diagram.ts';
import type { Counterexample } from '../explorer/explore.ts';
import type { Step, TracedReaction } from '../explorer/trace.ts';
import { tellHost } from './story-host.ts';
import { note, type Told, tellLane, tellStore, tellWire } from './story-network.ts';
import { tellTab } from './story-tab.ts';

export function storyOf({ steps, cycle }: Counterexample): Diagram {
  const hosts = hostsIn([...steps, ...(cycle ?? [])]);
  const tell = (all: readonly Step[]) => all.flatMap((step) => tellStep(step, hosts));
  return { items: tell(steps), loop: cycle === null ? null : tell(cycle) };
}

/** How many messages it tells of. */
export function arrowsIn({ items, loop }: Diagram): number {
  return [...items, ...(loop ?? [])].filter(({ kind }) => kind === 'arrow').length;
}

function hostsIn(steps: readonly Step[]): readonly string[] {
  const reactions = steps.flatMap((step) => step.reactions);
  const names = reactions.filter(({ before }) => isHost(before)).map(({ actor }) => actor);
  return [...new Set(names)];
}

function tellStep({ label, reactions }: Step, hosts: readonly string[]): readonly Item[] {
  const host = reactions.find(({ before }) => isHost(before))?.actor ?? hosts[0] ?? 'host';
  const items = reactions.flatMap((reaction) => tellReaction({ reaction, host, reactions }));
  if (items.length > 0) return joined(items);
  const [first] = reactions;
  return [note(placeOf(first?.actor ?? host, host), label.replace(/^[^:]*: /, ''))];
}

/** What happens at one place within a step is one note, and a machine's way there one chain. */
function joined(items: readonly Item[]): readonly Item[] {
  const all: Item[] = [];
  for (const item of items) {
    const last = all.at(-1);
    if (item.kind === 'note' && last?.kind === 'note' && last.over === item.over) {
      const texts = chained(last.text.split('; '), item.text.split('; '));
      all[all.length - 1] = note(item.over, texts.join('; '));
    } else all.push(item);
  }
  return all;
}

/** `turn r1: a → b` and `turn r1: b → c` are `turn r1: a → b → c`. */
function chained(before: readonly string[], after: readonly string[]): readonly string[] {
  return after.reduce<readonly string[]>((texts, text) => {
    const [, name = '', from = '', rest = ''] = /^(.+): (\S+)( → .+)$/.exec(text) ?? [];
    const at = texts.findIndex(
      (known) =>
        known.startsWith(name) && (known.endsWith(`→ ${from}`) || known.endsWith(`: ${from}`)),
    );
    return rest === '' || at < 0 ? [...texts, text] : texts.with(at, `${texts[at]}${rest}`);
  }, before);
}

function tellReaction(told: Told): readonly Item[] {
  const { actor, before } = told.reaction;
  if (isTab(before)) return tellTab(told);
  if (isHost(before)) return tellHost(told);
  if (actor === 'store') return tellStore(told);
  if (actor.endsWith('.wire')) return tellWire(told);
  if (actor.includes('.') && !actor.endsWith('.watch')) return tellLane(told);
  return isRobot(before) ? tellRobot(told.reaction) : [];
}

function tellRobot({ actor, message }: TracedReaction): readonly Item[] {
  const person = `tab ${actor}`;
  if (message.type === 'send') return [note(person, 'its person asks')];
  return message.type === 'stop' ? [note(person, 'its person stops the turn')] : [];
}

function placeOf(actor: string, host: string): string {
  if (actor === 'store' || actor === host) return actor;
  return `tab ${actor.replace(/\..*/, '')}`;
}

function has(state: unknown, key: string): boolean {
  return state !== null && typeof state === 'object' && key in state;
}

function isTab(state: unknown): boolean {
  return has(state, 'client');
}

function isHost(state: unknown): boolean {
  return has(state, 'core');
}

function isRobot(state: unknown): boolean {
  return has(state, 'sent') && !isTab(state);
}
