/**
 * The demo's own writer: it needs no model and no network, and shows every kind of frame.
 *
 * This is also the example of how to write a producer: a generator that yields frames, passes the
 * signal on to whatever it awaits, asks with `yield* turn.ask(...)`, and throws when it fails. What
 * it says follows from the question alone. It knows nothing of journals, sockets or readers.
 */
import type { FrameInput } from '../../../machines/vocabulary.ts';
import type { Producer, ProducerTurn } from '../../../runtime/host/producer.ts';
import { type Chance, createChance } from './chance.ts';
import { questionText, reasoning, text, tool, usage } from './frames.ts';
import { logbook } from './logbook.ts';
import { createPen, type Pen, tokensOf } from './pen.ts';
import { type Reckoning, type Subject, subjects } from './subjects.ts';

export interface BuiltInOptions {
  /** Between two tokens. 0 writes as fast as it is read. */
  readonly paceMs?: number;
  /** Another seed makes other choices for the same question. */
  readonly seed?: number;
}

/** One answer in the making. */
interface Desk {
  readonly turn: ProducerTurn;
  readonly question: string;
  readonly subject: Subject;
  readonly chance: Chance;
  readonly pen: Pen;
}

type Frames = AsyncGenerator<FrameInput, void, void>;

export function createBuiltInWriter({ paceMs = 20, seed = 0 }: BuiltInOptions = {}): Producer {
  return async function* write(turn) {
    const question = questionText(turn.question);
    const chance = createChance(question, seed);
    const asked = subjects.find(({ words }) => words.test(question));
    const subject = asked ?? chance.pick(subjects);
    const desk = { turn, question, subject, chance, pen: createPen(turn.signal, paceMs) };
    yield* programmeFor(question)(desk);
  };
}

/** A word in the question chooses what kind of answer it gets. */
function programmeFor(question: string): (desk: Desk) => Frames {
  if (/\bfail/i.test(question)) return failing;
  if (/\bplain\b/i.test(question)) return plain;
  if (/\blong\b/i.test(question)) return long;
  return whole;
}

/** Thinks, writes, reckons, asks, does as it was told, and gives an account. */
async function* whole(desk: Desk): Frames {
  const { pen, subject, turn } = desk;
  yield* pen.write(reasoning, subject.thought);
  yield* pen.write(text, quoted(desk) + subject.opening);
  yield* reckon(desk);
  yield* pen.write(text, `${table(subject.tool)}\n`);
  const { title, detail } = subject.permission;
  const options = ['Approve', 'Deny'];
  const answer = yield* turn.ask({ id: 'permission', title, detail, options });
  yield* pen.write(text, answer === 'Approve' ? subject.approved : subject.denied);
  yield* pen.write(text, subject.closing);
  yield account(desk);
}

async function* long(desk: Desk): Frames {
  yield* desk.pen.write(reasoning, 'A long answer was asked for. I will copy it from the log.');
  yield* desk.pen.write(text, quoted(desk));
  for (const entry of logbook(desk.chance)) yield* desk.pen.write(text, entry);
  yield account(desk);
}

async function* plain(desk: Desk): Frames {
  yield* desk.pen.write(text, quoted(desk) + desk.subject.opening + desk.subject.closing);
}

async function* failing(desk: Desk): Frames {
  const tokens = tokensOf(quoted(desk) + desk.subject.opening);
  yield* desk.pen.write(text, tokens.slice(0, tokens.length / 2).join(''));
  throw new Error('The writer failed halfway, as the question told it to.');
}

/** Calls the tool: the call first, then each row as it is found, then the whole, under one id. */
async function* reckon({ pen, subject }: Desk): Frames {
  const { name, input, rows } = subject.tool;
  const call = { id: `${name}-1`, name, input };
  yield tool({ ...call, state: 'running', output: null });
  for (const count of rows.keys()) {
    await pen.rest(8);
    yield tool({ ...call, state: 'running', output: rows.slice(0, count) });
  }
  await pen.rest(8);
  yield tool({ ...call, state: 'done', output: rows });
}

function table({ columns, rows }: Reckoning): string {
  return [columns, ['---', '---:'], ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');
}

/** The question on one line and not too long, so that an answer shows what it answers. */
function quoted({ question }: Desk): string {
  const line = [...question.replace(/\s+/g, ' ').trim()];
  return line.length === 0
    ? ''
    : `> ${line.slice(0, 160).join('')}${line.length > 160 ? '…' : ''}\n\n`;
}

function account({ pen, question }: Desk): FrameInput {
  return usage(tokensOf(question).length, pen.written);
}
