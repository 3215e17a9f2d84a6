/** What may replace a record, and what is given back to one: the functions behind L2 and L3. */
import { describe, expect, test } from 'vitest';
import { isCode } from '../../core/errors.ts';
import { emptyRecord, type SessionRecord, summaryOf } from '../../core/host.ts';
import { recordOf as sample } from './contract-kit.ts';
import {
  type Backup,
  decodeBackup,
  decodeRecord,
  decodeSummary,
  encodeRecord,
  encodeSummary,
  planRestore,
  planSave,
  recordOf,
  restored,
} from './records.ts';
import { seal, unseal } from './sealed.ts';

const ids = (record: SessionRecord | null) => record?.turns.map(({ streamId }) => streamId);
const without = (record: SessionRecord, ...gone: readonly string[]): SessionRecord => ({
  ...record,
  turns: record.turns.filter(({ streamId }) => !gone.includes(streamId)),
});
const kept = (record: SessionRecord, backup: string | null = null) => ({
  record: encodeRecord(record),
  backup,
});
const coded = (code: Parameters<typeof isCode>[1]) => (error: unknown) => isCode(error, code);
const thrown = (run: () => unknown): unknown => {
  try {
    return run();
  } catch (error) {
    return error;
  }
};

describe('a record as a text', () => {
  const rich: SessionRecord = {
    ...sample('s', 2),
    meta: { title: 'a \ud800 b', deep: [null, 1, { x: true }] },
    owner: { streamId: 'turn2', ordinal: 2 },
    turns: sample('s', 2).turns.map((turn) => ({
      ...turn,
      parts: [
        { type: 'text', text: 'x' },
        { type: 'reasoning', text: 'y' },
        { type: 'tool', id: 't', tool: { name: 'n', input: [1] } },
        { type: 'prompt', id: 'p', prompt: { text: '?' }, state: 'closed', answer: { ok: true } },
        { type: 'data', kind: 'title', data: null },
      ],
      usage: { tokens: 7 },
    })),
  };

  test('comes back as it was, and frozen all through', () => {
    const back = decodeRecord(encodeRecord(rich), 's');
    expect(back).toEqual(rich);
    expect(Object.isFrozen(back.turns[0]?.parts[2])).toBe(true);
    expect(decodeSummary(encodeSummary(rich), 's')).toEqual(summaryOf(rich));
    expect(JSON.parse(encodeRecord(rich))).toMatchObject({ v: 1 });
  });

  test('L3: is made of a whole record only', () => {
    const summary = summaryOf(rich) as unknown as SessionRecord;
    expect(thrown(() => encodeRecord(summary))).toSatisfy(coded('misuse'));
    const half = { ...rich, turns: [{ streamId: 'turn1' }] } as unknown as SessionRecord;
    expect(thrown(() => encodeRecord(half))).toSatisfy(coded('misuse'));
  });

  test.each([
    ['', 'is not JSON'],
    ['{"v":1,"sessi', 'is not JSON'],
    ['null', 'it is not an object'],
    ['{}', 'of version undefined'],
    [encodeRecord(rich).replace('"v":1', '"v":2'), 'of version 2'],
    [encodeRecord(rich).replace('"ordinal":1', '"ordinal":-1'), 'turns.0.ordinal'],
    [encodeRecord(rich).replace('"type":"text"', '"type":"texts"'), 'turns.0.parts.0'],
    [encodeRecord(rich).replace('"meta"', '"data"'), 'meta'],
    [encodeRecord({ ...rich, sessionId: 'other' }), 'belongs to other'],
  ])('is damaged as %s', (text, why) => {
    const error = thrown(() => decodeRecord(text, 's'));
    expect(error).toSatisfy(coded('damaged'));
    expect((error as Error).message).toContain(why);
  });
});

describe('a save', () => {
  test('writes no backup while nothing is lost', () => {
    expect(planSave(sample('s', 1), { record: null, backup: null }).backup).toBe(null);
    expect(planSave(sample('s', 3), kept(sample('s', 2))).backup).toBe(null);
  });

  test('L2: without a stored turn is refused, unless the turn is named', () => {
    const shorter = without(sample('s', 3), 'turn2');
    expect(thrown(() => planSave(shorter, kept(sample('s', 3))))).toSatisfy(coded('shrinks'));
    const other = { ...shorter, removed: ['turn3'] };
    expect(thrown(() => planSave(other, kept(sample('s', 3))))).toSatisfy(coded('shrinks'));
    const plan = planSave({ ...shorter, removed: ['turn2'] }, kept(sample('s', 3)));
    const backup = decodeBackup(plan.backup ?? '', 's');
    expect(backup).toEqual({ before: sample('s', 3), cut: ['turn2'] });
  });

  test('over a damaged record is refused, so it can still be looked at', () => {
    const damaged = { record: '{', backup: null };
    expect(thrown(() => planSave(sample('s', 1), damaged))).toSatisfy(coded('damaged'));
  });
});

describe('a backup', () => {
  const backup: Backup = { before: sample('s', 3), cut: ['turn3'] };

  test('gives back what was lost, in its place, and not what was cut', () => {
    expect(ids(restored(without(sample('s', 3), 'turn1', 'turn3'), backup))).toEqual([
      'turn1',
      'turn2',
    ]);
    const later = { ...without(sample('s', 5), 'turn1', 'turn3'), lastOrdinal: 5 };
    expect(ids(restored(later, backup))).toEqual(['turn1', 'turn2', 'turn4', 'turn5']);
    const marked = { ...without(sample('s', 3), 'turn1', 'turn3'), removed: ['turn1'] };
    expect(restored(marked, backup)).toBe(marked);
  });

  test('gives back what is less of a turn than it was', () => {
    const more = sample('s', 3).turns.map((turn) => ({ ...turn, coveredSeq: 9 }));
    const full = { ...backup, before: { ...sample('s', 3), turns: more } };
    expect(restored(without(sample('s', 3), 'turn3'), full).turns[0]?.coveredSeq).toBe(9);
  });

  test('stands in for a record that is gone, without what was cut', () => {
    const back = restored(null, backup);
    expect(ids(back)).toEqual(['turn1', 'turn2']);
    expect(back).toMatchObject({ removed: ['turn3'], lastOrdinal: 3 });
  });

  test('is asked by every look, and written back once', () => {
    const lost = without(sample('s', 3), 'turn1', 'turn3');
    const plan = planSave(
      { ...without(sample('s', 3), 'turn3'), removed: ['turn3'] },
      {
        record: encodeRecord(sample('s', 3)),
        backup: null,
      },
    );
    const texts = { ...kept(lost, plan.backup), summary: null };
    expect(ids(recordOf('s', texts))).toEqual(['turn1', 'turn2']);
    const restore = planRestore('s', texts);
    expect(ids(decodeRecord(restore?.record ?? '', 's'))).toEqual(['turn1', 'turn2']);
    const now = { record: restore?.record ?? '', summary: restore?.summary ?? '' };
    expect(planRestore('s', { ...now, backup: plan.backup })).toBe(null);
  });

  test('of nothing is nothing', () => {
    const nothing = { record: null, backup: null, summary: null };
    expect(recordOf('s', nothing)).toBe(null);
    expect(planRestore('s', nothing)).toBe(null);
    const fine = { ...kept(emptyRecord('s')), summary: encodeSummary(emptyRecord('s')) };
    expect(planRestore('s', fine)).toBe(null);
  });
});

test('a seal is broken by each flipped bit, each cut, and another place', () => {
  const sealed = seal('frames/j/1', '{"seq":1,"kind":"text","data":"é"}');
  expect(unseal('frames/j/1', sealed)).toContain('"seq":1');
  const bytes = Buffer.from(sealed);
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const flipped = Buffer.from(bytes);
    flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(thrown(() => unseal('frames/j/1', flipped.toString()))).toSatisfy(coded('damaged'));
  }
  for (let end = 0; end < sealed.length; end += 1) {
    expect(thrown(() => unseal('frames/j/1', sealed.slice(0, end)))).toSatisfy(coded('damaged'));
  }
  expect(thrown(() => unseal('frames/j/2', sealed))).toSatisfy(coded('damaged'));
});
