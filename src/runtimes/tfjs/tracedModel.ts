import { createHash } from 'node:crypto';
import { keptPath } from '../../formats/shownPath.ts';
import { float16ToNumber, numberToFloat16 } from '../../tensor/float16.ts';
import { type DType, elementCount, type Tensor } from '../../tensor/tensor.ts';
import type { TracedModel } from '../../trace/trace.ts';
import type { LoadedModel } from './tf.ts';
import type { WeightsSnapshot } from './weights/snapshot.ts';

const known = new WeakMap<object, { snapshot: WeightsSnapshot | undefined; model: TracedModel }>();

/**
 * What a trace says of its model. Its sha256 is that of the topology and of the weights as tfjs holds them, so that a model
 * has the same one wherever it was loaded from; not that of a file.
 */
export const tracedModel = (
  loaded: LoadedModel,
  snapshot: WeightsSnapshot | undefined,
  path: string | undefined,
): TracedModel => {
  const before = known.get(loaded.model);
  const model = before && before.snapshot === snapshot ? before.model : describe(loaded, snapshot);
  known.set(loaded.model, { snapshot, model });
  return path === undefined ? model : { ...model, path: keptPath(path) };
};

const describe = (loaded: LoadedModel, snapshot: WeightsSnapshot | undefined): TracedModel => {
  const format = loaded.kind === 'layers' ? ('tfjs-layers' as const) : ('tfjs-graph' as const);
  if (loaded.kind === 'saved') return { format };
  const producer = producerOf(loaded);
  const weights = snapshot && weightsDType(loaded, snapshot);
  return {
    format,
    ...(snapshot && { sha256: hashOf(loaded, snapshot) }),
    ...(producer && { producer }),
    ...(weights && { weights }),
  };
};

const hashOf = (loaded: Exclude<LoadedModel, { kind: 'saved' }>, snapshot: WeightsSnapshot): string =>
  createHash('sha256')
    .update(JSON.stringify(sorted(topologyOf(loaded))))
    .update(snapshot.sha256)
    .digest('hex');

const topologyOf = (loaded: Exclude<LoadedModel, { kind: 'saved' }>): unknown =>
  loaded.kind === 'graph' ? loaded.model.artifacts.modelTopology : configOf(loaded.model);

const configOf = (model: { getConfig(): unknown; layers: { name: string }[] }): unknown => {
  try {
    return model.getConfig();
  } catch {
    return model.layers.map(({ name }) => name); // a custom layer that cannot be saved
  }
};

/** With keys in one order, and without what tfjs adds to a graph when it loads it. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).filter(
    ([key, one]) => !(key === 'attr' && Object.keys(one ?? {}).length === 0),
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]));
};

const producerOf = (loaded: LoadedModel): string | undefined => {
  if (loaded.kind !== 'graph') return undefined;
  const { convertedBy, generatedBy } = loaded.model.artifacts;
  return [convertedBy, generatedBy && `TensorFlow ${generatedBy}`].filter(Boolean).join(', ') || undefined;
};

/** Smaller constants are parameters of operators, not weights. */
const SMALLEST = 16;

/** As most of the weights are stored; `float16` also where they are float32 and all of them float16 numbers. */
const weightsDType = (loaded: LoadedModel, { values }: WeightsSnapshot): DType | undefined => {
  const stored = loaded.kind === 'graph' ? (loaded.model.artifacts.weightSpecs ?? []) : [];
  const quantized = stored.find(({ shape, quantization }) => quantization && elementCount(shape) >= SMALLEST);
  const dtype = quantized?.quantization?.dtype;
  if (dtype) return dtype as DType;
  const weights = values.filter(({ data, dtype }) => data.length >= SMALLEST && dtype !== 'string');
  const bytes = new Map<DType, number>();
  for (const { dtype, data } of weights) bytes.set(dtype, (bytes.get(dtype) ?? 0) + data.length);
  const [most] = [...bytes].sort(([, a], [, b]) => b - a)[0] ?? [];
  return most === 'float32' && weights.every(isAllFloat16) ? 'float16' : most;
};

const isAllFloat16 = ({ dtype, data }: Tensor): boolean =>
  dtype !== 'float32' ||
  (data as Float32Array).every((value) => float16ToNumber(numberToFloat16(value)) === value || Number.isNaN(value));
