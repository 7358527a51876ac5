import * as v from 'valibot';
import type { CaptureOptions } from '../runtimes/runtime.ts';
import type { ImageSource } from '../trace/trace.ts';
import type { InferenceChoice } from './inference/choice.ts';

/** Options of {@link record} and {@link recordAll}. */
export interface RecordOptions extends Partial<CaptureOptions> {
  /**
   * What the app was given: a path, a URL, encoded bytes, or decoded pixels; an array where it was given a batch. Kept on
   * the trace, so that `toHavePreprocessing` can judge what was made of it.
   */
  image?: ImageSource | readonly ImageSource[];
  /**
   * Takes every inference of this thread while `run` runs, also those outside of its async context: for apps whose
   * queue, pool or HTTP server was started earlier. One at a time.
   */
  exclusive?: boolean;
  /** Which inference, where `run` makes several. */
  inference?: InferenceChoice;
}

/** Options of {@link recordModel}. */
export interface RecordModelOptions extends Partial<CaptureOptions> {
  /** onnxruntime's session options, as the app gives them to `InferenceSession.create`; tfjs has none. */
  sessionOptions?: Record<string, unknown>;
}

const WHOLE = 'a whole number above 0';
const INDEX = 'a whole number from 0, counted in the order of the inferences';
const isFunction = (value: unknown): value is (...args: never[]) => unknown => typeof value === 'function';
/** Not instanceof: each vm context has its own classes. */
const tag = (value: unknown): string => Object.prototype.toString.call(value);
const isRegExp = (value: unknown): value is RegExp => tag(value) === '[object RegExp]';
const isUrl = (value: unknown): value is URL => tag(value) === '[object URL]';
const isBytes = (value: unknown): value is Uint8Array =>
  ArrayBuffer.isView(value) && /^\[object Uint8(Clamped)?Array\]$/.test(tag(value));

const count = (words: string) => v.pipe(v.number(words), v.safeInteger(words), v.minValue(1, words));
const index = v.pipe(v.number(INDEX), v.safeInteger(INDEX), v.minValue(0, INDEX));
const isDecodedImage = (value: unknown): boolean => {
  const { data, width, height, channels } = (value ?? {}) as Record<string, unknown>;
  return isBytes(data) && [width, height, channels].every((side) => Number.isSafeInteger(side) && (side as number) > 0);
};

const captureEntries = {
  capture: v.optional(v.picklist(['deployed', 'original'], "'deployed' or 'original'")),
  layers: v.optional(
    v.custom<CaptureOptions['layers']>(
      (value) => value === 'all' || value === 'outputs' || isFunction(value),
      "'all', 'outputs' or a function of a layer's id",
    ),
  ),
  maxBytes: v.optional(count(`${WHOLE}, in bytes`)),
};

const unknownKeys = (value: unknown): string[] =>
  Object.prototype.toString.call(value) === '[object Object]'
    ? Object.keys(value as object).filter((key) => !/^(model|input|at)$/.test(key))
    : [];

const CHOICE =
  "an index from 0, 'last', { model: path, sha256 or RegExp, input?: name, at?: index or 'last' } or a function";

const choice = v.custom<InferenceChoice>(
  (value) => {
    if (value === 'last' || isFunction(value)) return true;
    if (typeof value === 'number') return v.is(index, value);
    if (typeof value !== 'object' || value === null) return false;
    const { model, input, at, ...rest } = value as Record<string, unknown>;
    return (
      (model !== undefined || input !== undefined) &&
      (model === undefined || (typeof model === 'string' && model !== '') || isRegExp(model)) &&
      (input === undefined || typeof input === 'string') &&
      (at === undefined || at === 'last' || v.is(index, at)) &&
      Object.keys(rest).length === 0
    );
  },
  ({ input }) => {
    const [unknown] = unknownKeys(input);
    return unknown === undefined ? CHOICE : `${CHOICE}; there is no key ${unknown}`;
  },
);

const isImage = (value: unknown): boolean =>
  (typeof value === 'string' && value !== '') || isUrl(value) || isBytes(value) || isDecodedImage(value);

/** An image as users give it, or those of a batch. */
export const image = v.custom<ImageSource | readonly ImageSource[]>(
  (value) => (Array.isArray(value) ? value.length > 0 && value.every(isImage) : isImage(value)),
  'a path, a URL, the bytes of an encoded image, { data, width, height, channels }, or an array of these for a batch',
);

/** What {@link record} accepts. */
export const recordOptions = v.strictObject({
  ...captureEntries,
  image: v.optional(image),
  exclusive: v.optional(v.boolean('true or false')),
  inference: v.optional(choice),
});

/** What {@link recordModel} accepts. */
export const recordModelOptions = v.strictObject({
  ...captureEntries,
  sessionOptions: v.optional(v.record(v.string(), v.unknown(), "onnxruntime's session options as an object")),
});

/** 1 GiB: the tensors that may be held at once. */
const MAX_BYTES = 2 ** 30;

/** Capture options with the defaults filled in. */
export const captureOptions = (
  given: {
    [Name in keyof CaptureOptions]?: CaptureOptions[Name] | undefined;
  },
): CaptureOptions => ({
  capture: given.capture ?? 'deployed',
  layers: given.layers ?? 'all',
  maxBytes: given.maxBytes ?? MAX_BYTES,
});
