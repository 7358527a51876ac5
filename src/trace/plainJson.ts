import { ExrayError } from '../errors.ts';

/**
 * JSON of plain data that loses nothing silently: NaN, the infinities and -0 become `{"$number":"NaN"}`, integers that a
 * double cannot hold `{"$bigint":"..."}`, typed arrays become arrays. As in JSON, object members that are undefined or
 * functions are left out, and `toJSON` is respected.
 *
 * @param name how messages call the value: `result`, `graph`
 * @throws ExrayError `not-json` for circles, Maps, buffers and other things that JSON would turn into `{}`
 */
export const toPlainJson = (value: unknown, name: string): string =>
  JSON.stringify(plain(value, name, new Set())) ?? 'null';

/** The inverse of {@link toPlainJson}, but for typed arrays, which stay arrays. */
export const fromPlainJson = (text: string): unknown => JSON.parse(text, (_, value) => revived(value));

const deepest = 500;

const plain = (value: unknown, path: string, ancestors: Set<object>): unknown => {
  switch (typeof value) {
    case 'number':
      if (Object.is(value, -0)) return { $number: '-0' };
      return Number.isFinite(value) ? value : { $number: String(value) };
    case 'bigint':
      return Number.isSafeInteger(Number(value)) ? Number(value) : { $bigint: String(value) };
    case 'object':
      return value === null ? null : plainObject(value, path, ancestors);
    case 'function':
    case 'symbol':
      return undefined;
    default:
      return value;
  }
};

const plainObject = (object: object, path: string, ancestors: Set<object>): unknown => {
  if (ancestors.has(object)) throw notJson(path, 'refers back to an object that holds it');
  if (ancestors.size >= deepest) throw notJson(path, `is nested more than ${deepest} levels deep`);
  const kind = Object.prototype.toString.call(object).slice('[object '.length, -1);
  ancestors.add(object);
  try {
    if (ArrayBuffer.isView(object) && kind !== 'DataView')
      return Array.from(object as Uint8Array, (element) => plain(element, path, ancestors));
    if (Array.isArray(object)) return Array.from(object, (item, i) => plain(item, `${path}[${i}]`, ancestors) ?? null);
    if (typeof (object as { toJSON?: unknown }).toJSON === 'function')
      return plain((object as { toJSON: () => unknown }).toJSON(), path, ancestors);
    if (kind === 'Number' || kind === 'String' || kind === 'Boolean' || kind === 'BigInt')
      return plain(object.valueOf(), path, ancestors);
    if (kind !== 'Object' && kind !== 'Arguments') throw notJson(path, `is of the kind ${kind}`);
    const members: [string, unknown][] = Object.keys(object).map((key) => [
      key,
      plain(object[key as never], `${path}.${key}`, ancestors),
    ]);
    return Object.fromEntries(members.filter(([, member]) => member !== undefined));
  } finally {
    ancestors.delete(object);
  }
};

const notJson = (path: string, why: string): ExrayError => {
  const shown = path.length > 100 ? `${path.slice(0, 60)}...${path.slice(-30)}` : path;
  return new ExrayError('not-json', {
    what: `${shown} ${why}, so it cannot be saved`,
    why: 'A trace file keeps it as JSON',
    ...(path.startsWith('result')
      ? {
          fix: 'Return plain data from the recorded function, or save without it: saveTrace({ ...trace, result: undefined }, path)',
        }
      : {}),
  });
};

const revived = (value: unknown): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  const keys = Object.keys(value);
  if (keys.length !== 1) return value;
  const { $number, $bigint } = value as { $number?: unknown; $bigint?: unknown };
  if (typeof $number === 'string' && /^(NaN|-?Infinity|-0)$/.test($number)) return Number($number);
  if (typeof $bigint === 'string' && /^-?\d{1,400}$/.test($bigint)) return BigInt($bigint);
  return value;
};
