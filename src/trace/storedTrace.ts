import type { ByteSource, Reopen } from '../formats/byteSource.ts';
import { dtypeOfSafetensorsType } from '../formats/safetensors/dtypes.ts';
import type { SafetensorsEntry, SafetensorsHeader } from '../formats/safetensors/header.ts';
import { readSafetensorsEntry } from '../formats/safetensors/readSafetensors.ts';
import type { Quantization, Tensor } from '../tensor/tensor.ts';
import { loadedImage } from './storedImage.ts';
import { fromStoredTensor } from './storedTensor.ts';
import type { Layer, LayerInfo, LayerSource, Trace } from './trace.ts';
import { brokenTrace, parseTraceMetadata, type StoredGrid, type TraceMetadata } from './traceMetadata.ts';

/** A trace out of a file in the format `exray.trace/1`; `reopen` opens the file again when layers are read. */
export const storedTrace = async (source: ByteSource, header: SafetensorsHeader, reopen: Reopen): Promise<Trace> => {
  const metadata = parseTraceMetadata(header.metadata, source.label);
  const entries = entriesByPart(header, metadata, source.label);
  const { model, runtime, capture, layout, names, image, notes } = metadata;
  return withoutUndefined({
    model: withoutUndefined(model),
    runtime: withoutUndefined(runtime),
    capture,
    layout,
    inputs: await readAll(source, entries.inputs, metadata),
    outputs: await readAll(source, entries.outputs, metadata),
    layers: layersOf(entries.layers, metadata, reopen),
    ...loadedImage(image),
    result: metadata.result,
    names: names && Object.fromEntries(names),
    notes,
  }) as Trace;
};

/** exactOptionalPropertyTypes: a member that is not there is left out. */
const withoutUndefined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

type Entries = ReadonlyMap<string, SafetensorsEntry>;

const entriesByPart = ({ entries }: SafetensorsHeader, metadata: TraceMetadata, label: string) => {
  const part = (prefix: string, listed: readonly string[] | undefined): Entries => {
    const inFile = [...entries.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    const ids = listed ?? inFile;
    const wanted = new Set(ids);
    const twice = ids.find((id, i) => ids.indexOf(id) !== i && wanted.size !== ids.length);
    if (twice !== undefined) throw brokenTrace(label, { what: `lists ${prefix}${twice} twice` });
    const unlisted = inFile.find((id) => !wanted.has(id));
    if (unlisted !== undefined)
      throw brokenTrace(label, { what: `holds ${prefix}${unlisted}, which its metadata do not list` });
    return new Map(
      ids.map((id) => {
        const entry = entries.get(`${prefix}${id}`);
        if (entry === undefined) throw brokenTrace(label, { what: `lists ${prefix}${id}, which it does not hold` });
        return [id, entry];
      }),
    );
  };
  return {
    inputs: part('input/', metadata.inputs),
    layers: part('layer/', metadata.order),
    outputs: part('output/', metadata.outputs),
  };
};

const readTensor = async (source: ByteSource, entry: SafetensorsEntry, metadata: TraceMetadata): Promise<Tensor> => {
  const stored = await readSafetensorsEntry(source, entry);
  const { dtypes, shapes } = metadata;
  try {
    return fromStoredTensor(stored, dtypes.get(entry.key), shapes.get(entry.key));
  } catch (error) {
    throw brokenTrace(source.label, { what: `holds ${entry.key} wrongly`, why: (error as Error).message });
  }
};

const readAll = async (source: ByteSource, entries: Entries, metadata: TraceMetadata) => {
  const tensors: [string, Tensor][] = [];
  for (const [name, entry] of entries) tensors.push([name, await readTensor(source, entry, metadata)]);
  return Object.fromEntries(tensors);
};

const layersOf = (entries: Entries, metadata: TraceMetadata, reopen: Reopen): LayerSource => ({
  list: async () => ({
    layers: [...entries].map(([id, entry]) => infoOf(id, entry, metadata)),
    unseen: metadata.unseen,
  }),
  async *read(ids) {
    const wanted = ids === undefined ? undefined : new Set(ids);
    for (const [id, entry] of entries)
      if (wanted === undefined || wanted.has(id))
        yield layerOf(id, await reopen((source) => readTensor(source, entry, metadata)), metadata);
  },
});

const nodeOf = (id: string, { graph }: TraceMetadata) =>
  graph.get(id) ?? { op: '', output: 0, inputs: [], weights: [], attributes: {} };

const infoOf = (id: string, entry: SafetensorsEntry, metadata: TraceMetadata): LayerInfo => {
  const dtype = metadata.dtypes.get(entry.key) ?? dtypeOfSafetensorsType(entry.type);
  const shape = metadata.shapes.get(entry.key) ?? entry.shape;
  return withoutUndefined({ ...nodeOf(id, metadata), id, dtype, shape }) as LayerInfo;
};

const layerOf = (id: string, tensor: Tensor, metadata: TraceMetadata): Layer => {
  const { op, inputs } = nodeOf(id, metadata);
  const grids = metadata.quantization.get(id);
  return withoutUndefined({
    id,
    op,
    inputs,
    tensor,
    quantization: grids?.read && gridOf(grids.read),
    written: grids?.written && gridOf(grids.written),
    storedAs: metadata.storedAs.get(id),
    kernel: metadata.kernels.get(id),
  }) as Layer;
};

const gridOf = ({ scale, zeroPoint, axis }: StoredGrid): Quantization => ({
  scale: Float32Array.from(scale),
  zeroPoint: Int32Array.from(zeroPoint),
  ...(axis === undefined ? {} : { axis }),
});
