import * as v from 'valibot';
import { nearest } from '../../options.ts';

/** An object without other keys. The text of its issues follows the key: what is known, and the nearest. */
const object = <const E extends v.ObjectEntries>(entries: E) =>
  v.strictObject(entries, (issue) => {
    const known = Object.keys(entries);
    if (issue.expected !== 'never') return issue.expected === 'Object' ? `an object with ${known.join(', ')}` : '';
    const key = String(issue.path?.at(-1)?.key ?? '');
    const near = nearest(key, known, Math.min(3, Math.floor(key.length / 2)));
    return `${near === undefined ? '' : `Did you mean ${near}? `}Known keys: ${known.join(', ')}`;
  });

const oneOf = <const O extends readonly string[]>(...options: O) =>
  v.picklist(options, (issue) => {
    const near = typeof issue.input === 'string' ? nearest(issue.input, options, 4) : undefined;
    const list = options.map((option) => `'${option}'`).join(', ');
    return near === undefined ? list : `'${near}' (or another of ${list})`;
  });

/** One of several objects, told apart by one of their keys. */
const oneOfKinds = <const K extends string, const O extends v.VariantOptions<K>>(key: K, options: O, names: string[]) =>
  v.variant(key, options, (issue) => {
    const list = names.map((name) => `'${name}'`).join(', ');
    if (issue.path?.at(-1)?.key !== key) return `an object whose ${key} is one of ${list}`;
    const near = typeof issue.input === 'string' ? nearest(issue.input, names, 4) : undefined;
    return near === undefined ? list : `'${near}' (or another of ${list})`;
  });

/** The one or the other, by whether a plain value was given, so that errors speak of the one that was meant. */
const plainOr = <A extends v.GenericSchema, B extends v.GenericSchema>(plain: A, composed: B) =>
  v.lazy<A | B>((input) => (typeof input === 'object' && input !== null ? composed : plain));

const longest = 32768;
const pixels = `a whole number from 1 to ${longest}`;
const count = v.pipe(v.number(pixels), v.integer(pixels), v.minValue(1, pixels), v.maxValue(longest, pixels));
const place = v.pipe(v.number('a whole number from 0'), v.integer('a whole number'), v.minValue(0, 'a number from 0'));
const finite = v.pipe(v.number('a number'), v.finite('a finite number'));
const positive = v.pipe(v.number('a number above 0'), v.finite('a finite number'), v.gtValue(0, 'a number above 0'));
const byte = v.pipe(v.number('0 to 255'), v.minValue(0, '0 to 255'), v.maxValue(255, '0 to 255'));
const colour = v.strictTuple([byte, byte, byte], 'three numbers from 0 to 255: [R, G, B]');
const share = v.pipe(v.number('above 0, at most 1'), v.gtValue(0, 'above 0, at most 1'), v.maxValue(1, 'at most 1'));
const rounding = oneOf('trunc', 'half-even', 'half-up', 'ceil');
const side = plainOr(count, object({ times: positive, per: positive, rounding }));
const notZero = v.pipe(finite, v.notValue(0, 'a number other than 0'));
const perChannel = <S extends v.GenericSchema<number, number>>(each: S) =>
  plainOr(each, v.pipe(v.array(each, 'one number, or one per channel'), v.minLength(1, 'one number per channel')));

const decode = object({
  orientation: oneOf('stored', 'exif'),
  icc: oneOf('ignored', 'applied'),
  alpha: plainOr(v.literal('dropped', "'dropped', or a background as [R, G, B]"), colour),
  like: oneOf('pillow', 'opencv', 'tf', 'sharp'),
});

const sourceCrop = oneOfKinds(
  'kind',
  [
    object({ kind: v.literal('central-fraction'), fraction: share }),
    object({ kind: v.literal('central-square'), fraction: share, offset: rounding }),
    object({ kind: v.literal('central-aspect'), offset: rounding }),
    object({ kind: v.literal('padded-square'), padding: plainOr(place, side) }),
    object({ kind: v.literal('box'), x: place, y: place, width: count, height: count }),
  ],
  ['central-fraction', 'central-square', 'central-aspect', 'padded-square', 'box'],
);

const resize = oneOfKinds(
  'to',
  [
    object({ to: v.literal('size') }),
    object({ to: v.literal('short-side'), side, other: oneOf('trunc', 'half-even', 'half-up', 'ceil', 'float32') }),
    object({ to: v.literal('cover') }),
    object({ to: v.literal('contain'), enlarge: v.boolean('true or false') }),
    object({ to: v.literal('multiple'), of: count, limit: side, limits: oneOf('longer', 'shorter') }),
    object({ to: v.literal('height'), height: count, width: count }),
    object({ to: v.literal('pixels'), width: count, height: count }),
  ],
  ['size', 'short-side', 'cover', 'contain', 'multiple', 'height', 'pixels'],
);

const crop = oneOfKinds(
  'at',
  [
    object({ at: v.literal('center'), offset: rounding, zeros: v.optional(oneOf('trunc', 'ceil')) }),
    object({ at: v.literal('pixels'), x: place, y: place }),
  ],
  ['center', 'pixels'],
);

const pad = object({
  picture: oneOf('center', 'top-left'),
  fill: plainOr(finite, v.strictTuple([finite, finite, finite], 'one number, or three')),
  when: oneOf('before-values', 'after-values'),
  stride: v.optional(count),
});

/** What a recipe holds, key by key; what its keys must be together is checked by checkRecipe. */
export const recipeSchema = object({
  name: v.optional(v.string('a text')),
  size: plainOr(count, object({ width: count, height: count })),
  decode,
  sourceCrop: v.optional(sourceCrop),
  resize: v.optional(resize),
  kernel: v.string("library/kernel, such as 'pillow/bilinear'"),
  pillow: v.optional(v.picklist([12, 13], '12 or 13')),
  crop: v.optional(crop),
  pad: v.optional(pad),
  channels: oneOf('RGB', 'BGR', 'gray'),
  gamma: v.optional(positive),
  scale: notZero,
  mean: perChannel(finite),
  std: perChannel(notZero),
  layout: oneOf('NCHW', 'NHWC'),
  dtype: oneOf('float32', 'float16', 'uint8', 'int8'),
  quantization: v.optional(object({ scale: positive, zeroPoint: v.pipe(finite, v.integer('a whole number')) })),
});
