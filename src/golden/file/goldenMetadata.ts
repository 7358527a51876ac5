import * as v from 'valibot';
import { isDType } from '../../tensor/dtypes.ts';
import type { DType } from '../../tensor/tensor.ts';
import { fromPlainJson } from '../../trace/plainJson.ts';
import { model, runtime } from '../../trace/traceMetadata.ts';
import { brokenGolden } from './goldenErrors.ts';

const size = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const axis = v.pipe(v.number(), v.safeInteger());
const shape = v.array(size);
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'no SHA-256 in hexadecimal digits'));
const dtype = v.custom<DType>(isDType, 'no dtype');

/**
 * The metadata of a golden file: everything that is not numbers of tensors (docs/golden-format.md). Tensors are rows of
 * the tables `sketch`, `statistics`, `samples` and `hash`: first the inputs, then the layers, then those outputs that are
 * no layers. Dtypes and ops are indices into `dtypes` and `ops`, and what a layer reads are rows.
 */
const schema = v.object({
  capture: v.picklist(['deployed', 'original']),
  layout: v.picklist(['NCHW', 'NHWC', 'unknown']),
  model,
  runtime,
  dtypes: v.array(dtype),
  ops: v.array(v.string()),
  inputs: v.array(v.tuple([v.string(), size, shape, sha256])),
  layers: v.array(v.tuple([v.string(), size, shape, size, v.array(v.union([size, v.string()]))])),
  outputs: v.array(v.union([v.tuple([v.string(), size, shape]), v.tuple([v.string(), size])])),
  /** Row, number of scales, axis where there is more than one. */
  grids: v.optional(v.array(v.union([v.tuple([size, size, axis]), v.tuple([size, size])])), []),
  storedAs: v.optional(v.array(v.tuple([size, size])), []),
  unsampled: v.optional(v.array(size), []),
  profile: v.optional(v.array(v.tuple([size, v.string()])), []),
  chosen: v.optional(v.literal(true)),
  names: v.optional(v.record(v.string(), v.string())),
  image: v.optional(v.array(v.object({ path: v.optional(v.string()), sha256: v.optional(sha256) }))),
  result: v.optional(v.unknown()),
  recipe: v.optional(v.unknown()),
});

export type GoldenMetadata = v.InferOutput<typeof schema>;

/** Members that are plain words in the file, not JSON. */
const words = new Set(['capture', 'layout']);

/** Reads and checks the metadata of a golden. Unknown members are left alone. */
export const parseGoldenMetadata = (metadata: ReadonlyMap<string, string>, label: string): GoldenMetadata => {
  const members: [string, unknown][] = [];
  for (const key of Object.keys(schema.entries)) {
    const text = metadata.get(key);
    if (text !== undefined) members.push([key, words.has(key) ? text : parseMember(key, text, label)]);
  }
  const checked = v.safeParse(schema, Object.fromEntries(members));
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  const path = (issue.path ?? []).map(({ key }) => String(key)).join('.');
  throw brokenGolden(label, { what: `has wrong metadata at ${path.slice(0, 120)}`, why: issue.message });
};

const parseMember = (key: string, text: string, label: string): unknown => {
  try {
    return fromPlainJson(text);
  } catch (error) {
    throw brokenGolden(label, { what: `has metadata "${key}" that is no JSON`, why: (error as Error).message });
  }
};
