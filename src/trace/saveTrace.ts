import { writeSafetensors } from '../formats/safetensors/writeSafetensors.ts';
import type { DType, Quantization, Tensor } from '../tensor/tensor.ts';
import { fileTarget } from './fileTarget.ts';
import { keptModel } from './keptModel.ts';
import { toPlainJson } from './plainJson.ts';
import { storedImage } from './storedImage.ts';
import { toStoredTensor } from './storedTensor.ts';
import type { Layer, LayerInfo, LayerList, Trace } from './trace.ts';
import { type StoredGrid, traceFormat } from './traceMetadata.ts';

const writer = { name: 'saveTrace', what: 'trace', example: 'kept/china.safetensors' } as const;

/** What is learned of the tensors while they are streamed to the file. */
interface Gathered {
  layers: Layer[];
  dtypes: Record<string, DType>;
  shapes: Record<string, readonly number[]>;
}

/**
 * Writes a trace to one `.safetensors` file in the format `exray.trace/1` (docs/trace-format.md), which `loadTrace`,
 * every `toMatchReference...` matcher and Python's safetensors read. Layers are streamed, so a trace of many gigabytes
 * takes the memory of its largest layer. The same trace gives the same bytes, and the file appears whole or not at all.
 *
 * @param trace as `record` gave it, or loaded
 * @param path of the file, relative to the working directory; its folder is made where it is missing
 * @throws ExrayError `bad-input` for another ending than `.safetensors` and for swapped arguments, `not-json` where `trace.result` cannot be JSON, `key-twice` where two layers have one id
 */
export const saveTrace = async (trace: Trace, path: string | URL): Promise<void> => {
  const target = fileTarget(trace, path, writer);
  // First what can fail for the user's own reasons: nothing runs the model for a result that can't be saved.
  const result = trace.result === undefined ? undefined : toPlainJson(trace.result, 'result');
  const list = await trace.layers.list();
  const image = await storedImage(trace);
  const gathered: Gathered = { layers: [], dtypes: Object.create(null), shapes: Object.create(null) };
  await writeSafetensors(target, tensorsOf(trace, gathered), () => ({
    ...metadataOf(trace, list, gathered),
    ...(image === undefined ? {} : { image: JSON.stringify(image) }),
    ...(result === undefined ? {} : { result }),
  }));
};

async function* tensorsOf(trace: Trace, gathered: Gathered): AsyncGenerator<[string, Tensor]> {
  for (const [name, tensor] of Object.entries(trace.inputs)) yield stored(`input/${name}`, tensor, gathered);
  for await (const layer of trace.layers.read()) {
    // Keeps what belongs in the metadata, not the values.
    gathered.layers.push({ ...layer, tensor: { ...layer.tensor, data: [] } });
    yield stored(`layer/${layer.id}`, layer.tensor, gathered);
  }
  for (const [name, tensor] of Object.entries(trace.outputs)) yield stored(`output/${name}`, tensor, gathered);
}

const stored = (key: string, original: Tensor, gathered: Gathered): [string, Tensor] => {
  const { tensor, dtype, shape } = toStoredTensor(original);
  if (dtype !== undefined) gathered.dtypes[key] = dtype;
  if (shape !== undefined) gathered.shapes[key] = shape;
  return [key, tensor];
};

const metadataOf = (trace: Trace, list: LayerList, { layers, dtypes, shapes }: Gathered): Record<string, string> => {
  const order = layers.map(({ id }) => id);
  const infos = new Map(list.layers.map((info) => [info.id, info]));
  const kept = new Set(order);
  const left = list.layers.filter(({ id }) => !kept.has(id)).map(({ id }) => ({ id, reason: 'not captured' }));
  const members: Record<string, unknown> = {
    order,
    inputs: Object.keys(trace.inputs),
    outputs: Object.keys(trace.outputs),
    model: keptModel(trace.model),
    runtime: trace.runtime,
    names: trace.names,
    graph: pairs(layers, (layer) => storedNode(infos.get(layer.id) ?? infoOf(layer))),
    quantization: pairs(layers, storedGrids),
    storedAs: pairs(layers, ({ storedAs }) => storedAs),
    kernels: pairs(layers, ({ kernel }) => kernel),
    dtypes,
    shapes,
    unseen: [...list.unseen, ...left],
    notes: trace.notes,
  };
  return {
    format: traceFormat,
    capture: trace.capture,
    layout: trace.layout,
    ...Object.fromEntries(
      Object.entries(members)
        .filter(([, member]) => member !== undefined && !isEmptyObject(member))
        .map(([key, member]) => [key, toPlainJson(member, key)]),
    ),
  };
};

const isEmptyObject = (member: unknown): boolean =>
  !Array.isArray(member) && Object.keys(member as object).length === 0;

/** Members by layer id, only those that there are. */
const pairs = (layers: readonly Layer[], member: (layer: Layer) => unknown): Record<string, unknown> =>
  Object.fromEntries(
    layers.map((layer): [string, unknown] => [layer.id, member(layer)]).filter(([, value]) => value !== undefined),
  );

const infoOf = ({ id, op, inputs }: Layer): LayerInfo => ({ id, op, inputs, output: 0, weights: [], attributes: {} });

/** dtype and shape are those of the tensor itself, so the graph does not repeat them. */
const storedNode = ({ op, node, output, inputs, weights, attributes, constant }: LayerInfo) => ({
  op,
  node,
  output: output === 0 ? undefined : output,
  inputs,
  weights,
  attributes,
  constant,
});

const storedGrids = ({ quantization, written }: Layer) =>
  quantization === undefined && written === undefined
    ? undefined
    : { read: quantization && storedGrid(quantization), written: written && storedGrid(written) };

const storedGrid = ({ scale, zeroPoint, axis }: Quantization): StoredGrid => ({
  scale: Array.from(scale),
  zeroPoint: Array.from(zeroPoint),
  ...(axis === undefined ? {} : { axis }),
});
