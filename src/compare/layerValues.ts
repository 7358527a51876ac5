import type { Piece, Replay } from '../runtimes/runtime.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Layer, Trace } from '../trace/trace.ts';
import type { LayerPair } from './align/align.ts';
import type { LayerValues } from './measured.ts';
import { bothSides, type Held } from './measureOwn.ts';
import { isExact, type Layout, type RealLayer, realLayer, reordered } from './realLayer.ts';

/** Runs the one piece that makes a layer again, on the deployed values. */
export const ownValues = async (
  replay: Replay,
  piece: Piece,
  values: ReadonlyMap<string, Held>,
  given: ReadonlyMap<string, Tensor>,
  layout: Layout,
): Promise<LayerValues | undefined> => {
  const held = values.get(piece.output);
  if (!held || isExact(held.deployed)) return undefined;
  const feeds = new Map(given);
  for (const id of piece.inputs) {
    const value = values.get(id)?.value;
    if (value) feeds.set(id, value);
  }
  if (!piece.inputs.every((id) => feeds.has(id))) return undefined;
  const result = (await replay.run([piece], feeds)).get(piece.output);
  if (!result || result.dtype === 'string') return undefined;
  const { deployed, expected } = bothSides(held, result);
  return deployed.length === expected.length ? described(held.deployed, layout, deployed, expected) : undefined;
};

/** Reads a layer of both sides again. */
export const tensorValues = async (
  deployed: Trace,
  reference: Trace,
  pair: LayerPair,
  axes: readonly number[] | undefined,
): Promise<LayerValues | undefined> => {
  const [one, other] = [await readLayer(deployed, pair.deployed), await readLayer(reference, pair.reference)];
  if (!one || !other || isExact(one) || isExact(other)) return undefined;
  const [d, r] = [realLayer(one).values, reordered(realLayer(other), axes).values];
  return d.length === r.length ? described(one, deployed.layout, d, r) : undefined;
};

const readLayer = async (trace: Trace, id: string): Promise<Layer | undefined> => {
  for await (const layer of trace.layers.read([id])) if (layer.id === id) return layer;
  const tensor = trace.outputs[id];
  return tensor && { id, op: '', inputs: [], tensor };
};

const described = (
  { id, op, tensor, quantization }: Layer,
  layout: Layout,
  deployed: RealLayer['values'],
  expected: RealLayer['values'],
): LayerValues => {
  const step = quantization?.scale.length === 1 ? quantization.scale[0] : undefined;
  return { id, op, shape: tensor.shape, layout, deployed, expected, ...(step === undefined ? {} : { step }) };
};
