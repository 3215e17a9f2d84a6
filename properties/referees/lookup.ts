/**
 * Prints a Murphi function that is given by its rows: numbers in, one number out.
 *
 * Its arguments are made one key, and the key is looked for by halving, in one expression for some
 * hundred rows: rumur and the C compiler read thousands of rows that way, and hardly hundreds as
 * statements. It must never know what the numbers stand for.
 */

export interface Parameter {
  readonly name: string;
  /** Its type in Murphi, whose numbers are 0 to `size`, exclusive. */
  readonly type: string;
  readonly size: number;
}

export interface Lookup {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly rows: readonly { readonly args: readonly number[]; readonly value: number }[];
  /** What it is for other arguments, -1 say. Without it they are an error of the run. */
  readonly otherwise?: number;
}

const rowsMax = 250;
/** Not a value of any row. */
const missing = -2;

export function printLookup(lookup: Lookup): string {
  const { name, parameters, otherwise = missing } = lookup;
  const sorted = keyed(lookup);
  const values = sorted.map(({ value }) => value);
  const range = `${Math.min(otherwise, ...values)}..${Math.max(otherwise, 0, ...values)}`;
  const keysMax = parameters.reduce((product, { size }) => product * size, 1);
  const parts: Part[] = [];
  for (let at = 0; at < sorted.length; at += rowsMax) {
    const rows = sorted.slice(at, at + rowsMax);
    parts.push({ from: rows[0]?.key ?? 0, call: `${name}_part${parts.length}(key)`, rows });
  }
  const functions = parts.map(({ rows }, at) =>
    [
      `function ${name}_part${at}(key: 0..${keysMax - 1}): ${range};`,
      `begin return ${halved(rows, otherwise)}; end;`,
    ].join('\n'),
  );
  const taken = parameters.map((one) => `${one.name}: ${one.type}`).join('; ');
  const check =
    lookup.otherwise === undefined
      ? [`  if found = ${missing} then error "${name} has no such row"; end;`]
      : [];
  return [
    ...functions,
    `function ${name}(${taken}): ${range};`,
    'var',
    `  key: 0..${keysMax - 1};`,
    `  found: ${range};`,
    'begin',
    `  key := ${keyOf(parameters)};`,
    `  found := ${among(parts, otherwise)};`,
    ...check,
    '  return found;',
    'end;',
  ].join('\n');
}

interface Row {
  readonly key: number;
  readonly value: number;
}

interface Part {
  readonly from: number;
  readonly call: string;
  readonly rows: readonly Row[];
}

function keyed({ name, parameters, rows }: Lookup): readonly Row[] {
  const seen = new Map<number, number>();
  for (const { args, value } of rows) {
    const key = parameters.reduce((sum, { size }, at) => sum * size + (args[at] ?? 0), 0);
    if ((seen.get(key) ?? value) !== value)
      throw new Error(`${name} has two rows for ${args.join(', ')}`);
    seen.set(key, value);
  }
  return [...seen].map(([key, value]) => ({ key, value })).toSorted((a, b) => a.key - b.key);
}

function keyOf(parameters: readonly Parameter[]): string {
  return parameters.reduce(
    (text, { name, size }) => (text === '' ? name : `(${text}) * ${size} + ${name}`),
    '',
  );
}

function halved(rows: readonly Row[], otherwise: number): string {
  const [only] = rows;
  if (only === undefined) return String(otherwise);
  if (rows.length === 1) return `(key = ${only.key} ? ${only.value} : ${otherwise})`;
  const middle = rows.length >>> 1;
  const low = halved(rows.slice(0, middle), otherwise);
  const high = halved(rows.slice(middle), otherwise);
  return `(key < ${rows[middle]?.key} ? ${low} : ${high})`;
}

function among(parts: readonly Part[], otherwise: number): string {
  const [only] = parts;
  if (only === undefined) return String(otherwise);
  if (parts.length === 1) return only.call;
  const middle = parts.length >>> 1;
  const low = among(parts.slice(0, middle), otherwise);
  return `(key < ${parts[middle]?.from} ? ${low} : ${among(parts.slice(middle), otherwise)})`;
}
