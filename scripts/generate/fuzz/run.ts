/**
 * Runs one machine, generated and on XState, over a list of events, in lockstep.
 *
 * Events are numbers, too: each picks an event, an armed timer or a late one. A machine that
 * never comes to rest ends the run when both sides say so: XState by its bound on microsteps, the
 * generated code by its stack.
 */
import { Endless, Lockstep, type Pair } from '../../../properties/lockstep/compare.ts';
import { loadGenerated } from '../../../properties/lockstep/load.ts';
import type { Subject, TimerFired, Typed } from '../../../properties/lockstep/oracle.ts';
import { type EmitOptions, emit } from '../emit.ts';
import { parseConfig } from '../parse.ts';
import { type Construct, classify } from './constructs.ts';
import { eventTypes, modelOf } from './machines.ts';
import * as rules from './rules/rules.ts';

export interface RunReport {
  readonly steps: number;
  readonly exercised: ReadonlySet<Construct>;
  readonly ended: 'done' | 'active' | 'endless';
}

/** Compiles a config of the test rules; throws a Refusal for one outside the subset. */
export function textOf(
  config: Record<string, unknown>,
  trace?: string,
  modules: Pick<EmitOptions, 'rules' | 'course'> = { rules: './rules/rules.ts' },
): string {
  const machine = parseConfig(modelOf(config), config);
  return emit(machine, { ...modules, ...(trace === undefined ? {} : { trace }) });
}

/** The generated machine; `taken` is told each transition that it takes. */
export function subjectOf(
  config: Record<string, unknown>,
  taken: (transition: string) => void = () => {},
): Subject {
  const { start, step } = loadGenerated(textOf(config, 'taken'), rules, { taken });
  return {
    start: (input) => frugal(start, input),
    step: (state, event) => frugal(step, state, event),
  };
}

/** What one side spends is not charged to the other. */
function frugal<A extends readonly unknown[], T>(run: (...args: A) => T, ...args: A): T {
  try {
    return run(...args);
  } finally {
    rules.budget.calls = 0;
  }
}

/** Runs both sides; throws at the first difference. */
export function runBoth(config: Record<string, unknown>, picks: readonly number[]): RunReport {
  const exercised = new Set<Construct>();
  const subject = subjectOf(config, (transition) => classify(transition, exercised));
  const lockstep = new Lockstep(modelOf(config), subject);
  let steps = 0;
  try {
    let pair = lockstep.start({ fuel: 3 });
    if (pair.ours.status === 'done') exercised.add('done at start');
    for (const pick of picks) {
      const event = eventOf(pair, pick);
      if (event === null) continue;
      if (event.late) {
        lockstep.stale(pair, event.sent as TimerFired);
        exercised.add('late timer');
        continue;
      }
      const before = pair.ours.status;
      pair = lockstep.step(pair, event.sent);
      if (pair.ours.status !== before) exercised.add('done later');
      steps += 1;
    }
    return { steps, exercised, ended: pair.ours.status };
  } catch (error) {
    if (error instanceof Endless) return { steps, exercised, ended: 'endless' };
    throw error;
  }
}

interface Picked {
  readonly sent: Typed;
  readonly late: boolean;
}

/** The event that a number stands for. A late timer is one that must do nothing. */
function eventOf(pair: Pair, pick: number): Picked | null {
  const { timers, generation } = pair.theirs;
  const all = Object.entries(timers);
  const armed = all.filter(([, since]) => since > 0);
  const rest = Math.floor(pick / 10);
  if (pick % 10 >= 8) {
    const [timer, since] = all[rest % Math.max(1, all.length)] ?? ['', 0];
    if (timer === '') return null;
    const wrong = since > 0 ? since - 1 : rest % (generation + 1);
    return { sent: timerFired(timer, wrong), late: true };
  }
  const [timer, since] = armed[rest % Math.max(1, armed.length)] ?? ['', 0];
  if (pick % 10 >= 5 && timer !== '') return { sent: timerFired(timer, since), late: false };
  const type = eventTypes[pick % eventTypes.length] ?? 'w';
  return { sent: { type, k: rest % 3 } as Typed, late: false };
}

function timerFired(timer: string, generation: number): TimerFired {
  return { type: 'timer', timer, generation };
}
