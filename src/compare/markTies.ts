import { realValues } from '../tensor/realValues.ts';
import { elementCount, type Tensor } from '../tensor/tensor.ts';
import type { Layer, LayerInfo, Trace } from '../trace/trace.ts';
import { rows } from '../verdicts/tolerances.ts';
import { bareOp, isSizing } from './align/kinds.ts';
import type { LayerMeasure } from './measured.ts';
import { moments } from './metrics/moments.ts';
import { drift } from './metrics/normalizedRmse.ts';

/** Which output holds indices, which input the values that are selected, and the axis that is meant by default. */
const SELECTIONS: Record<string, { output: number; input: number; axis: number }> = {
  TopK: { output: 1, input: 0, axis: -1 },
  ArgMax: { output: 0, input: 0, axis: 0 },
  ArgMin: { output: 0, input: 0, axis: 0 },
};

/** Marks selections whose indices differ although the values that they select agree: ties, that rounding decides. */
export const markTies = async (layers: readonly LayerMeasure[], deployed: Trace, reference: Trace): Promise<void> => {
  await markReordered(layers, deployed, reference);
  const differing = layers.filter(
    (layer) => layer.differing && bareOp(layer.pair.ops.deployed) in SELECTIONS && !layer.pair.constant,
  );
  if (differing.length === 0) return;
  const lists = [(await deployed.layers.list()).layers, (await reference.layers.list()).layers] as const;
  for (const layer of differing) {
    const [one, other] = [
      await selected(deployed, lists[0], layer.pair.deployed),
      await selected(reference, lists[1], layer.pair.reference),
    ];
    if (one && other && one.length === other.length && drift(moments(one, other)) <= 10 * rows.drift.tolerance)
      layer.tie = true;
  }
};

/** Rows of indices that are the same in another order: candidates that score alike. */
const markReordered = async (layers: readonly LayerMeasure[], deployed: Trace, reference: Trace): Promise<void> => {
  for (const layer of layers) {
    const { pair, differing, otherShape } = layer;
    if (!differing || otherShape || !isSizing(pair.ops.deployed) || pair.constant) continue;
    const [one, other] = [await rowsOf(deployed, pair.deployed), await rowsOf(reference, pair.reference)];
    if (one?.length === other?.length && one?.every((row, i) => row === other?.[i])) layer.tie = true;
  }
};

const rowsOf = async (trace: Trace, id: string): Promise<string[] | undefined> => {
  let tensor = trace.outputs[id];
  for await (const layer of trace.layers.read([id])) tensor = layer.tensor;
  if (tensor?.shape.length !== 2) return undefined;
  const [count = 0, width = 0] = tensor.shape;
  const data = Array.from(tensor.data as ArrayLike<number | bigint>, Number);
  return Array.from({ length: count }, (_, i) => data.slice(i * width, (i + 1) * width).join()).sort();
};

/** The values that a selection's indices name. */
const selected = async (trace: Trace, list: readonly LayerInfo[], id: string): Promise<Float64Array | undefined> => {
  const info = list.find((each) => each.id === id);
  const how = info && SELECTIONS[bareOp(info.op)];
  const source = how && info.inputs[how.input];
  if (!how || source === undefined || info.output !== how.output) return undefined;
  const found = new Map<string, Layer>();
  for await (const layer of trace.layers.read([id, source])) found.set(layer.id, layer);
  const indices = found.get(id)?.tensor ?? trace.outputs[id];
  const data = found.get(source)?.tensor ?? trace.inputs[source] ?? trace.outputs[source];
  if (!indices || !data) return undefined;
  const axis = Number(info.attributes.axis ?? how.axis);
  return gathered(data, indices, axis < 0 ? axis + data.shape.length : axis);
};

const gathered = (data: Tensor, indices: Tensor, axis: number): Float64Array => {
  const values = realValues(data);
  const inner = elementCount(data.shape.slice(axis + 1));
  const side = data.shape[axis] ?? 1;
  const outer = elementCount(data.shape.slice(0, axis));
  const each = indices.data.length / Math.max(1, outer * inner);
  return Float64Array.from(indices.data as ArrayLike<number | bigint>, (index, i) => {
    const [before, behind] = [Math.floor(i / (each * inner)), i % inner];
    return values[(before * side + Number(index)) * inner + behind] ?? Number.NaN;
  });
};
