import { type BaseIssue, type GenericSchema, type InferOutput, type ObjectSchema, safeParse } from 'valibot';
import { ExrayError } from './errors.ts';

/**
 * Checks the options that a user gave, so that every wrong option of every function reads alike:
 * `exray: record: option maxBytes is "lots", which is no whole number above 0. ...`
 *
 * Schemas are `v.strictObject({...})` whose parts carry their own words: `v.boolean('true or false')` says what is
 * accepted; that text follows "expected".
 *
 * @param schema What is accepted.
 * @param value What the user gave; `undefined` counts as no options.
 * @param where The function's name as the user wrote it, such as `record` or `toMatchReferenceLayers`.
 * @throws ExrayError `bad-option`
 */
export const parseOptions = <S extends GenericSchema>(schema: S, value: unknown, where: string): InferOutput<S> => {
  const result = safeParse(schema, value === undefined ? {} : value);
  if (result.success) return result.output;
  const known = Object.keys(
    (schema as unknown as Partial<ObjectSchema<Record<string, GenericSchema>, undefined>>).entries ?? {},
  );
  throw problem(result.issues[0] as BaseIssue<unknown>, known, where);
};

const problem = (issue: BaseIssue<unknown>, known: readonly string[], where: string): ExrayError => {
  const path = (issue.path ?? []).map((part) => String(part.key)).join('.');
  if (path === '') {
    return new ExrayError('bad-option', {
      what: `${where}: options are ${shown(issue.input)}, not an object`,
      ...(known.length > 0 ? { fix: `Known options: ${known.join(', ')}` } : {}),
    });
  }
  if (issue.type === 'strict_object' && issue.expected === 'never') {
    const near = nearest(path, known);
    return new ExrayError('bad-option', {
      what: `${where}: there is no option ${path}`,
      fix:
        near === undefined
          ? `Known options: ${known.join(', ')}`
          : `Did you mean ${near}? Known options: ${known.join(', ')}`,
    });
  }
  return new ExrayError('bad-option', {
    what: `${where}: option ${path} is ${shown(issue.input)}`,
    why: `Expected ${issue.message}`,
  });
};

/** A value short enough for a sentence; tensors and traces are never printed. */
export const shown = (value: unknown): string => {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol' || typeof value === 'bigint') return `a ${typeof value}`;
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value !== 'object' || value === null) return String(value);
  const kind = (value as { constructor?: { name?: string } }).constructor?.name;
  return kind === undefined || kind === 'Object' ? 'an object' : `an object (${kind})`;
};

/** The known name with the fewest edits, within two of them unless told otherwise, if there is one. */
export const nearest = (name: string, known: readonly string[], most = 2): string | undefined => {
  const ranked = known.map((other) => ({ other, edits: editDistance(name.toLowerCase(), other.toLowerCase()) }));
  ranked.sort((a, b) => a.edits - b.edits);
  const best = ranked[0];
  return best !== undefined && best.edits <= most ? best.other : undefined;
};

const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
};
