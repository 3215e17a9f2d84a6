/**
 * Lays out expressions so that generated code reads as if a formatter had been over it: on one line
 * when it fits in 100 columns, else one item a line. It knows brackets and commas, not the machine.
 */

/** An expression: plain text, or items between brackets that may be broken over lines. */
export type Doc =
  | string
  | {
      readonly open: string;
      readonly items: readonly Doc[];
      readonly close: string;
      /** What stands behind each item: a comma, or an operator between items. */
      readonly between?: string;
    };

/** Lines are laid out before they are indented, which takes at most this off 100. */
const columns = 92;

export function list(items: readonly Doc[]): Doc {
  return { open: '[', items, close: ']' };
}

export function object(items: readonly Doc[], head = ''): Doc {
  return { open: `${head}{`, items, close: '}' };
}

export function call(name: string, items: readonly Doc[]): Doc {
  return { open: `${name}(`, items, close: ')' };
}

/** Lines of `head doc tail`, all indented by two spaces times `depth`. */
export function lay(depth: number, head: string, doc: Doc, tail: string): readonly string[] {
  const indent = '  '.repeat(depth);
  const oneLine = `${indent}${head}${flat(doc)}${tail}`;
  if (typeof doc === 'string' || oneLine.length <= columns) return [oneLine];
  const { items, between = ',' } = doc;
  const broken = items.flatMap((item, index) => {
    const last = index === items.length - 1;
    return lay(depth + 1, '', item, last && between !== ',' ? '' : between);
  });
  return [`${indent}${head}${doc.open}`, ...broken, `${indent}${doc.close}${tail}`];
}

function flat(doc: Doc): string {
  if (typeof doc === 'string') return doc;
  const { open, items, close, between = ',' } = doc;
  const inner = items.map(flat).join(`${between} `);
  return open.endsWith('{') && items.length > 0
    ? `${open} ${inner} ${close}`
    : `${open}${inner}${close}`;
}

/** Indents lines that are laid out already. */
export function indented(depth: number, lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === '' ? '' : '  '.repeat(depth) + line));
}

/** A string literal. */
export function quoted(text: string): string {
  if (/[\n\r\u2028\u2029\t]/.test(text)) return JSON.stringify(text);
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** A member access, dotted where the name allows it. */
export function member(target: string, name: string): string {
  return isIdentifier(name) ? `${target}.${name}` : `${target}[${quoted(name)}]`;
}

/** A key of an object literal, quoted where it has to be. */
export function key(name: string): string {
  return isIdentifier(name) ? name : quoted(name);
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z_$][\w$]*$/.test(name);
}

/** `settling.asking` -> `SettlingAsking`. */
export function camel(path: string): string {
  return path.replace(/(?:^|[^A-Za-z0-9_$]+)([A-Za-z0-9_$])/g, (_, letter: string) =>
    letter.toUpperCase(),
  );
}

/** An expression with something in front of it. */
export function prefixed(head: string, doc: Doc): Doc {
  return typeof doc === 'string' ? head + doc : { ...doc, open: head + doc.open };
}
