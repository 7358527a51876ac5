/** A result as JSON would hold it, so that a recorded value and one read from a file compare alike. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/** Deeper results are cut off: they can only be circles. */
const DEEPEST = 64;

/**
 * Makes any value of an app plain: typed arrays and sets become lists, maps objects, dates and other values with a
 * `toJSON` what that gives, big integers numbers where they fit (else text), runtime tensors `{ type, dims, data }`.
 * Functions and `undefined` are left out, as in JSON.
 */
export function plainResult(value: unknown, depth = 0): Plain | undefined {
  if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string')
    return value;
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value !== 'object' || depth > DEEPEST) return undefined;
  if (ArrayBuffer.isView(value) && !(value.constructor.name === 'DataView'))
    return Array.from(value as unknown as ArrayLike<number | bigint>, (each) => plainResult(each) as Plain);
  if (Array.isArray(value)) return value.map((each) => plainResult(each, depth + 1) ?? null);
  const kind = Object.prototype.toString.call(value);
  if (kind === '[object Set]') return [...(value as Set<unknown>)].map((each) => plainResult(each, depth + 1) ?? null);
  if (kind === '[object Map]') return plainObject([...(value as Map<unknown, unknown>)], depth);
  if (isTensor(value))
    return plainObject(
      [
        ['type', value.type],
        ['dims', value.dims],
        ['data', value.data],
      ],
      depth,
    );
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return plainResult(toJSON.call(value, ''), depth + 1);
  return plainObject(Object.entries(value), depth);
}

function plainObject(entries: readonly (readonly [unknown, unknown])[], depth: number): { [key: string]: Plain } {
  const plain: [string, Plain][] = [];
  for (const [key, value] of entries) {
    const inner = plainResult(value, depth + 1);
    if (inner !== undefined) plain.push([String(key), inner]);
  }
  return Object.fromEntries(plain);
}

/** A tensor of a runtime: `data` is a getter that `Object.entries` does not see. */
const isTensor = (value: object): value is { type: unknown; dims: unknown; data: unknown } =>
  'dims' in value && 'type' in value && 'data' in value && ArrayBuffer.isView(value.data);

export const isObject = (value: Plain | undefined): value is { [key: string]: Plain } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
