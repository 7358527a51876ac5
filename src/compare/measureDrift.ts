import type { Tensor } from '../tensor/tensor.ts';
import type { Layer, LayerInfo, Trace } from '../trace/trace.ts';
import type { Unpaired } from '../verdicts/comparison.ts';
import type { Alignment, LayerPair } from './align/align.ts';
import { bareOp, isSizing } from './align/kinds.ts';
import { groupBy } from './groupBy.ts';
import type { LayerMeasure } from './measured.ts';
import type { Metric } from './metrics/metric.ts';
import { moments } from './metrics/moments.ts';
import { drift } from './metrics/normalizedRmse.ts';
import { axesAcross, axesBetween, isExact, type Layout, realLayer, reordered, turnedAxes } from './realLayer.ts';
import { whereOf } from './where.ts';

/** A drift above which it is worth a pass to see where the difference sits. */
const NOTABLE = 1e-5;

/** Values of both sides, as the second pass needs them. */
export interface PairRead {
  pair: LayerPair;
  deployed: Layer;
  reference: Layer;
  axes: readonly number[] | undefined;
}

/**
 * Reads both traces side by side and measures every pair's drift. Both are streams in execution order: of one side, only
 * what the other has not come to yet is held.
 *
 * @param keep is given each pair while its values are there.
 */
export const measureDrift = async (
  deployed: Trace,
  reference: Trace,
  alignment: Alignment,
  metrics: readonly Metric[],
  keep: (read: PairRead) => void,
): Promise<LayerMeasure[]> => {
  const layouts = { deployed: deployed.layout, reference: reference.layout };
  const partner = partners(reference, alignment.pairs);
  const byDeployed = groupBy(alignment.pairs, (pair) => pair.deployed);
  const measures = new Map<LayerPair, LayerMeasure>();
  const sized = sizedByValues((await deployed.layers.list()).layers);
  const measureLayer = async (layer: Layer): Promise<void> => {
    for (const pair of byDeployed.get(layer.id) ?? []) {
      const other = pair.input ? inputLayer(deployed, alignment, pair) : await partner.take(pair.reference);
      if (!other) continue;
      const axes = pair.constant
        ? undefined
        : axesOf(pair, [layer.tensor.shape, other.tensor.shape], deployed, layouts);
      if (axes === 'unclear') {
        alignment.unpaired.push(...inAnotherOrder(pair));
        continue;
      }
      const isSized = axes === null && sized.has(layer.id) && layer.tensor.shape.length === other.tensor.shape.length;
      const measured = measure(pair, layer, other, axes, metrics, layouts.deployed);
      measures.set(pair, isSized ? { ...measured, sized: true } : measured);
      if (axes !== null) keep({ pair, deployed: layer, reference: other, axes });
      else if (isSized) keep({ pair, deployed: layer, reference: other, axes: undefined });
    }
  };
  try {
    for await (const layer of layersOf(deployed, new Set(byDeployed.keys()))) await measureLayer(layer);
  } finally {
    await partner.close();
  }
  return alignment.pairs.flatMap((pair) => measures.get(pair) ?? []);
};

/** Layers whose sizes depend on values: as many rows as were selected, and whatever is made of them. */
const sizedByValues = (layers: readonly LayerInfo[]): Set<string> => {
  const found = new Set<string>();
  for (const { id, op, inputs } of layers) if (isSizing(op) || inputs.some((input) => found.has(input))) found.add(id);
  return found;
};

/** How the reference's axes become the deployed ones. What an app reads or a Transpose makes has one right order. */
const axesOf = (
  { deployed: id, carries, ops, orders }: LayerPair,
  [one, other]: readonly [readonly number[], readonly number[]],
  deployed: Trace,
  layouts: { deployed: Layout; reference: Layout },
): readonly number[] | undefined | null | 'unclear' => {
  const axes = orders ? axesAcross(one, other, orders, layouts) : axesBetween(one, other, layouts);
  const isOutput = [id, ...(carries ?? [])].some((each) => Object.hasOwn(deployed.outputs, each));
  const isOrdered = isOutput || [ops.deployed, ops.reference].some((op) => bareOp(op) === 'Transpose');
  return axes !== null || isOrdered ? axes : turnedAxes(one, other);
};

const inAnotherOrder = ({ deployed, reference, ops }: LayerPair): Unpaired[] => {
  const reason = 'its axes are in another order, and equal sides leave open in which';
  return [
    { id: deployed, op: ops.deployed, side: 'deployed', reason, expected: true },
    { id: reference, op: ops.reference, side: 'reference', reason, expected: true },
  ];
};

/** Layers of a trace, and outputs that are in its list but not among its layers. */
async function* layersOf(trace: Trace, ids: ReadonlySet<string>): AsyncGenerator<Layer> {
  const open = new Set(ids);
  for await (const layer of trace.layers.read([...ids])) {
    open.delete(layer.id);
    yield layer;
  }
  for (const id of open) {
    const tensor = trace.outputs[id];
    if (tensor) yield { id, op: '', inputs: [], tensor };
  }
}

interface Partners {
  take(id: string): Promise<Layer | undefined>;
  /** Ends the stream, which may not have come to its end: its source frees what it holds. */
  close(): Promise<void>;
}

/** Reference layers by id, out of one stream: those that come too early wait, and go when their last pair is done. */
const partners = (reference: Trace, pairs: readonly LayerPair[]): Partners => {
  const uses = new Map<string, number>();
  for (const { reference: id, input } of pairs) if (!input) uses.set(id, (uses.get(id) ?? 0) + 1);
  const stream = layersOf(reference, new Set(uses.keys()));
  const waiting = new Map<string, Layer>();
  const used = (layer: Layer): Layer => {
    const left = (uses.get(layer.id) ?? 1) - 1;
    uses.set(layer.id, left);
    if (left > 0) waiting.set(layer.id, layer);
    else waiting.delete(layer.id);
    return layer;
  };
  const take = async (id: string): Promise<Layer | undefined> => {
    const here = waiting.get(id);
    if (here) return used(here);
    for (;;) {
      const { value, done } = await stream.next();
      if (done) return undefined;
      if (value.id === id) return used(value);
      waiting.set(value.id, value);
    }
  };
  const close = async (): Promise<void> => {
    await stream.return(undefined);
  };
  return { take, close };
};

/** The app's own input: what its quantized form is compared with. */
const inputLayer = (deployed: Trace, { inputs }: Alignment, { reference: id }: LayerPair): Layer | undefined => {
  const tensor = deployed.inputs[inputs.get(id) ?? id];
  return tensor && { id, op: '', inputs: [], tensor };
};

const measure = (
  pair: LayerPair,
  deployed: Layer,
  reference: Layer,
  axes: readonly number[] | undefined | null,
  metrics: readonly Metric[],
  layout: Layout,
): LayerMeasure => {
  const { shape } = deployed.tensor;
  const { written, quantization } = deployed;
  const start = {
    pair,
    shape,
    count: deployed.tensor.data.length,
    ...(written && quantization ? { disputed: { written, read: quantization } } : {}),
  };
  if (axes === null)
    return { ...start, drift: Number.POSITIVE_INFINITY, metrics: {}, otherShape: reference.tensor.shape };
  const exact = isExact(deployed) && isExact(reference);
  const differing = exact ? differingElements(deployed.tensor, reference.tensor) : undefined;
  if (deployed.tensor.dtype === 'string' || reference.tensor.dtype === 'string')
    return { ...start, drift: differing === 0 ? 0 : 1, metrics: {}, differing: differing ?? start.count };
  const d = realLayer(deployed);
  const r = reordered(realLayer(reference), axes);
  const sums = moments(d.values, r.values);
  const input = { deployed: d.values, reference: r.values, shape, moments: sums };
  const value = drift(sums);
  return {
    ...start,
    drift: value,
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, metric.compute(input)])),
    ...(sums.nonFinite ? { nonFinite: sums.nonFinite } : {}),
    ...(differing === undefined ? {} : { differing }),
    ...(value > NOTABLE ? whereOf(d.values, r.values, shape, layout) : {}),
  };
};

/** How many elements are not equal; all of them where the counts differ. */
export const differingElements = (one: Tensor, other: Tensor): number => {
  if (one.data.length !== other.data.length) return Math.max(one.data.length, other.data.length);
  let count = 0;
  for (let i = 0; i < one.data.length; i++) {
    const [a, b] = [one.data[i], other.data[i]];
    // An int64 on one side may be an int32 on the other.
    if (a !== b && (typeof a === typeof b || Number(a) !== Number(b))) count++;
  }
  return count;
};
