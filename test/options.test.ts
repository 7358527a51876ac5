import * as v from 'valibot';
import { expect, test } from 'vitest';
import { parseOptions } from '../src/options.ts';

const schema = v.strictObject({
  exclusive: v.optional(v.boolean('true or false')),
  maxBytes: v.optional(
    v.pipe(
      v.number('a whole number above 0'),
      v.integer('a whole number above 0'),
      v.minValue(1, 'a whole number above 0'),
    ),
  ),
  nested: v.optional(v.strictObject({ model: v.string('a path') })),
});
const message = (value: unknown): string => {
  try {
    parseOptions(schema, value, 'record');
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was thrown');
};

test('options that are right, or left out, come back as they are', () => {
  expect(parseOptions(schema, { maxBytes: 5 }, 'record')).toEqual({ maxBytes: 5 });
  expect(parseOptions(schema, undefined, 'record')).toEqual({});
});

test('a misspelt option names the one that was meant', () => {
  expect(message({ exclusiv: true })).toBe(
    'exray: record: there is no option exclusiv. Did you mean exclusive? Known options: exclusive, maxBytes, nested.',
  );
  expect(message({ frobnicate: 1 })).toBe(
    'exray: record: there is no option frobnicate. Known options: exclusive, maxBytes, nested.',
  );
});

test('a wrong value says what was given and what is expected', () => {
  expect(message({ maxBytes: 'lots' })).toBe(
    'exray: record: option maxBytes is "lots". Expected a whole number above 0.',
  );
  expect(message({ maxBytes: -1 })).toBe('exray: record: option maxBytes is -1. Expected a whole number above 0.');
  expect(message({ nested: { model: new Float32Array(3) } })).toBe(
    'exray: record: option nested.model is an object (Float32Array). Expected a path.',
  );
});

test('something that is no object at all is named', () => {
  expect(message('fast')).toBe(
    'exray: record: options are "fast", not an object. Known options: exclusive, maxBytes, nested.',
  );
  expect(message(null)).toContain('options are null');
});
