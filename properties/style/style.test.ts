/**
 * Holds the project to its style, and holds each style rule to its own cases: a rule has to catch
 * every bad one and none of the good ones.
 *
 * A failure says file, line, what is there and how to mend it.
 */
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { forbiddenArrows, rows } from './arrows.ts';
import { styleCases } from './cases.ts';
import { parseSource, readProject } from './source.ts';
import { type StyleRule, styleRules } from './style-rules.ts';

const project = readProject(fileURLToPath(new URL('../..', import.meta.url)));

function told(rule: StyleRule, sources: typeof project): readonly string[] {
  return rule
    .find(sources)
    .map(({ path, line, what }) => `${path}:${line}: ${what}. Mend: ${rule.mend}.`);
}

test('the style rules read the whole project', () => {
  const paths = project.map(({ path }) => path);
  for (const path of ['machines/vocabulary.ts', 'package.json', 'LICENSE', '.npmrc']) {
    expect(paths).toContain(path);
  }
  expect(paths.filter((path) => path.startsWith('node_modules/'))).toEqual([]);
});

describe('in this project', () => {
  test.each(styleRules.map((rule) => [rule.name, rule] as const))('%s', (_, rule) => {
    expect(told(rule, project)).toEqual([]);
  });
});

describe('the rule that', () => {
  test.each(styleRules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
    const cases = styleCases[name.replace(/\d+/, 'N')];
    expect(cases?.bad.length ?? 0, 'bad cases').toBeGreaterThan(0);
    for (const kind of ['bad', 'good'] as const) {
      for (const one of cases?.[kind] ?? []) {
        const files = Object.entries<string>({ [one.path]: one.text, ...one.beside });
        const offences = told(
          rule,
          files.map(([path, text]) => parseSource(path, text)),
        );
        const label = `${kind} case ${one.path}: ${one.text.slice(0, 120)}\n${offences.join('\n')}`;
        expect(offences.length > 0, label).toBe(kind === 'bad');
      }
    }
  });

  test('has cases is in the table, and no case is for a rule that is gone', () => {
    const names = styleRules.map((rule) => rule.name.replace(/\d+/, 'N'));
    expect(Object.keys(styleCases).toSorted()).toEqual(names.toSorted());
  });

  test('finds something says where it is and how to mend it', () => {
    const rule = styleRules.find(({ name }) => name.startsWith('time, timers'));
    const source = parseSource('runtime/core/host.ts', 'f();\nconst at =\n  Date.now();\n');
    expect(rule === undefined ? [] : told(rule, [source])).toEqual([
      'runtime/core/host.ts:3: uses Date.now. Mend: take a Clock (runtime/clock.ts) as an ' +
        'argument, so that simulation can own it.',
    ]);
  });
});

describe('the cases of the arrows', () => {
  const { bad = [], good = [] } = styleCases['the parts import each other along the arrows'] ?? {};
  const offends = (one: { path: string; text: string }, table: typeof rows) =>
    forbiddenArrows(parseSource(one.path, one.text), table).length > 0;

  test.each(rows.map((row) => [row.part, row] as const))('miss no arrow of %s', (_, row) => {
    for (const arrow of row.may) {
      const may = row.may.filter((other) => other !== arrow);
      const table = rows.map((other) => (other === row ? { ...row, may } : other));
      expect(
        good.filter((one) => offends(one, table)),
        `without ${arrow.to}`,
      ).not.toEqual([]);
    }
  });

  const closed = rows.filter(({ may }) => !may.some(({ to }) => to === '**'));
  test.each(closed.map((row) => [row.part, row] as const))('forbid something to %s', (_, row) => {
    const may = [{ to: '**' }];
    const table = rows.map((other) => (other === row ? { ...row, may } : other));
    expect(bad.filter((one) => !offends(one, table))).not.toEqual([]);
  });
});
