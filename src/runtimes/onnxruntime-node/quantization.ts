import type { OnnxGraph } from '../../formats/onnx/graph.ts';
import { type Grid, readersGrids, writersGrid } from '../../formats/onnx/grids.ts';
import { isFloat } from '../../tensor/dtypes.ts';
import { realValues } from '../../tensor/realValues.ts';
import type { Quantization, Tensor } from '../../tensor/tensor.ts';

/** Reads a tensor of the graph: a constant, or what the same run computed. */
export type ReadTensor = (name: string) => Tensor | undefined;

/** How a layer is quantized, by its readers and, where that differs, by its writer. */
export interface LayerQuantization {
  quantization?: Quantization;
  written?: Quantization;
}

/** Tensors that a layer's grids need and that only a run can tell: scales computed by dynamic quantization. */
export const computedGridTensors = (graph: OnnxGraph, tensor: string): readonly string[] =>
  namedGrids(graph, tensor).computed;

interface NamedGrids {
  readers: readonly Grid[];
  written: Grid | undefined;
  /** Their tensors that each run computes anew. */
  computed: readonly string[];
  /** Where nothing is computed, the quantization is the same in every run. */
  constant?: LayerQuantization;
}

/** Grids by graph and tensor: what they are called is the same in every run. */
const known = new WeakMap<OnnxGraph, Map<string, NamedGrids>>();

const namedGrids = (graph: OnnxGraph, tensor: string): NamedGrids => {
  const ofGraph = known.get(graph) ?? new Map<string, NamedGrids>();
  known.set(graph, ofGraph);
  const grids = ofGraph.get(tensor) ?? findGrids(graph, tensor);
  ofGraph.set(tensor, grids);
  return grids;
};

const findGrids = (graph: OnnxGraph, tensor: string): NamedGrids => {
  const [readers, written] = [readersGrids(graph, tensor), writersGrid(graph, tensor)];
  const computed = [...readers, ...(written ? [written] : [])]
    .flatMap(({ scale, zeroPoint }) => [scale, zeroPoint])
    .filter((name) => name !== '' && graph.dependence(name) !== 'constant');
  return { readers, written, computed };
};

/**
 * The grid on which the next operators take a tensor. Where the writer meant another one, both are told: whoever is
 * right, one of the two computes on wrong numbers.
 */
export const layerQuantization = (
  graph: OnnxGraph,
  tensor: string,
  dtype: Tensor['dtype'],
  read: ReadTensor,
): LayerQuantization => {
  if (isFloat(dtype) && !dtype.startsWith('float8')) return {};
  const grids = namedGrids(graph, tensor);
  if (grids.computed.length > 0) return quantizationOf(grids, read);
  grids.constant ??= quantizationOf(grids, read);
  return grids.constant;
};

const quantizationOf = (grids: NamedGrids, read: ReadTensor): LayerQuantization => {
  const readers = grids.readers.flatMap((grid) => resolved(grid, read) ?? []);
  const written = resolved(grids.written, read);
  const disputed = written && readers.find((reader) => !sameGrid(reader, written));
  if (disputed) return { quantization: disputed, written };
  const quantization = readers[0] ?? written;
  return quantization ? { quantization } : {};
};

const resolved = (grid: Grid | undefined, read: ReadTensor): Quantization | undefined => {
  if (!grid) return undefined;
  const scales = read(grid.scale);
  if (!scales || (grid.moved && scales.data.length > 1)) return undefined;
  const scale = Float32Array.from(realValues(scales));
  const zeros = grid.zeroPoint === '' ? undefined : read(grid.zeroPoint);
  const zeroPoint = zeros ? Int32Array.from(realValues(zeros)) : new Int32Array(scale.length);
  return { scale, zeroPoint, ...(scale.length > 1 && grid.axis !== undefined ? { axis: grid.axis } : {}) };
};

const sameGrid = (a: Quantization, b: Quantization): boolean =>
  same(a.scale, b.scale) && same(a.zeroPoint, b.zeroPoint) && (a.axis ?? 1) === (b.axis ?? 1);

const same = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.prototype.every.call(a, (value, i) => value === b[i]);
