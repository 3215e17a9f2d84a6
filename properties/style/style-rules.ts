/**
 * The style of this project, as a table that runs: each rule finds offences and says how to mend
 * them. What a linter knows better (`any`, `!`, an empty `catch`, lost promises) is in
 * `.oxlintrc.json`; what the compiler refuses is in `tsconfig.json`; neither is repeated here.
 *
 * A rule is about text or about one file's syntax or about all files; it must never need to know
 * what the code does.
 */
import { forbiddenArrows, importCircles } from './arrows.ts';
import { clockReadings } from './clock-readings.ts';
import { child, isCode, isTest, type Node, type Offence, type Source, visit } from './source.ts';

export interface StyleRule {
  readonly name: string;
  /** What to do about an offence. */
  readonly mend: string;
  readonly find: (sources: readonly Source[]) => readonly Offence[];
}

const limits = { fileLines: 300, functionLines: 70, columns: 100 };
const headerLines = { min: 3, max: 10, testMin: 1 };

export const styleRules: readonly StyleRule[] = [
  {
    name: `a file has at most ${limits.fileLines} lines`,
    mend: 'split it by concept; tables of cases go to a file named cases.ts or *-cases.ts',
    find: eachWritten(longFiles),
  },
  {
    name: `a function has at most ${limits.functionLines} lines`,
    mend: 'give a part of it a name; only the callback of a describe() may be longer',
    find: eachWritten(longFunctions),
  },
  {
    name: `a line has at most ${limits.columns} columns`,
    mend: 'run `npm run fix`; break comments and strings by hand',
    find: eachWritten(longLines),
  },
  {
    name: 'a file begins with a header comment',
    mend: `say in ${headerLines.min}-${headerLines.max} lines what it is and must never know`,
    find: eachWritten(missingHeader),
  },
  {
    name: 'a file has a kebab-case noun for a name',
    mend: 'name it after the concept that lives in it',
    find: each((source) => badName(source)),
  },
  {
    name: 'a relative import names its .ts file',
    mend: "write the file's real name, './rules.ts'",
    find: eachCode(vagueImports),
  },
  {
    name: 'the parts import each other along the arrows',
    mend: 'move the code to the part it belongs to, or take a port; see properties/style/arrows.ts',
    find: eachCode(forbiddenArrows),
  },
  {
    name: 'imports make no circle',
    mend: 'move what both need to a file of its own',
    find: importCircles,
  },
  {
    name: 'time, timers, randomness and ids come from the clock',
    mend: 'take a Clock (runtime/clock.ts) as an argument, so that simulation can own it',
    find: eachCode(clockReadings),
  },
  {
    name: 'nothing names a path or a host of one machine',
    mend: 'use a relative path, an environment variable or os.tmpdir()',
    find: each(machinePlaces),
  },
];

type Finder = (source: Source) => readonly Offence[];

function each(find: Finder) {
  return (sources: readonly Source[]) => sources.flatMap(find);
}

function eachCode(find: Finder) {
  return each((source) => (isCode(source.path) ? find(source) : []));
}

/** Code that a person writes: not generated, and not a table of cases. */
function eachWritten(find: Finder) {
  const excepted = /^runtime\/generated\/|(?:^|\/|-)cases(?:\.test)?\.tsx?$|\/cases\//;
  return eachCode((source) => (excepted.test(source.path) ? [] : find(source)));
}

function longFiles({ path, text }: Source): readonly Offence[] {
  const count = text.trimEnd().split('\n').length;
  if (count <= limits.fileLines) return [];
  return [{ path, line: limits.fileLines + 1, what: `the file has ${count} lines` }];
}

function longLines({ path, lines }: Source): readonly Offence[] {
  return lines.flatMap((line, index) => {
    const columns = [...line].length;
    if (columns <= limits.columns) return [];
    return [{ path, line: index + 1, what: `the line has ${columns} columns` }];
  });
}

const functions = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

function longFunctions({ path, program, lineOf }: Source): readonly Offence[] {
  const offences: Offence[] = [];
  visit(program, (node, parents) => {
    if (!functions.test(node.type) || isDescribe(path, parents.at(-1))) return;
    const line = lineOf(node.start);
    const count = lineOf(node.end - 1) - line + 1;
    if (count <= limits.functionLines) return;
    offences.push({ path, line, what: `the function has ${count} lines` });
  });
  return offences;
}

/** describe(), describe.each(...)() and the like: a chapter of tests, not a function. */
function isDescribe(path: string, call: Node | undefined): boolean {
  if (!isTest(path) || call?.type !== 'CallExpression') return false;
  let callee = child(call, 'callee');
  while (callee !== undefined && callee.type !== 'Identifier') {
    callee = child(callee, 'object') ?? child(callee, 'callee') ?? child(callee, 'tag');
  }
  return callee?.name === 'describe';
}

function missingHeader({ path, text }: Source): readonly Offence[] {
  if (!path.includes('/')) return []; // the configuration of a tool, at the root
  const header = /^(?:#!.*\n)?(?:\/\*\*?(?<block>[^]*?)\*\/|(?<lines>(?:\/\/.*\n)+))/.exec(text);
  const inside = (header?.groups?.block ?? header?.groups?.lines ?? '').trim();
  const count = inside === '' || inside === '*' ? 0 : inside.split('\n').length;
  const min = isTest(path) ? headerLines.testMin : headerLines.min;
  if (count >= min && count <= headerLines.max) return [];
  return [{ path, line: 1, what: count === 0 ? 'no header' : `the header has ${count} lines` }];
}

const kebab = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+)*$/;
const dumpingGround = /^(?:utils?|helpers?|types|common|misc|stuff)$/;

function badName({ path }: Source): readonly Offence[] {
  const words = path.split('/');
  // At the root and in docs, tools and habit want README.md and the like.
  const shouted = /^[A-Z]+(?:\.md)?$/;
  return words.flatMap((word) => {
    const stem = word.replace(/\..*$/, '');
    if (dumpingGround.test(stem)) return [{ path, line: 1, what: `${word} is no concept` }];
    if (kebab.test(word) || shouted.test(word)) return [];
    return [{ path, line: 1, what: `${word} is not kebab-case` }];
  });
}

function vagueImports({ path, imports }: Source): readonly Offence[] {
  return imports
    .filter(({ target, specifier }) => target !== null && !/\.(?:tsx?|json)$/.test(specifier))
    .map(({ line, specifier }) => ({ path, line, what: `imports '${specifier}'` }));
}

/** Home folders and mounts of a machine, and hosts that packages were once fetched from. */
const places = [
  /(?<![\w.~/-])\/(?:home|root|work|Users)\/[\w.]/,
  /\bregistry\.[a-z0-9-]+(?:\.[a-z0-9-]+)+/i,
  /^\s*(?:@[\w-]+:)?registry\s*=/,
  /"resolved":\s*"http/,
];

function machinePlaces({ path, lines }: Source): readonly Offence[] {
  return lines.flatMap((line, index) =>
    places.flatMap((place) => {
      const found = place.exec(line);
      return found === null ? [] : [{ path, line: index + 1, what: `says ${found[0]}` }];
    }),
  );
}
