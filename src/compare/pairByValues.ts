import { permute } from '../tensor/permute.ts';
import { realValues } from '../tensor/realValues.ts';
import type { Layer, Trace } from '../trace/trace.ts';
import { rows } from '../verdicts/tolerances.ts';
import type { Alignment } from './align/align.ts';
import { moments } from './metrics/moments.ts';
import { drift } from './metrics/normalizedRmse.ts';
import { isExact } from './realLayer.ts';

/** Elements of a tensor that are looked at, spread over all of it. */
const SAMPLE = 4096;
/** Tensors of fewer elements are too easily alike. */
const FEWEST = 8;
/** Healthy float32 layers of other runtimes drift by up to 5.6e-4, those of a quantized model by up to 1e-1. */
const NEAR = { float: 1e-3, quantized: rows.quantizedOutputsSaturating.tolerance } as const;
/** How many times further away the next tensor must be. */
const APART = { float: 10, quantized: 3 } as const;

/** Some of a tensor's values. */
interface Sample {
  id: string;
  /** As they lie there, in channels-first order where the layout is known; then as if they were channels last. */
  views: { shape: string; values: Float64Array }[];
  quantized: boolean;
}

/** What values alone tell about the tensors that found no partner. */
export interface ValuePairs {
  /** Deployed -> reference. */
  pairs: Map<string, string>;
  /** Reference tensor -> output of the reference that holds the same values. */
  outputs: Map<string, string>;
}

/**
 * Pairs the tensors of two traces that hold the same values, where one side has no graph and ids say nothing: each the
 * other's nearest, and all others clearly further away. Copies of one tensor count as one.
 */
export const pairByValues = async (deployed: Trace, reference: Trace, { open }: Alignment): Promise<ValuePairs> => {
  if (open.reference.length === 0) return { pairs: new Map(), outputs: new Map() };
  const r = await samplesOf(reference, open.reference);
  const finals = Object.entries(reference.outputs)
    .filter(([id]) => !open.reference.includes(id))
    .flatMap(([id, tensor]) => sampleOf({ id, op: '', inputs: [], tensor }, reference.layout) ?? []);
  const outputs = new Map<string, string>();
  for (const sample of r) {
    const final = finals.find((each) => isCopy(each, sample));
    if (final) outputs.set(sample.id, final.id);
  }
  const [one, other] = [await samplesOf(deployed, open.deployed), r.filter(({ id }) => !outputs.has(id))] as const;
  const pairs = new Map<string, string>();
  const nearest = new Map(one.map((sample) => [sample, clearlyNearest(sample, other, false)]));
  const back = new Map(other.map((sample) => [sample, clearlyNearest(sample, one, true)]));
  const taken = new Set<Sample>();
  for (const [sample, candidates] of nearest) {
    const partner = candidates.find(
      (each) => !taken.has(each) && back.get(each)?.some((copy) => copy === sample || isCopy(copy, sample)),
    );
    if (!partner) continue;
    taken.add(partner);
    pairs.set(sample.id, partner.id);
  }
  return { pairs, outputs };
};

const samplesOf = async (trace: Trace, ids: readonly string[]): Promise<Sample[]> => {
  const samples: Sample[] = [];
  if (ids.length === 0) return samples;
  for await (const layer of trace.layers.read(ids)) {
    const sample = sampleOf(layer, trace.layout);
    if (sample) samples.push(sample);
  }
  return samples;
};

const sampleOf = (layer: Layer, layout: Trace['layout']): Sample | undefined => {
  const { id, tensor, quantization } = layer;
  if (isExact(layer) || tensor.dtype === 'string' || tensor.data.length < FEWEST) return undefined;
  const rank = tensor.shape.length;
  const toFirst = [0, rank - 1, ...Array.from({ length: Math.max(0, rank - 2) }, (_, i) => i + 1)];
  const turned = rank >= 3 && layout !== 'NCHW' ? [permute(tensor, toFirst)] : [];
  const views = (layout === 'NHWC' && turned.length > 0 ? turned : [tensor, ...turned]).map((view) => ({
    shape: String(view.shape.filter((side) => side !== 1)),
    values: spread(realValues(view, quantization)),
  }));
  if (views[0]?.values.every((value, _, { 0: first }) => value === first)) return undefined;
  return { id, views, quantized: quantization !== undefined };
};

const spread = (values: ArrayLike<number>): Float64Array => {
  const size = Math.min(SAMPLE, values.length);
  return Float64Array.from({ length: size }, (_, i) => values[Math.floor((i * values.length) / size)] as number);
};

const isCopy = ({ views: [one] }: Sample, { views: [other] }: Sample): boolean =>
  one !== undefined && one.shape === other?.shape && one.values.every((value, i) => Object.is(value, other.values[i]));

/** The nearest one and its copies; none where another one is not clearly further away. */
const clearlyNearest = (sample: Sample, others: readonly Sample[], isBack: boolean): Sample[] => {
  const scored = others
    .map((other) => ({ other, away: isBack ? away(other, sample) : away(sample, other) }))
    .sort((a, b) => a.away - b.away);
  const [best] = scored;
  if (!best) return [];
  const kind = sample.quantized || best.other.quantized ? 'quantized' : 'float';
  const next = scored.find(({ other }) => !isCopy(other, best.other))?.away ?? 1;
  if (!(best.away <= NEAR[kind]) || next <= Math.max(APART[kind] * best.away, 1e-5)) return [];
  return scored.filter(({ other }) => isCopy(other, best.other)).map(({ other }) => other);
};

/** Drift between views of one shape: as they lie there, else with the axes of one side turned. */
const away = (deployed: Sample, reference: Sample): number => {
  for (const one of deployed.views)
    for (const other of reference.views) if (one.shape === other.shape) return drift(moments(one.values, other.values));
  return Number.POSITIVE_INFINITY;
};
