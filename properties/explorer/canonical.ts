/**
 * The one text of plain data: equal data has the same text, whoever made it and in whatever order
 * its keys were written. A key whose value is undefined counts as absent.
 *
 * What has no such text (a Map, a function, NaN) is refused: two states that differ only in it
 * would silently become one. It knows nothing of states and messages.
 */

export function canonicalText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (Number.isFinite(value)) return String(value);
      break;
    case 'object':
      return value === null ? 'null' : textOfObject(value);
    case 'bigint':
    case 'function':
    case 'symbol':
    case 'undefined':
      break;
  }
  throw new TypeError(`${String(value)} is no plain data`);
}

function textOfObject(value: object): string {
  if (Array.isArray(value)) {
    return `[${value.map((item: unknown) => canonicalText(item)).join(',')}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${Object.prototype.toString.call(value)} is no plain data`);
  }
  let text = '{';
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(value).toSorted()) {
    if (fields[key] === undefined) continue;
    text += `${text === '{' ? '' : ','}${JSON.stringify(key)}:${canonicalText(fields[key])}`;
  }
  return `${text}}`;
}
