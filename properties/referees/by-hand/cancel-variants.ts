/**
 * The model of cancelling with one MUST of docs/protocol.md taken out, at a host or in a tab. A
 * known race is a variant as well.
 *
 * This table must never know the code.
 */
import { deadlock, type Variant } from './variant.ts';

const o3 = 'O3 one turn at most has not ended';
const o5 = 'O5 only its own end takes a turn from the pane';
const s2 = 'S2 what is saved is what was decided';
const t3 = 'T3 an accepted cancel ends its turn as cancelled';
const unsaid = 'T3 no host says that a turn runs whose cancel was accepted';

export const cancelVariants: readonly Omit<Variant, 'model'>[] = [
  {
    name: 'a producer that returns replaces the cancel of another host',
    must: 'M45',
    instead: [
      [
        '= works\n  ==> begin\n    if host[t].cell = open then',
        '= works\n  ==> begin\n    if true then',
      ],
    ],
    violates: t3,
  },
  {
    name: 'a cancel is accepted before the cell has said so',
    must: 'M52',
    instead: [['    else\n      line[t] := refused;', '    else\n      line[t] := accepted;']],
    violates: t3,
  },
  {
    name: 'B17: a cancel replaces the outcome of a finished answer',
    must: 'M53',
    instead: [['elsif host[t].cell = open then', 'elsif host[t].cell != cancelled then']],
    violates: s2,
  },
  {
    name: 'B16: a cancelled turn waits for its producer for ever',
    must: 'M54',
    instead: [['    host[t].phase = cancelling\n  ==>', '    false\n  ==>']],
    violates: deadlock,
  },
  {
    name: 'B7: a late producer writes into a journal that is decided',
    must: 'M54',
    instead: [['host[t].worker = hangs & host[t].cell = open', 'host[t].worker = hangs']],
    violates: 'L1 no frame is stored after the outcome was decided',
  },
  {
    name: 'B8: a turn starts beside one that is being cancelled',
    must: 'M55',
    instead: [['& over(3 - t)', '& (over(3 - t) | host[3 - t].phase = cancelling)']],
    violates: o3,
  },
  {
    name: 'a host that does not run a turn says what the record says of it',
    must: 'M55',
    instead: [['host[t].cell = open ? running', 'host[t].saved = open ? running']],
    violates: unsaid,
  },
  {
    name: 'a host says of a turn that it runs what it has heard of it',
    must: 'M55',
    instead: [['return host[t].cell = open ? running : finishing;', 'return host[t].phase;']],
    violates: unsaid,
  },
  {
    name: 'A6: a cancel that comes before its start leaves nothing behind',
    must: 'M56',
    instead: [['      host[t].tombstone := true;\n', '']],
    violates: t3,
  },
  {
    name: 'A7: an accepted cancel takes the turn from the pane at once',
    must: 'M57',
    instead: [['      tab.asking := trusts;\n', '      quiet(); tab.owner := 0;\n']],
    violates: o5,
  },
  {
    name: 'A9: nobody asks for the status when no terminal comes',
    must: 'M57',
    instead: [['tab.asking = trusts & over(t)', 'false']],
    violates: deadlock,
  },
  {
    name: 'A10: a cancel without an answer takes the turn from the pane',
    must: 'M57',
    instead: [['    tab.asking := unreachable;', '    tab.asking := unreachable; tab.owner := 0;']],
    violates: o5,
  },
  {
    name: 'a refused cancel is taken for settled before the outcome is saved',
    must: 'M57',
    instead: [['line[t] = refused & host[t].phase = ended', 'line[t] = refused']],
    violates: 'F5 who was told that a turn is over finds its outcome',
  },
  {
    name: 'A5: an answer clears whatever owns the pane',
    must: 'M58',
    instead: [['  if tab.owner = t then', '  if true then']],
    violates: o5,
  },
];
