import { float16ToNumber, numberToFloat16 } from '../../tensor/float16.ts';
import type { DType } from '../../tensor/tensor.ts';
import { attributeOf, type OnnxGraph } from './graph.ts';
import { type ExternalData, type StoredTensor, storedBytes, storedTensor, storedValues } from './tensorData.ts';

/** Smaller constants are parameters of operators (a clip's limit, an epsilon), not weights. */
const SMALLEST = 16;
const CHUNK = 1 << 20;

/**
 * The element type of most of a model's weight bytes; `float16` also where weights are stored as float32 but each is a
 * float16 number, as after a conversion that kept float32 arithmetic. Undefined without weights.
 */
export const weightsDType = (graph: OnnxGraph, external: ExternalData): DType | undefined => {
  const stored = [
    ...graph.initializers.values(),
    ...graph.nodes.flatMap(({ op, proto }) => (op === 'Constant' ? (attributeOf(proto, 'value')?.t ?? []) : [])),
  ].flatMap((proto) => storedTensor(proto) ?? []);
  const weights = stored.filter(({ count, dtype }) => count >= SMALLEST && dtype !== 'string');
  const bytes = new Map<DType, number>();
  for (const tensor of weights) bytes.set(tensor.dtype, (bytes.get(tensor.dtype) ?? 0) + storedBytes(tensor));
  const [dtype] = [...bytes].sort(([, a], [, b]) => b - a)[0] ?? [];
  if (dtype !== 'float32') return dtype;
  return weights.every((tensor) => tensor.dtype !== 'float32' || isAllFloat16(tensor, external)) ? 'float16' : dtype;
};

const isAllFloat16 = (tensor: StoredTensor, external: ExternalData): boolean => {
  for (let from = 0; from < tensor.count; from += CHUNK) {
    const values = storedValues(tensor, external, from, Math.min(tensor.count, from + CHUNK)) as Float32Array;
    for (let i = 0; i < values.length; i++) if (!isFloat16Number(values[i] as number)) return false;
  }
  return true;
};

const isFloat16Number = (value: number): boolean =>
  float16ToNumber(numberToFloat16(value)) === value || Number.isNaN(value);
