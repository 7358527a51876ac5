import type { ByteSource, Reopen } from '../formats/byteSource.ts';
import { dtypeOfSafetensorsType } from '../formats/safetensors/dtypes.ts';
import type { SafetensorsEntry, SafetensorsHeader } from '../formats/safetensors/header.ts';
import { readSafetensorsEntry } from '../formats/safetensors/readSafetensors.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { LayerInfo, LayerSource, Trace, TracedRuntime } from './trace.ts';
import { brokenTrace } from './traceMetadata.ts';

type Part = 'input' | 'layer' | 'output';
const prefix = /^(input|layer|output)\/(.*)$/s;

/**
 * A trace of a safetensors file that knows nothing of exray: values without a graph. Where every key begins with
 * `input/`, `layer/` or `output/`, these say what it is; else every key is a layer. Metadata `order` (JSON array of
 * layer ids), `layout`, `names` (JSON object) and `producer` are used where they are there.
 */
export const namedTensors = async (
  source: ByteSource,
  { entries, metadata }: SafetensorsHeader,
  reopen: Reopen,
): Promise<Trace> => {
  const parts = partsOf(entries);
  const read = async (part: Part): Promise<Record<string, Tensor>> => {
    const tensors: [string, Tensor][] = [];
    for (const [name, entry] of parts[part]) tensors.push([name, await readSafetensorsEntry(source, entry)]);
    return Object.fromEntries(tensors);
  };
  const layout = metadata.get('layout');
  const producer = metadata.get('producer');
  const names = namesOf(metadata.get('names'), source.label);
  return {
    model: { format: 'arrays', ...(producer === undefined ? {} : { producer }) },
    runtime: runtimeOf(producer),
    capture: 'original',
    layout: layout === 'NCHW' || layout === 'NHWC' ? layout : 'unknown',
    inputs: await read('input'),
    outputs: await read('output'),
    layers: layersOf(ordered(parts.layer, metadata.get('order'), source.label), reopen),
    ...(names === undefined ? {} : { names }),
    notes: [],
  };
};

type Entries = Map<string, SafetensorsEntry>;

const partsOf = (entries: ReadonlyMap<string, SafetensorsEntry>): Record<Part, Entries> => {
  const parts: Record<Part, Entries> = { input: new Map(), layer: new Map(), output: new Map() };
  const prefixed = [...entries.keys()].every((key) => prefix.test(key));
  for (const [key, entry] of entries) {
    const [, part, name] = (prefixed && prefix.exec(key)) || ['', 'layer', key];
    parts[part as Part].set(name as string, entry);
  }
  return parts;
};

/** `pytorch 2.15.0` is a name and a version. */
const runtimeOf = (producer = 'unknown'): TracedRuntime => {
  const [, name, version] = /^(.*?)\s+v?(\d[\w.+-]*)$/.exec(producer) ?? ['', producer, ''];
  return { name: name as string, version: version as string, provider: '', isa: '' };
};

const parseJson = (text: string, key: string, label: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw brokenTrace(label, { what: `has metadata "${key}" that is no JSON`, why: (error as Error).message });
  }
};

const namesOf = (text: string | undefined, label: string): Record<string, string> | undefined => {
  if (text === undefined) return undefined;
  const names = parseJson(text, 'names', label);
  const isNames =
    typeof names === 'object' && names !== null && Object.values(names).every((name) => typeof name === 'string');
  if (!isNames) throw brokenTrace(label, { what: 'has metadata "names" that is no JSON object of strings' });
  return names as Record<string, string>;
};

/** Layers in the order that the metadata give, those that it leaves out at the end as they lie in the file. */
const ordered = (layers: Entries, text: string | undefined, label: string): Entries => {
  if (text === undefined) return layers;
  const order = parseJson(text, 'order', label);
  if (!Array.isArray(order)) throw brokenTrace(label, { what: 'has metadata "order" that is no JSON array' });
  const missing = order.find((id) => !layers.has(id));
  if (missing !== undefined)
    throw brokenTrace(label, { what: `lists the layer ${JSON.stringify(missing)} in its order, but does not hold it` });
  const inOrder = new Map(order.map((id) => [id as string, layers.get(id) as SafetensorsEntry]));
  for (const [id, entry] of layers) if (!inOrder.has(id)) inOrder.set(id, entry);
  return inOrder;
};

const layersOf = (entries: Entries, reopen: Reopen): LayerSource => ({
  list: async () => ({ layers: [...entries].map(([id, entry]) => infoOf(id, entry)), unseen: [] }),
  async *read(ids) {
    const wanted = ids === undefined ? undefined : new Set(ids);
    for (const [id, entry] of entries)
      if (wanted === undefined || wanted.has(id))
        yield { id, op: '', inputs: [], tensor: await reopen((source) => readSafetensorsEntry(source, entry)) };
  },
});

const infoOf = (id: string, { type, shape }: SafetensorsEntry): LayerInfo => {
  const dtype = dtypeOfSafetensorsType(type);
  return { id, op: '', output: 0, inputs: [], weights: [], attributes: {}, ...(dtype ? { dtype } : {}), shape };
};
