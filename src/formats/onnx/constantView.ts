import { bitsPerElement, dtypeOfOnnxNumber, isFloat } from '../../tensor/dtypes.ts';
import { realValues } from '../../tensor/realValues.ts';
import { elementCount } from '../../tensor/tensor.ts';
import type { ConstantView } from '../fingerprintOf.ts';
import { constantValue, storedConstant } from './constants.ts';
import { attributeOf, intAttribute, type OnnxGraph, type OnnxNode } from './graph.ts';
import { permutationOf } from './operands.ts';
import { type ExternalData, storedTensor, storedValues } from './tensorData.ts';
import { permuted } from './viewLayout.ts';

/** Chains of operators on constants are followed this far. */
const DEPTH = 16;

/** The values behind a name that depends on no input; undefined where they come from operators that are not followed. */
export const constantView = (
  graph: OnnxGraph,
  name: string,
  external: ExternalData,
  depth = 0,
): ConstantView | undefined => {
  const proto = storedConstant(graph, name);
  if (proto) {
    const stored = storedTensor(proto);
    if (!stored || stored.dtype === 'string') return undefined;
    const { dtype, shape } = stored;
    return {
      dtype,
      shape,
      read: (from, to) =>
        asFloat32(realValues({ dtype, shape: [to - from], data: storedValues(stored, external, from, to) })),
    };
  }
  const node = graph.producers.get(name);
  if (!node || depth > DEPTH || node.outputs[0] !== name) return undefined;
  if (node.op === 'Constant') return smallConstant(graph, name, external);
  const source = constantView(graph, node.inputs[0] ?? '', external, depth + 1);
  return source && derived(graph, node, source, external);
};

const asFloat32 = (values: Float32Array | Float64Array): Float32Array =>
  values.BYTES_PER_ELEMENT === 4 ? (values as Float32Array) : new Float32Array(values);

const smallConstant = (graph: OnnxGraph, name: string, external: ExternalData): ConstantView | undefined => {
  const tensor = constantValue(graph, name, external);
  if (!tensor || tensor.dtype === 'string') return undefined;
  const values = asFloat32(realValues(tensor));
  return { dtype: tensor.dtype, shape: tensor.shape, read: (from, to) => values.subarray(from, to) };
};

/** What an operator makes of a constant, for those that exporters put between a weight and its reader. */
const derived = (
  graph: OnnxGraph,
  node: OnnxNode,
  source: ConstantView,
  external: ExternalData,
): ConstantView | undefined => {
  const count = elementCount(source.shape);
  switch (node.op) {
    case 'Identity':
      return source;
    case 'Cast': {
      const to = dtypeOfOnnxNumber(intAttribute(node.proto, 'to', 0));
      return to !== undefined && isFloat(to) && bitsPerElement(to) >= 16 ? source : undefined;
    }
    case 'DequantizeLinear':
    case 'com.microsoft.DequantizeLinear':
      return dequantizedView(graph, source, node.inputs[1] ?? '', node.inputs[2] ?? '', external, {
        axis: intAttribute(node.proto, 'axis', 1),
        block: intAttribute(node.proto, 'block_size', 0),
      });
    case 'Transpose':
      return permuted(source, permutationOf(node, source.shape.length));
    case 'Reshape':
    case 'Squeeze':
    case 'Unsqueeze':
    case 'Flatten': {
      const shape = reshaped(graph, node, source.shape, external);
      return shape && elementCount(shape) === count ? { ...source, shape } : undefined;
    }
    default:
      return undefined;
  }
};

const reshaped = (
  graph: OnnxGraph,
  node: OnnxNode,
  shape: readonly number[],
  external: ExternalData,
): readonly number[] | undefined => {
  const given = constantValue(graph, node.inputs[1] ?? '', external);
  const list =
    given && given.dtype !== 'string'
      ? Array.from(realValues(given))
      : attributeOf(node.proto, 'axes')?.ints.map(Number);
  const count = elementCount(shape);
  if (node.op === 'Flatten') {
    const at = intAttribute(node.proto, 'axis', 1);
    const rows = elementCount(shape.slice(0, at < 0 ? at + shape.length : at));
    return [rows, rows === 0 ? 0 : count / rows];
  }
  if (node.op === 'Reshape') {
    const sides = list?.map((side, axis) => (side === 0 ? (shape[axis] ?? 0) : side));
    const rest = sides?.filter((side) => side !== -1).reduce((product, side) => product * side, 1) ?? 0;
    return sides?.map((side) => (side === -1 ? count / rest : side));
  }
  if (node.op === 'Squeeze') {
    const axes = list?.map((axis) => (axis < 0 ? axis + shape.length : axis));
    return shape.filter((side, axis) => (axes ? !axes.includes(axis) : side !== 1));
  }
  if (!list || list.length > 16) return undefined;
  const rank = shape.length + list.length;
  const added = new Set(list.map((axis) => (axis < 0 ? axis + rank : axis)));
  const sides = [...shape];
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : (sides.shift() as number)));
};

/** `(stored - zero point) * scale`, by slices along an axis, or by blocks along it. */
export const dequantizedView = (
  graph: OnnxGraph,
  source: ConstantView,
  scale: string,
  zeroPoint: string,
  external: ExternalData,
  { axis, block = 0, times = 1 }: { axis: number; block?: number; times?: number },
): ConstantView | undefined => {
  const scales = constantValue(graph, scale, external);
  const zeros = zeroPoint === '' ? undefined : constantValue(graph, zeroPoint, external);
  if (!scales || scales.dtype === 'string' || (zeroPoint !== '' && !zeros)) return undefined;
  const [steps, shifts] = [realValues(scales), zeros && zeros.dtype !== 'string' ? realValues(zeros) : undefined];
  const at = axis < 0 ? axis + source.shape.length : axis;
  const inner = elementCount(source.shape.slice(at + 1));
  const side = source.shape[at] ?? 1;
  const blocks = block > 0 ? Math.ceil(side / block) : 0;
  const indexOf = (i: number): number => {
    if (steps.length === 1) return 0;
    const along = Math.floor(i / inner) % side;
    if (blocks === 0) return along % steps.length;
    return (Math.floor(i / (inner * side)) * blocks + Math.floor(along / block)) * inner + (i % inner);
  };
  /** How many elements from here on share their scale. */
  const alike = (i: number): number => (steps.length === 1 ? Infinity : blocks === 0 ? inner - (i % inner) : 1);
  return {
    dtype: source.dtype,
    shape: source.shape,
    perChannel: steps.length > 1,
    read: (from, to) => {
      const stored = source.read(from, to);
      const values = new Float32Array(stored.length);
      for (let i = 0; i < values.length; ) {
        const index = indexOf(from + i);
        const end = Math.min(values.length, i + alike(from + i));
        const shift = shifts?.[shifts.length === 1 ? 0 : index] ?? 0;
        const step = steps[index] as number;
        for (; i < end; i++) values[i] = ((stored[i] as number) - shift) * step * times;
      }
      return values;
    },
  };
};
