/**
 * The model of answering with one MUST of docs/protocol.md taken out: at the cell of a prompt, at
 * whoever runs the turn, or where it ends.
 *
 * This table must never know the code.
 */
import type { Variant } from './variant.ts';

const first = 'P4 one answer closes the prompt';
const refused = 'P4 what came second, or too late, is nowhere';
const handed = 'P4 the producer is handed one answer, and that is stored';
const kept = 'L5 what was accepted is in the journal at its end';
const saved = 'L5 the turn is saved with the answer that is in its journal';

export const answersVariants: readonly Omit<Variant, 'model'>[] = [
  {
    name: 'the cell takes a second answer',
    must: 'M66',
    instead: [['      line[a] := already;', '      store.cell := a; line[a] := accepted;']],
    violates: kept,
  },
  {
    name: 'an answer that came second is refused, and kept all the same',
    must: 'M30',
    instead: [['      line[a] := already;', '      store.cell := a; line[a] := already;']],
    violates: refused,
  },
  {
    name: 'an answer is accepted before its prompt is stored',
    must: 'M30',
    instead: [['store.journal.prompt & !store.decided then', '!store.decided then']],
    violates: 'P4 only a prompt that was asked is closed',
  },
  {
    name: 'an answer is accepted after the outcome was decided',
    must: 'M30',
    instead: [['store.journal.prompt & !store.decided then', 'store.journal.prompt then']],
    violates: kept,
  },
  {
    name: 'the decision does not tell of answers that are not closed',
    must: 'M66',
    instead: [['    store.told := unclosed();', '    store.told := 0;']],
    violates: kept,
  },
  {
    name: 'the decision tells of every answer, closed or not',
    must: 'M66',
    instead: [['    store.told := unclosed();', '    store.told := store.cell;']],
    violates: first,
  },
  {
    name: 'an answer that is journaled with the terminal is not in the turn that is saved',
    must: 'M66',
    instead: [['      store.answer := runner[h].last;\n', '']],
    violates: saved,
  },
  {
    name: 'a runner journals an answer that the decision has told of',
    must: 'M54',
    instead: [['    elsif store.decided then\n      go_on(h);\n', '']],
    violates: first,
  },
  {
    name: 'a runner that hears of an answer twice applies it twice',
    must: 'M29',
    instead: [['if tells != 0 & tells != runner[h].taken then', 'if tells != 0 then']],
    violates: first,
  },
  {
    name: 'the producer is handed an answer before that is journaled',
    must: 'M29',
    instead: [
      ['        runner[h].taken := tells;\n', '        runner[h].taken := tells; handed := 1;\n'],
      ['      handed := handed + 1;\n', ''],
    ],
    violates: handed,
  },
];
