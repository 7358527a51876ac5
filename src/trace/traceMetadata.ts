import * as v from 'valibot';
import { ExrayError, type Problem } from '../errors.ts';
import { isDType } from '../tensor/dtypes.ts';
import type { DType } from '../tensor/tensor.ts';
import { fromPlainJson } from './plainJson.ts';

/** Name and version of the format; a reader refuses versions that it does not know. */
export const traceFormat = 'exray.trace/1';

const strings = v.array(v.string());
/** NaN and the infinities are numbers here, unlike in valibot. */
const float = v.custom<number>((value) => typeof value === 'number', 'no number');
const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const dtype = v.custom<DType>(isDType, 'no dtype');
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'no SHA-256 in hexadecimal digits'));
const grid = v.object({
  scale: v.array(float),
  zeroPoint: v.array(float),
  axis: v.optional(v.pipe(v.number(), v.safeInteger())),
});

/**
 * A JSON object with keys of any kind, as a Map: valibot's own record leaves out keys like `constructor`, which are fine
 * names of layers.
 */
const mapOf = <S extends v.GenericSchema>(member: S) =>
  v.pipe(
    v.custom<object>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'no JSON object'),
    v.transform((object) => Object.entries(object) as [string, unknown][]),
    v.array(v.tuple([v.string(), member])),
    v.transform((pairs) => new Map(pairs)),
  );

const weight = v.pipe(
  v.object({
    role: v.picklist(['weight', 'bias', 'constant']),
    shape: v.array(size),
    hash: v.string(),
    sketch: v.array(float),
    dtype,
    perChannel: v.optional(v.boolean()),
    scalar: v.optional(float),
    zero: v.optional(v.literal(true)),
  }),
  // Other writers need not say it: the sketch of zeros is zero.
  v.transform((stored) => (stored.sketch.every((sum) => sum === 0) ? { ...stored, zero: true as const } : stored)),
);

const node = v.object({
  op: v.string(),
  node: v.optional(v.string()),
  output: v.optional(size, 0),
  inputs: v.optional(strings, []),
  weights: v.optional(v.array(weight), []),
  attributes: v.optional(v.record(v.string(), v.unknown()), {}),
  dtype: v.optional(dtype),
  shape: v.optional(v.array(v.nullable(size))),
  constant: v.optional(v.boolean()),
});

/** The model, as every file of exray holds it. */
export const model = v.object({
  format: v.picklist(['onnx', 'tfjs-graph', 'tfjs-layers', 'tflite', 'arrays']),
  sha256: v.optional(sha256),
  path: v.optional(v.string()),
  producer: v.optional(v.string()),
  opset: v.optional(v.number()),
  weights: v.optional(dtype),
  quantization: v.optional(v.picklist(['static', 'dynamic', 'weights'])),
});

/** The runtime, as every file of exray holds it. */
export const runtime = v.object({
  name: v.string(),
  version: v.optional(v.string(), ''),
  provider: v.optional(v.string(), ''),
  level: v.optional(v.string()),
  isa: v.optional(v.string(), ''),
  sharp: v.optional(v.string()),
  libvips: v.optional(v.string()),
});

const image = v.object({
  sha256: v.optional(sha256),
  path: v.optional(v.string()),
  width: v.optional(size),
  height: v.optional(size),
  channels: v.optional(size),
});

/** The metadata of a trace file; every member is a string of JSON there (docs/trace-format.md). */
const schema = v.object({
  order: strings,
  inputs: v.optional(strings),
  outputs: v.optional(strings),
  graph: v.optional(mapOf(node), {}),
  unseen: v.optional(v.array(v.object({ id: v.string(), reason: v.string() })), []),
  names: v.optional(mapOf(v.string())),
  model: v.optional(model, { format: 'arrays' }),
  runtime: v.optional(runtime, { name: 'unknown' }),
  capture: v.optional(v.picklist(['deployed', 'original']), 'original'),
  layout: v.optional(v.picklist(['NCHW', 'NHWC', 'unknown']), 'unknown'),
  quantization: v.optional(mapOf(v.object({ read: v.optional(grid), written: v.optional(grid) })), {}),
  dtypes: v.optional(mapOf(dtype), {}),
  shapes: v.optional(mapOf(v.array(size)), {}),
  storedAs: v.optional(mapOf(dtype), {}),
  kernels: v.optional(mapOf(v.string()), {}),
  // The array first: an object schema takes arrays, too.
  image: v.optional(v.union([v.array(image), image])),
  result: v.optional(v.unknown()),
  notes: v.optional(strings, []),
});

export type TraceMetadata = v.InferOutput<typeof schema>;
export type StoredNode = v.InferOutput<typeof node>;
export type StoredGrid = v.InferOutput<typeof grid>;
export type StoredImage = v.InferOutput<typeof image>;

/** Members that are plain words in the file, not JSON. */
const words = new Set(['capture', 'layout']);

/**
 * Reads and checks the metadata of a trace file. Unknown members are left alone: they may come from a later exray.
 *
 * @throws ExrayError `trace-broken`
 */
export const parseTraceMetadata = (metadata: ReadonlyMap<string, string>, label: string): TraceMetadata => {
  const members: [string, unknown][] = [];
  for (const key of Object.keys(schema.entries)) {
    const text = metadata.get(key);
    if (text !== undefined) members.push([key, words.has(key) ? text : parseMember(key, text, label)]);
  }
  const checked = v.safeParse(schema, Object.fromEntries(members));
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  const path = pathOf(issue);
  throw brokenTrace(label, {
    what: `has wrong metadata at ${path.length > 120 ? `${path.slice(0, 117)}...` : path}`,
    why: issue.message,
  });
};

/** `graph.conv1.op`: a pair of a map is shown by its key. */
const pathOf = ({ path }: v.BaseIssue<unknown>): string => {
  const keys: unknown[] = [];
  for (const { key, input } of path ?? []) {
    const isPair = key === 1 && typeof keys.at(-1) === 'number' && Array.isArray(input) && typeof input[0] === 'string';
    if (isPair) keys.splice(-1, 1, input[0]);
    else keys.push(key);
  }
  return keys.join('.');
};

const parseMember = (key: string, text: string, label: string): unknown => {
  try {
    return fromPlainJson(text);
  } catch (error) {
    throw brokenTrace(label, { what: `has metadata "${key}" that is no JSON`, why: (error as Error).message });
  }
};

/** Error of a trace file that breaks the rules of its format. */
export const brokenTrace = (label: string, problem: Problem): ExrayError =>
  new ExrayError('trace-broken', {
    ...problem,
    what: `${label} ${problem.what}`,
    fix: problem.fix ?? 'Write it with saveTrace or exray_trace.py; docs/trace-format.md describes the format',
  });
